"""The small formatting language of the house: **bold** and __italic__, never nested, never across lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_MARKS = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|__(?P<italic>[^_\n]+)__")


class Style(StrEnum):
    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    style: Style


def spans(text: str) -> Iterator[Span]:
    """The text in pieces of one style each; marks that do not pair stay as they are."""
    end = 0
    for found in _MARKS.finditer(text):
        if found.start() > end:
            yield Span(text[end : found.start()], Style.PLAIN)
        style = Style(found.lastgroup or "plain")
        yield Span(found.group(style.value), style)
        end = found.end()
    if end < len(text):
        yield Span(text[end:], Style.PLAIN)


def plain(text: str) -> str:
    return "".join(span.text for span in spans(text))
