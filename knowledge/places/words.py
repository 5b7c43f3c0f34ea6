"""The words of a message with where they stand in it."""

import re
import unicodedata
from dataclasses import dataclass

from knowledge.places.spelling import Speller, Spelling
from knowledge.text.normalise import LONGEST_TEXT, LONGEST_WORD

_TOKEN = re.compile(r"[pqPQ](?=\d{1,2}(?![^\W_]))|[^\W_]+")
# Letters that show nothing, and the Icelandic eth that some keyboards type for the Vietnamese one.
_CLEANED = {**dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")), 0xD0: "Đ", 0xF0: "đ"}
_BREAKS = frozenset('.,;:!?()[]/"“”\n')
_MARKED_SHARE = 4  # one marked word in four: its writer uses marks


@dataclass(frozen=True, slots=True)
class Words:
    """Words in comparable spelling; `gaps[i]` is what stands before word i, the last gap what follows all."""

    text: str
    spelled: tuple[Spelling, ...]
    spans: tuple[tuple[int, int], ...]
    gaps: tuple[str, ...]
    tight: tuple[bool, ...]  # no punctuation stands before word i
    is_marked: bool  # typed with marks; single bare words in it are then suspect

    def __len__(self) -> int:
        return len(self.spelled)

    def is_title(self, index: int) -> bool:
        """Whether the word is written like a name: a capital, then small letters."""
        return self.text[slice(*self.spans[index])].istitle()

    def said(self, start: int, end: int) -> str:
        """The message from one word up to before another."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]]


def read_words(text: str, speller: Speller) -> Words:
    """The words of any text; what comes after the longest text that is read is left out."""
    clean = unicodedata.normalize("NFC", text[:LONGEST_TEXT].translate(_CLEANED))
    spelled, spans, gaps = [], [], []
    marked = end = 0
    for found in _TOKEN.finditer(clean):
        token = found[0]
        spelling = speller.word(token[:LONGEST_WORD].lower())
        marked += not spelling.is_bare or not token.isascii()
        gaps.append(clean[end : found.start()])
        end = found.end()
        spelled.append(spelling)
        spans.append((found.start(), end))
    gaps.append(clean[end:])
    is_marked = marked * _MARKED_SHARE >= max(len(spelled), 1)
    tight = tuple(not gap or gap == " " or _BREAKS.isdisjoint(gap) for gap in gaps)
    return Words(clean, tuple(spelled), tuple(spans), tuple(gaps), tight, is_marked)
