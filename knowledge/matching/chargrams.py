"""Similarity of spelling: cosine of character trigrams, for the few entries that BM25 put first."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

_LENGTH = 3  # longer ones cost time and found nothing more


@dataclass(frozen=True, slots=True)
class Nearest:
    """The most similar text of a group: its position in the group and the cosine."""

    position: int
    cosine: float


class CharGrams:
    """Groups of texts (the example questions of each entry), searched one group at a time."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        grams = [[_grams(text) for text in group] for group in groups]
        frequency = Counter(chain.from_iterable(text for group in grams for text in group))
        size = sum(map(len, groups))
        self._idf = {gram: math.log((1 + size) / (1 + times)) + 1 for gram, times in frequency.items()}
        self._unseen = math.log(1 + size) + 1
        self._norms = [[self._norm(text) for text in group] for group in grams]
        self._owners = [_inverted(group) for group in grams]

    def weigh(self, text: str) -> Mapping[str, float]:
        """The query side of the cosine, to be computed once per query."""
        grams = _grams(text)
        norm = self._norm(grams) or 1.0
        return {gram: self._idf[gram] ** 2 / norm for gram in grams if gram in self._idf}

    def nearest(self, weights: Mapping[str, float], group: int) -> Nearest:
        """The closest text of one group; cosine 0 at position 0 when nothing is shared."""
        owners, norms = self._owners[group], self._norms[group]
        totals = [0.0] * len(norms)
        for gram, weight in weights.items():
            if gram in owners:
                for position in owners[gram]:
                    totals[position] += weight
        best = Nearest(0, 0.0)
        for position, total in enumerate(totals):
            if total and total / norms[position] > best.cosine:
                best = Nearest(position, total / norms[position])
        return best

    def _norm(self, grams: Iterable[str]) -> float:
        return math.sqrt(sum(self._idf.get(gram, self._unseen) ** 2 for gram in grams))


def _grams(text: str) -> tuple[str, ...]:
    """The distinct trigrams, always in the same order, so that sums never differ by rounding."""
    padded = f" {text} "
    return tuple(dict.fromkeys(padded[start : start + _LENGTH] for start in range(len(padded) - _LENGTH + 1)))


def _inverted(texts: Sequence[Sequence[str]]) -> Mapping[str, Sequence[int]]:
    owners: defaultdict[str, list[int]] = defaultdict(list)
    for position, grams in enumerate(texts):
        for gram in grams:
            owners[gram].append(position)
    return dict(owners)
