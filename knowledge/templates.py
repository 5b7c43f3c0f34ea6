"""Sentences with {names} to fill in, where [a part in brackets] stands only when all of its names are given."""

import re
import string
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property

from pydantic import Field, RootModel, model_validator

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


class Template(RootModel[str]):
    """One text as an editor wrote it; filling leaves out the lines that nothing is left of."""

    root: str = Field(min_length=1)
    model_config = {"frozen": True}

    @model_validator(mode="after")
    def _can_be_filled(self) -> "Template":
        plain = _OPTIONAL.sub(r"\1", self.root)
        if "[" in plain or "]" in plain:
            raise ValueError("brackets do not close, or stand in one another")
        for _, name, spec, conversion in string.Formatter().parse(plain):
            if name is not None and (not name.isidentifier() or spec or conversion):
                raise ValueError(f"{{{name}}} is no plain name")
        if any(not _names(part) for part in _OPTIONAL.findall(self.root)):
            raise ValueError("a part in brackets names nothing, so it would always stand")
        return self

    @cached_property
    def needs(self) -> frozenset[str]:
        """Without these it cannot be filled."""
        return _names(_OPTIONAL.sub("", self.root))

    @cached_property
    def names(self) -> frozenset[str]:
        return _names(_OPTIONAL.sub(r"\1", self.root))

    def __call__(self, **values: object) -> str:
        """The text with the values in it; None is a value that is not given, a day is told as 15/3/2027.

        Raises KeyError for a needed value that is missing.
        """
        given = {name: _told(value) for name, value in values.items() if value is not None}
        kept = _OPTIONAL.sub(lambda part: part[1] if _names(part[1]) <= given.keys() else "", self.root)
        lines = (line.strip() for line in kept.splitlines())
        return "\n".join(line for line in lines if line).format_map(given)


def misfits(template: Template, needed: frozenset[str], optional: frozenset[str]) -> Iterator[str]:
    """What a template asks for that its speaker does not give."""
    for name in sorted(template.names - needed - optional):
        yield f"nothing is called {name} here"
    for name in sorted(template.needs & optional):
        yield f"{name} is not always given: put the part that names it in brackets"


def told_day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _told(value: object) -> object:
    """A moment is not told here: nobody but its speaker knows on which clock."""
    return told_day(value) if isinstance(value, date) and not isinstance(value, datetime) else value


def _names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
