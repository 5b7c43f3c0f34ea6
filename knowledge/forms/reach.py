"""Which fields of a form anybody can be asked, found by giving every reply that a condition looks at."""

from collections.abc import Iterator, Mapping

from knowledge.eligibility.logic import FactValue, Is, comparisons
from knowledge.forms.course import is_asked
from knowledge.forms.model import FORM, FieldKind, Form, FormField, Step

_State = frozenset[tuple[str, FactValue]]


def reachable(form: Form) -> frozenset[str]:
    """The ids of all fields that some replies lead to."""
    looked_at = _looked_at(form)
    last = {name: at for at, step in enumerate(form.steps) for name in _named(step)}
    states: set[_State] = {frozenset({(FORM, form.id)})}
    found: set[str] = set()
    for at, step in enumerate(form.steps):
        after: set[_State] = set()
        for state in states:
            facts = dict(state)
            values: list[FactValue | None] = [None]
            if is_asked(step, facts):
                found.add(step.field.id)
                values = list(_replies(step.field, looked_at.get(step.field.id, [])))
            for value in values:
                told = facts if value is None else facts | {step.field.id: value}
                after.add(frozenset((name, each) for name, each in told.items() if last.get(name, -1) > at))
        states = after
    return frozenset(found)


def _replies(field: FormField, compared: list[FactValue]) -> Iterator[FactValue | None]:
    """One reply of each sort that conditions tell apart; None is a skipped field."""
    if not compared or not field.is_required:
        yield None
    if not compared:
        return
    match field.kind:
        case FieldKind.CHOICE:
            yield from field.choices
        case FieldKind.YES_NO:
            yield from (True, False)
        case _:
            yield from compared


def _looked_at(form: Form) -> Mapping[str, list[FactValue]]:
    """Per fact the values on both sides of every comparison."""
    found: dict[str, list[FactValue]] = {}
    for step in form.steps:
        for condition in step.conditions:
            for each in comparisons(condition):
                found.setdefault(each.fact, []).extend(_values(each))
    return found


def _values(comparison: Is) -> Iterator[FactValue]:
    yield from (value for value in (comparison.is_, *(comparison.in_ or ())) if value is not None)
    for bound in (comparison.at_least, comparison.at_most, comparison.more_than):
        if bound is not None:
            yield from (bound - 1, bound, bound + 1)


def _named(step: Step) -> set[str]:
    return {each.fact for condition in step.conditions for each in comparisons(condition)}
