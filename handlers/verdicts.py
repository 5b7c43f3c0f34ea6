"""Verdicts as data, and the formula of their estimates: for the command line and for whatever else reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.amounts import amount, decimal, dotted
from knowledge.base import KnowledgeBase
from knowledge.eligibility.loader import is_value
from knowledge.eligibility.model import Estimate, Reason, Verdict


@dataclass(frozen=True, slots=True)
class ReportedReason:
    rule: str
    holds: bool | None
    text: str
    document: str
    article: str | None


@dataclass(frozen=True, slots=True)
class ReportedVerdict:
    """One verdict; its fields are the contract of `eligibility --json`."""

    item: str
    scheme: str
    verdict: str
    reasons: list[ReportedReason]
    missing: list[str]
    estimate_vnd: int | None
    cap_vnd: int | None
    formula: str


def reported(verdict: Verdict, knowledge: KnowledgeBase) -> ReportedVerdict:
    estimate = verdict.estimate
    return ReportedVerdict(
        item=verdict.item,
        scheme=verdict.scheme.value,
        verdict=verdict.outcome.value,
        reasons=[_reason(reason) for reason in verdict.reasons],
        missing=list(verdict.missing),
        estimate_vnd=estimate.amount_vnd if estimate else None,
        cap_vnd=estimate.cap_vnd if estimate else None,
        formula=formula(estimate, knowledge) if estimate else "",
    )


def formula(estimate: Estimate, knowledge: KnowledgeBase) -> str:
    """ "min(50% × 400.000.000, 300.000.000) = 200.000.000"; what is not known stands as a word."""
    level = estimate.level
    if level is None:
        return knowledge.phrase("formula_no_level")
    cost = knowledge.phrase("formula_cost") if estimate.cost_vnd is None else dotted(estimate.cost_vnd)
    share = cost if level.percent is None else f"{decimal(level.percent)}% × {cost}"
    most = share if level.cap_vnd is None else f"min({share}, {dotted(level.cap_vnd)})"
    return most if estimate.amount_vnd is None else f"{most} = {dotted(estimate.amount_vnd)}"


def sum_sentence(estimate: Estimate, knowledge: KnowledgeBase) -> str:
    """The same in words: which of the two limits decides, and what comes of it."""
    say, level = knowledge.phrase, estimate.level
    if level is None or estimate.amount_vnd is None or estimate.cost_vnd is None:
        return amount(level, knowledge) if level else say("formula_no_level")
    told = {
        "amount": dotted(estimate.amount_vnd),
        "cost": dotted(estimate.cost_vnd),
        "percent": "100" if level.percent is None else decimal(level.percent),
        "cap": "" if level.cap_vnd is None else dotted(level.cap_vnd),
    }
    if level.cap_vnd is None:
        return say("sum_share", **told)
    is_capped = estimate.amount_vnd == level.cap_vnd
    return say("sum_capped" if is_capped else "sum_under_cap", **told)


def _reason(reason: Reason) -> ReportedReason:
    rule = reason.rule
    return ReportedReason(rule.id, reason.holds, reason.text, rule.document or rule.press or "", rule.article)


class BadFacts(Exception):
    """Facts from outside that cannot be used; `problems` say which and what they may be."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def judge(case: Mapping[str, Any], knowledge: KnowledgeBase, today: date) -> list[ReportedVerdict]:
    """The verdicts for facts from outside: "items" and "on" beside the facts may be left out. Raises BadFacts."""
    told = {name: value for name, value in case.items() if name not in ("items", "on")}
    problems = [*_bad_facts(told, knowledge), *_bad_frame(case, knowledge)]
    if problems:
        raise BadFacts(problems)
    on = date.fromisoformat(case["on"]) if "on" in case else today
    items = case.get("items") or knowledge.eligibility.items
    return [reported(verdict, knowledge) for verdict in knowledge.eligibility.judge_all(items, told, on)]


def _bad_facts(told: Mapping[str, Any], knowledge: KnowledgeBase) -> Iterator[str]:
    say = knowledge.phrase
    for name, value in told.items():
        definition = knowledge.eligibility.facts.get(name)
        if definition is None or definition.derived_from is not None:
            yield say("bad_fact_name", name=name)
        elif not is_value(definition, value):
            allowed = ", ".join(definition.choices) or say(f"fact_kind_{definition.kind.value}")
            yield say("bad_fact_value", name=name, allowed=allowed)
    named = told.get("province")
    if isinstance(named, str) and named and not knowledge.eligibility.derive({"province": named}, date.max):
        yield say("bad_fact_value", name="province", allowed=say("fact_kind_province"))


def _bad_frame(case: Mapping[str, Any], knowledge: KnowledgeBase) -> Iterator[str]:
    say = knowledge.phrase
    try:
        date.fromisoformat(case.get("on", "2026-01-01"))
    except (TypeError, ValueError):
        yield say("bad_fact_value", name="on", allowed=say("fact_kind_date"))
    items = case.get("items", [])
    if not isinstance(items, list) or not all(item in knowledge.eligibility.items for item in items):
        yield say("bad_fact_value", name="items", allowed=", ".join(knowledge.eligibility.items))
