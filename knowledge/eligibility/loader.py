"""Reads the rules and the facts they may name; every mistake is told with file, rule and field."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.eligibility.logic import Is, comparisons
from knowledge.eligibility.model import FactDefinition, FactFile, FactKind, Rule, RuleFile
from knowledge.errors import KnowledgeError, Problem
from knowledge.reading import read, twice, whole

_FACTS, _RULES = TypeAdapter(FactFile), TypeAdapter(RuleFile)
_FACT_NAME, _RULE_NAME = "rules/facts.yaml", "rules/rules.yaml"
_NUMBERS = (FactKind.NUMBER, FactKind.MONEY, FactKind.PERCENT)
_MOST = 10**15  # đồng; more is a slip of the hand
_LONGEST = 120  # characters of a name


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules with the facts that they name."""

    facts: FactFile
    rules: RuleFile


def load_rules(directory: Path) -> RuleBook:
    """The rules of a content directory. Raises KnowledgeError."""
    problems: list[Problem] = []
    facts = whole(_FACTS, read(directory, _FACT_NAME, problems), problems)
    rules = whole(_RULES, read(directory, _RULE_NAME, problems), problems)
    if facts is None or rules is None:
        raise KnowledgeError(problems)
    problems.extend(_unknown_facts(facts, rules))
    problems.extend(twice(_RULE_NAME, (*rules.rules, *rules.advantages)))
    if problems:
        raise KnowledgeError(problems)
    return RuleBook(facts, rules)


def _unknown_facts(facts: FactFile, rules: RuleFile) -> Iterator[Problem]:
    """A misspelt fact or value would never hold, in silence."""
    for rule in rules.rules:
        for field, condition in (("require", rule.require), ("when", rule.when)):
            for comparison in comparisons(condition) if condition is not None else ():
                yield from _problems(facts, comparison, rule.id, field)
        yield from _variant_problems(facts, rule)
    for advantage in rules.advantages:
        for comparison in comparisons(advantage.condition):
            yield from _problems(facts, comparison, advantage.id, "condition")


def _variant_problems(facts: FactFile, rule: Rule) -> Iterator[Problem]:
    """Other words for a value that never comes would never be read."""
    definition = facts.facts.get(rule.require.fact) if isinstance(rule.require, Is) else None
    for value in rule.variants:
        if definition is None or value not in definition.choices:
            yield Problem(_RULE_NAME, rule.id, "variants", f"no value {value} of one required fact")


def _problems(facts: FactFile, comparison: Is, rule: str, field: str) -> Iterator[Problem]:
    definition = facts.facts.get(comparison.fact)
    if definition is None:
        yield Problem(_RULE_NAME, rule, field, f"no fact called {comparison.fact}")
        return
    for value in [comparison.is_, *(comparison.in_ or ())]:
        if value is not None and not is_value(definition, value):
            yield Problem(_RULE_NAME, rule, field, f"{comparison.fact} is never {value!r}")
    bounds = (comparison.at_least, comparison.at_most, comparison.more_than)
    if definition.kind not in _NUMBERS and any(bound is not None for bound in bounds):
        yield Problem(_RULE_NAME, rule, field, f"{comparison.fact} is no number, so it has no bounds")


def is_value(definition: FactDefinition, value: object) -> bool:
    """True for a value that a fact may take."""
    kind = definition.kind
    if kind is FactKind.CHOICE:
        return isinstance(value, str) and value in definition.choices
    if kind is FactKind.YES_NO:
        return isinstance(value, bool)
    if kind in _NUMBERS:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and (isinstance(value, int) or kind is FactKind.PERCENT) and 0 <= value < _MOST  # type: ignore[operator]
    return isinstance(value, str) and 0 < len(value) <= _LONGEST
