"""Similarity of spelling: cosine of character trigrams, for the few entries that BM25 put first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.arrays import Places, borders, spans

_LENGTH = 3  # longer ones cost time and found nothing more
_BITS = 21  # of one character
_SMALL = 1e-9  # in place of the length of a text without trigrams


@dataclass(frozen=True, slots=True)
class Nearest:
    """The most similar text of a group: its position in the group and the cosine."""

    position: int
    cosine: float


class CharGrams:
    """Groups of texts (the example questions of each entry), searched one group at a time."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        texts = [_grams(text) for group in groups for text in group]
        lengths = np.array([len(grams) for grams in texts], np.int64)
        joined = np.concatenate(texts) if texts else np.zeros(0, np.int64)
        self._grams, places, frequency = np.unique(joined, return_inverse=True, return_counts=True)
        idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
        self._squares = idf**2
        self._unseen_square = (np.log(1 + len(texts)) + 1) ** 2
        self._places = places.astype(np.int32)
        self._from = borders(lengths)  # of each text
        self._norms = np.sqrt(_sums(self._squares[places], self._from))
        self._first = borders(np.array([len(group) for group in groups], np.int64))

    def weigh(self, text: str) -> NDArray[np.float64]:
        """The query side of the cosine, to be computed once per query: a weight for each known trigram."""
        weights = np.zeros(len(self._grams))
        grams = _grams(text)
        if not len(self._grams):
            return weights
        places = np.minimum(np.searchsorted(self._grams, grams), len(self._grams) - 1)
        known = places[self._grams[places] == grams]
        unseen = (len(grams) - len(known)) * self._unseen_square
        norm = np.sqrt(self._squares[known].sum() + unseen)
        weights[known] = self._squares[known] / max(norm, _SMALL)
        return weights

    def nearest(self, weights: NDArray[np.float64], groups: Sequence[int]) -> list[Nearest]:
        """The closest text of each group; cosine 0 at position 0 when nothing is shared."""
        chosen = np.array(groups, np.int64)
        texts = spans(self._first[chosen], self._first[chosen + 1])
        held = spans(self._from[texts], self._from[texts + 1])
        totals = _sums(weights[self._places[held]], borders(self._from[texts + 1] - self._from[texts]))
        cosines = totals / np.maximum(self._norms[texts], _SMALL)
        ends = borders(self._first[chosen + 1] - self._first[chosen])
        return [_best(cosines[start:end]) for start, end in pairwise(ends.tolist())]


def _best(cosines: NDArray[np.float64]) -> Nearest:
    place = int(cosines.argmax())
    return Nearest(place, float(cosines[place]))


def _sums(values: NDArray[np.float64], ends: Places) -> NDArray[np.float64]:
    """The sums between neighbouring ends, which may be equal."""
    running = np.concatenate(([0.0], np.cumsum(values)))[ends]
    sums: NDArray[np.float64] = running[1:] - running[:-1]
    return sums


def _grams(text: str) -> NDArray[np.int64]:
    """The distinct trigrams as numbers, in rising order."""
    letters = np.frombuffer(f" {text} ".encode("utf-32-le"), np.uint32).astype(np.int64)
    windows = letters[:-2] << 2 * _BITS | letters[1:-1] << _BITS | letters[2:]
    return np.unique(windows)
