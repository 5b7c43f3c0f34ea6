"""The words that replies are read with and shown in: an editor's file, and a lexicon over its phrases."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from pydantic import Field

from knowledge.forms.model import Sentence
from knowledge.forms.replies import Reason
from knowledge.model import Line, Noun
from knowledge.text.fold import fold

LONGEST_REPLY = 200  # characters; only a text may be longer
_WORD = re.compile(r"[^\W_]+")
_Meaning = TypeVar("_Meaning")


class Shown(Noun):
    """How values are told; {names} are filled in."""

    yes: Line
    no: Line
    money: Line
    percent: Line
    month: Line
    year: Line
    photos: Line
    files: Line
    joint: str  # between the values of several


class Words(Noun):
    """All words of content/forms/words.yaml."""

    yes: tuple[Line, ...] = Field(min_length=1)
    no: tuple[Line, ...] = Field(min_length=1)
    unsure: tuple[Line, ...] = Field(min_length=1)
    fillers: tuple[Line, ...] = Field(min_length=1)
    zero: tuple[Line, ...] = Field(min_length=1)
    joints: tuple[Line, ...] = Field(min_length=1)  # "this and that"
    ranges: tuple[Line, ...] = Field(min_length=1)  # "from this to that"
    not_counts: tuple[Line, ...] = Field(min_length=1)  # after a number: it is of something else
    percent_signs: tuple[Line, ...] = Field(min_length=1)
    percents: Mapping[Line, int]
    dates: Mapping[Line, str]  # phrase -> its sign in the grammar of days
    lunar: tuple[Line, ...] = Field(min_length=1)
    refusals: Mapping[Reason, Sentence]
    shown: Shown


class Hit(NamedTuple, Generic[_Meaning]):
    """A phrase that was found, from one word to before another."""

    meaning: _Meaning
    start: int
    end: int


class Lexicon(Generic[_Meaning]):
    """Finds phrases among words; words with marks must have the same marks, bare words may stand for any."""

    def __init__(self, phrases: Iterable[tuple[str, _Meaning]]) -> None:
        self._table: dict[tuple[str, ...], list[tuple[tuple[str, ...], _Meaning]]] = {}
        for phrase, meaning in phrases:
            words = words_of(phrase)
            self._table.setdefault(tuple(map(fold, words)), []).append((words, meaning))
        self._longest = max(map(len, self._table), default=0)

    def at(self, words: Sequence[str], start: int) -> Hit[_Meaning] | None:
        """The longest phrase that begins at a word."""
        for end in range(min(start + self._longest, len(words)), start, -1):
            typed = words[start:end]
            for phrase, meaning in self._table.get(tuple(map(fold, typed)), ()):
                if all(
                    word == known or word == fold(word) for word, known in zip(typed, phrase, strict=True)
                ):
                    return Hit(meaning, start, end)
        return None

    def scan(self, words: Sequence[str]) -> tuple[list[Hit[_Meaning]], list[int]]:
        """The phrases from left to right, and the places of the words that belong to none."""
        hits: list[Hit[_Meaning]] = []
        left: list[int] = []
        at = 0
        while at < len(words):
            hit = self.at(words, at)
            if hit is None:
                left.append(at)
            else:
                hits.append(hit)
            at = hit.end if hit is not None else at + 1
        return hits, left


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words in composed letters."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text[:LONGEST_REPLY]).lower()))


def meaning_all(phrases: Iterable[str], meaning: _Meaning) -> list[tuple[str, _Meaning]]:
    return [(phrase, meaning) for phrase in phrases]
