"""A case that is kept: the buttons that lead to it, and how it stands by the rules of the moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.base import KnowledgeBase
from knowledge.eligibility.engine import SCHEMES
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import Outcome

KEEP = "keep:"
KEEP_ASK, KEEP_YES, KEEP_NO, KEEP_FORGET = "keep:ask", "keep:yes", "keep:no", "keep:forget"
_DECIDES = {Outcome.YES: True, Outcome.NO: False, Outcome.UNKNOWN: None}  # how the deciding rules stand


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome under each scheme, and the ids of the rules that make it so."""

    outcomes: Mapping[str, str]
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def judged(item: str, facts: Mapping[str, FactValue], knowledge: KnowledgeBase, on: date) -> Judged:
    """An item that no rule is about any more is open; facts that the rules no longer know are left out."""
    eligibility = knowledge.eligibility
    if item not in eligibility.items:
        return Judged({scheme.value: Outcome.UNKNOWN.value for scheme in SCHEMES})
    verdicts = eligibility.judge_all((item,), eligibility.known(facts), on)
    return Judged(
        {verdict.scheme.value: verdict.outcome.value for verdict in verdicts},
        {
            verdict.scheme.value: tuple(
                reason.rule.id for reason in verdict.reasons if reason.holds is _DECIDES[verdict.outcome]
            )
            for verdict in verdicts
        },
    )
