"""Tells whether something that holds for a span of days holds on one of them."""

from datetime import date
from typing import Protocol


class Spanned(Protocol):
    """Holds from its first to its last day, both included; an end that is not given is open."""

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


def is_valid(spanned: Spanned, on: date) -> bool:
    first, last = spanned.valid_from, spanned.valid_to
    return (first is None or first <= on) and (last is None or on <= last)
