"""Turns a message into the syllables it means, as written and folded."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from knowledge.text.fold import fold
from knowledge.text.syllable import parse
from knowledge.text.telex import decode
from knowledge.text.words import LANGUAGE_DIR, WordLists, load_word_lists

LONGEST_TEXT = 4096  # characters; what comes after is not read
LONGEST_WORD = 40  # characters; no word or number that matters is longer

_TOKEN = re.compile(r"[0-9][0-9.,]*[0-9]|[0-9]|[^\W_]+|%")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_STRETCHED = re.compile(r"([^\W\d_])\1\1")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_MILLION = 1_000_000
_REMEMBERED_WORDS = 16_384


@dataclass(frozen=True, slots=True)
class Normalised:
    """The syllables of a text, telex undone and abbreviations written out; both forms have the same length."""

    marked: tuple[str, ...]
    folded: tuple[str, ...]


class Normaliser:
    """Undoes typing habits; pure, accepts any text and never raises."""

    def __init__(self, words: WordLists) -> None:
        self._phrases = words.phrases
        self._known = words.keep | {word for phrase in words.phrases for word in phrase}
        self._longest: dict[str, int] = {}  # by first word
        for phrase in words.phrases:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))
        self._repaired = lru_cache(_REMEMBERED_WORDS)(self._repair)
        self._folded = lru_cache(_REMEMBERED_WORDS)(fold)

    @classmethod
    def load(cls, directory: Path = LANGUAGE_DIR) -> Self:
        """With the word lists of a folder. Raises KnowledgeError when they cannot be used."""
        return cls(load_word_lists(directory))

    def __call__(self, text: str) -> Normalised:
        marked = tuple(self._expanded([self._repaired(token) for token in _tokens(text)]))
        return Normalised(marked=marked, folded=tuple(map(self._folded, marked)))

    def _repair(self, token: str) -> str:
        for form in _milder_forms(token):
            if form in self._known:
                return form
            syllable = parse(form)
            if syllable is not None:
                return str(syllable)
            decoded = decode(form)
            if decoded is not None:
                return decoded
        return token

    def _expanded(self, words: list[str]) -> Iterator[str]:
        start = 0
        while start < len(words):
            for length in range(self._longest.get(words[start], 0), 0, -1):
                meaning = self._phrases.get(tuple(words[start : start + length]))
                if meaning is not None:
                    yield from meaning
                    break
            else:
                length = 1
                yield words[start]
            start += length


def _tokens(text: str) -> Iterator[str]:
    clean = unicodedata.normalize("NFC", text[:LONGEST_TEXT].translate(_INVISIBLE).lower())
    for found in _TOKEN.findall(clean):
        token = found[:LONGEST_WORD]
        yield from _number(token) if token[0].isdecimal() and token.isascii() else (token,)


def _number(token: str) -> Iterable[str]:
    """300.000.000 and 300,000,000 read as people say them: 300 triệu."""
    groups = token.replace(",", ".").split(".")
    if len(groups) == 1 or not all(len(group) == 3 for group in groups[1:]):
        return (token,)
    amount = int("".join(groups))
    return (str(amount // _MILLION), "triệu") if amount and amount % _MILLION == 0 else (str(amount),)


def _milder_forms(token: str) -> Iterator[str]:
    """The token, then with its stretched letters shortened (quáááá, khôngg; kkkk is laughter, not a word)."""
    if _STRETCHED.search(token) is None:
        yield token
    shortened = _DOUBLED.sub(r"\1", token)
    if 1 < len(shortened) < len(token):
        yield shortened
