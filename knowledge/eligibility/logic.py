"""Conditions over named facts, weighed with three values: True, False, and None for "not known"."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from knowledge.model import Noun

FactValue = bool | int | float | str
Facts = Mapping[str, FactValue]


class Is(Noun):
    """A comparison of one fact; several bounds must all hold."""

    fact: str
    is_: FactValue | None = Field(default=None, alias="is")
    in_: tuple[FactValue, ...] | None = Field(default=None, alias="in", min_length=1)
    at_least: int | None = None
    at_most: int | None = None
    more_than: int | None = None

    @model_validator(mode="after")
    def _compares(self) -> "Is":
        if all(bound is None for bound in (self.is_, self.in_, self.at_least, self.at_most, self.more_than)):
            raise ValueError("a comparison needs one of: is, in, at_least, at_most, more_than")
        return self


class All(Noun):
    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Noun):
    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Noun):
    not_: "Condition" = Field(alias="not")


Condition = Annotated[Is | All | AnyOf | Not, Field(union_mode="smart")]


def truth(condition: Condition, facts: Facts) -> bool | None:
    """Kleene's logic: what is known may decide, what is not known never does."""
    if isinstance(condition, All):
        return both(truth(part, facts) for part in condition.all)
    if isinstance(condition, AnyOf):
        return either(truth(part, facts) for part in condition.any)
    if isinstance(condition, Not):
        return negation(truth(condition.not_, facts))
    value = facts.get(condition.fact)
    return None if value is None else _compared(condition, value)


def open_facts(condition: Condition, facts: Facts) -> Iterator[str]:
    """The facts whose answer could still decide an undecided condition, in the order in which it names them."""
    if truth(condition, facts) is not None:
        return
    if isinstance(condition, Is):
        yield condition.fact
    elif isinstance(condition, Not):
        yield from open_facts(condition.not_, facts)
    else:
        for part in condition.all if isinstance(condition, All) else condition.any:
            yield from open_facts(part, facts)


def comparisons(condition: Condition) -> Iterator[Is]:
    """Every comparison within a condition."""
    if isinstance(condition, Is):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.not_)
    else:
        for part in condition.all if isinstance(condition, All) else condition.any:
            yield from comparisons(part)


def both(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    if False in found:
        return False
    return None if None in found else True


def either(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    if True in found:
        return True
    return None if None in found else False


def negation(value: bool | None) -> bool | None:
    return None if value is None else not value


def _compared(condition: Is, value: Any) -> bool:
    return (
        (condition.is_ is None or value == condition.is_)
        and (condition.in_ is None or value in condition.in_)
        and (condition.at_least is None or value >= condition.at_least)
        and (condition.at_most is None or value <= condition.at_most)
        and (condition.more_than is None or value > condition.more_than)
    )
