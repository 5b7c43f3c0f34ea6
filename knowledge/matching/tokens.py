"""What the word index counts: syllables and neighbouring pairs, folded and as written, as numbers."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from knowledge.text.normalise import Normalised

Terms = NDArray[np.int64]

_WRITTEN = "="  # keeps máy as written apart from the folded may; never part of a syllable
_PAIR = 32  # bits: a pair is its left number above its right number


class Vocabulary:
    """Numbers syllables in the order in which they are learned, from 1 on."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def learn(self, text: Normalised) -> Terms:
        """Every term of a text, repeats included; syllables not met before get a number."""
        return _terms(text, lambda word: self._numbers.setdefault(word, len(self._numbers) + 1))

    def terms(self, text: Normalised) -> Terms:
        """Every term of a question; syllables never learned get numbers that no learned text has."""
        strange: dict[str, int] = {}

        def number(word: str) -> int:
            known = self._numbers.get(word)
            return known or strange.setdefault(word, len(self._numbers) + len(strange) + 1)

        return _terms(text, number)


def _terms(text: Normalised, number: Callable[[str], int]) -> Terms:
    """Unmarked texts give no written terms: they say nothing about marks."""
    folded = np.fromiter(map(number, text.folded), np.int64, len(text.folded))
    if text.marked == text.folded:
        return np.concatenate((folded, _pairs(folded)))
    written = np.fromiter((number(_WRITTEN + word) for word in text.marked), np.int64, len(text.marked))
    return np.concatenate((folded, _pairs(folded), written, _pairs(written)))


def _pairs(numbers: Terms) -> Terms:
    return (numbers[:-1] << _PAIR) | numbers[1:]
