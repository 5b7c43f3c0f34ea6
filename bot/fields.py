"""Fields of an event as a platform sends it: each is of the kind it must be, or the event is unreadable."""

import re
from typing import Any


class Unreadable(ValueError):
    """Not an event as we know them: to be kept aside, not to be dropped."""


def object_in(holder: dict[str, Any], field: str) -> dict[str, Any]:
    value = holder.get(field)
    if not isinstance(value, dict):
        raise Unreadable(field)
    return value


def text_in(holder: dict[str, Any], field: str) -> str:
    """A text, or nothing where none is needed."""
    value = holder.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(field)
    return value


def identity_in(holder: dict[str, Any], field: str, shape: re.Pattern[str]) -> str:
    """A text or a whole number, as a text of this shape."""
    value = holder.get(field)
    shown = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not shape.fullmatch(shown):
        raise Unreadable(field)
    return shown
