"""Weighs the rules for one person: a verdict for each item and scheme, the trace being the explanation."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256

from knowledge.eligibility.estimate import estimate
from knowledge.eligibility.loader import RuleBook, is_value
from knowledge.eligibility.logic import Facts, FactValue, Is, both, comparisons, open_facts, truth
from knowledge.eligibility.model import Estimate, Outcome, Reason, Rule, Verdict
from knowledge.eligibility.place_facts import with_place
from knowledge.levels import Levels
from knowledge.model import Scheme
from knowledge.places.places import Places
from knowledge.validity import is_valid

SCHEMES = (Scheme.NATIONAL, Scheme.LOCAL)


class Eligibility:
    """The rules of the shipped content over the levels of the moment; pure, safe to share."""

    def __init__(self, book: RuleBook, levels: Levels, places: Places) -> None:
        file = book.rules
        self.book = book
        self.checked_on = file.checked_on
        self.facts = book.facts.facts
        self._advantages = file.advantages
        self._levels = levels
        self._places = places
        self._rules: dict[tuple[str, Scheme], list[Rule]] = {}
        for rule in file.rules:
            for item in items_of(rule, file.groups):
                for scheme in rule.schemes:
                    self._rules.setdefault((item, scheme), []).append(rule)

    @property
    def items(self) -> tuple[str, ...]:
        """The items that there are rules for."""
        return tuple(dict.fromkeys(item for item, _ in self._rules))

    def known(self, told: Facts) -> dict[str, FactValue]:
        """The facts that the rules still know, with values that they may take; for facts kept under older rules."""
        return {
            name: value
            for name, value in told.items()
            if name in self.facts and is_value(self.facts[name], value)
        }

    def judge(self, item: str, scheme: Scheme, facts: Facts, on: date) -> Verdict:
        """How one item looks on a day, from facts that have been told or derived."""
        rules = [rule for rule in self._rules.get((item, scheme), ()) if _applies(rule, facts, on)]
        stands = [(rule, _stand(rule, facts)) for rule in rules]
        found = both(holds for _, holds in stands) if stands else None  # without a rule nothing is decided
        outcome = {True: Outcome.YES, False: Outcome.NO, None: Outcome.UNKNOWN}[found]
        missing = dict.fromkeys(
            self.facts[fact].derived_from or fact
            for rule, holds in stands
            if holds is None
            for fact in _open_facts(rule, facts)
        )
        return Verdict(
            item=item,
            scheme=scheme,
            outcome=outcome,
            reasons=tuple(_reason(rule, holds, facts) for rule, holds in stands),
            missing=() if outcome is Outcome.NO else tuple(missing),
            estimate=None if outcome is Outcome.NO else self._estimate(item, scheme, facts, on),
            advantages=tuple(each for each in self._advantages if truth(each.condition, facts)),
        )

    def derive(self, told: Facts, on: date) -> dict[str, FactValue]:
        """What was told, with the place made one of today and what follows from it on that day."""
        return with_place(told, self._places, on)

    def judge_all(self, items: Iterable[str], told: Facts, on: date) -> list[Verdict]:
        """How things look for a person who has told these facts: chat, console and command line ask here."""
        facts = self.derive(told, on)
        return [self.judge(item, scheme, facts, on) for item in items for scheme in SCHEMES]

    def version(self, on: date) -> str:
        """Differs whenever a verdict on that day might: other rules, other levels, another span of validity."""
        valid = sorted(rule.id for rules in self._rules.values() for rule in rules if is_valid(rule, on))
        kinds = [f"{province.id}:{province.kind_on(on)}" for province in self._places.provinces]
        book = (self.book.rules.model_dump_json(), self.book.facts.model_dump_json())
        text = "\n".join([*book, self._levels.version(on), *valid, *kinds])
        return sha256(text.encode()).hexdigest()[:16]

    def _estimate(self, item: str, scheme: Scheme, facts: Facts, on: date) -> Estimate:
        province, old_area = facts.get("province"), facts.get("old_area")
        choice = self._levels.choose(
            item, str(province) if province else None, str(old_area) if old_area else None, on
        )
        cost = facts.get("cost_vnd")
        level = choice.national if scheme is Scheme.NATIONAL else choice.own
        return estimate(level, int(cost) if isinstance(cost, int) else None)


def items_of(rule: Rule, groups: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The items of a rule, its groups written out."""
    return [item for name in rule.items for item in groups.get(name, (name,))]


def facts_of(verdict: Verdict) -> set[str]:
    """The facts that a verdict rests on or waits for, derived ones by their own names."""
    conditions = [reason.rule.require for reason in verdict.reasons]
    conditions += [reason.rule.when for reason in verdict.reasons if reason.rule.when is not None]
    conditions += [advantage.condition for advantage in verdict.advantages]
    return {comparison.fact for condition in conditions for comparison in comparisons(condition)}


def _applies(rule: Rule, facts: Facts, on: date) -> bool:
    """False on other days, and where the rule surely is not meant."""
    return is_valid(rule, on) and (rule.when is None or truth(rule.when, facts) is not False)


def _stand(rule: Rule, facts: Facts) -> bool | None:
    """Whether the rule is kept; a rule that may not apply is open unless it is kept anyway."""
    kept = truth(rule.require, facts)
    if rule.when is not None and truth(rule.when, facts) is None and kept is False:
        return None
    return None if kept is False and rule.otherwise == "ask" else kept


def _open_facts(rule: Rule, facts: Facts) -> Iterator[str]:
    """What could still decide: first whether the rule applies; nothing when the law itself is not clear."""
    if rule.when is not None and truth(rule.when, facts) is None:
        return open_facts(rule.when, facts)
    return open_facts(rule.require, facts)


def _reason(rule: Rule, holds: bool | None, facts: Facts) -> Reason:
    if holds:
        return Reason(rule, holds, rule.texts.holds)
    if holds is None and truth(rule.require, facts) is not False:
        return Reason(rule, holds, rule.texts.open)
    variant = rule.variants.get(str(facts.get(rule.require.fact))) if isinstance(rule.require, Is) else None
    if variant is not None:
        return Reason(rule, holds, variant.fails, variant.change, variant.elsewhere or rule.elsewhere)
    return Reason(rule, holds, rule.texts.fails, rule.texts.change, rule.elsewhere)
