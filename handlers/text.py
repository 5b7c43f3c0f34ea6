"""Small text work that is the same on every channel."""

import unicodedata
from collections.abc import Iterator

MAX_QUESTION = 4096


def clean(text: str) -> str:
    """NFC, without control characters, cut to the longest question the bot reads."""
    shortened = text[: MAX_QUESTION * 2]
    whole = shortened.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = "".join(mark for mark in whole if mark in "\n\t" or unicodedata.category(mark) != "Cc")
    # Composed last: a control character between a letter and its mark would have kept them apart.
    return unicodedata.normalize("NFC", kept)[:MAX_QUESTION].strip()


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int) -> Iterator[str]:
    """Parts of at most `limit` UTF-16 units, cut at a paragraph, a line, a sentence or a space if there is one."""
    rest = text.strip()
    while utf16_units(rest) > limit:
        cut = _cut(rest, limit)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    yield rest


def _cut(text: str, limit: int) -> int:
    units = 0
    end = 0
    for end, mark in enumerate(text):  # noqa: B007 - the index after the loop is the answer
        units += 2 if ord(mark) > 0xFFFF else 1
        if units > limit:
            break
    for separator in ("\n\n", "\n", ". ", " "):
        found = text.rfind(separator, end // 2, end)
        if found > 0:
            return found + len(separator)
    return max(end, 1)
