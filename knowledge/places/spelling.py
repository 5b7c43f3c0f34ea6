"""How a name is compared: blind to where the tone stands, to hook or tilde, to a lone y or i, to spaces."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.text.fold import fold
from knowledge.text.syllable import parse
from knowledge.text.telex import decode

_WORD = re.compile(r"[^\W_]+")
_TILDE, _HOOK = "\u0303", "\u0309"
_LONE_Y = re.compile(r"([^aeuoâêơư]|qu)[yỳýỷỵ]")
_Y_TO_I = str.maketrans("yỳýỷỵ", "iìíỉị")
_OLD_STYLE = re.compile(r"o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]", re.IGNORECASE)  # oà, uý: the tone on the second vowel
_REMEMBERED_WORDS = 16_384


class Spelling(NamedTuple):
    """A word or a name in two forms of the same length, with its marks and without."""

    mark: str
    key: str
    words: int = 1
    is_plain: bool = True  # all of its words are Vietnamese syllables

    @property
    def is_bare(self) -> bool:
        return self.mark == self.key

    @classmethod
    def joined(cls, words: Sequence["Spelling"]) -> "Spelling":
        """The name of these words; spaces do not count."""
        return cls(
            "".join([word.mark for word in words]),
            "".join([word.key for word in words]),
            len(words),
            all(word.is_plain for word in words),
        )

    def agrees(self, official: "Spelling") -> bool:
        """Whether this typed name, whose key is right already, only lacks marks of the official one."""
        if not official.mark:
            return True
        if self.is_plain and self.words != official.words:
            return False  # "xã chưa" is not xã Chư A
        if self.mark in (official.mark, self.key):
            return True
        letters = zip(self.mark, official.mark, self.key, strict=True)
        return all(said in (right, bare) for said, right, bare in letters)


class Speller:
    """Spells words for comparing; words of `keep` are never taken for typing traces."""

    def __init__(self, keep: Iterable[str] = ()) -> None:
        self._keep = frozenset(keep)
        self.word = lru_cache(_REMEMBERED_WORDS)(self._word)

    def name(self, text: str) -> Spelling:
        """A name of several words, written as one."""
        return Spelling.joined([self.word(word) for word in words_of(text)])

    def _word(self, word: str) -> Spelling:
        typed = None if word in self._keep else _syllable(word)
        if typed is None:  # Đắk, Đăk and Dak: marks say nothing in words that are not Vietnamese
            key = fold(word).lstrip("0") or word  # phường 05
            return Spelling(key, key, is_plain=False)
        parts = unicodedata.normalize("NFD", typed).replace(_TILDE, _HOOK)
        mark = _y_as_i(unicodedata.normalize("NFC", parts))
        return Spelling(mark, fold(mark))


def words_of(text: str) -> list[str]:
    """The words of a name, in lower case and composed letters."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def modern(name: str) -> str:
    """The name with its tones where official texts put them now (Hoà → Hòa)."""
    composed = unicodedata.normalize("NFC", name)
    return (
        _WORD.sub(lambda found: _modern_word(found[0]), composed) if _OLD_STYLE.search(composed) else composed
    )


def _syllable(word: str) -> str | None:
    syllable = parse(word)
    return str(syllable) if syllable is not None else decode(word)


def _modern_word(word: str) -> str:
    syllable = parse(word.lower())
    spelled = str(syllable) if syllable is not None else ""
    if len(spelled) != len(word):
        return word
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, spelled, strict=True))


def _y_as_i(word: str) -> str:
    return (
        word.translate(_Y_TO_I) if _LONE_Y.fullmatch(word[-3:] if word[:2] == "qu" else word[-2:]) else word
    )
