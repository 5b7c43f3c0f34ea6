"""BM25 over whole entries: the first, cheap look at every entry."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

_K1 = 1.2
_B = 0.75


class Bm25:
    """An index of documents given as terms; scores are raw sums, comparable across queries."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        counts = [Counter(document) for document in documents]
        self._size = len(documents)
        rarity = [self._rarity(frequency) for frequency in range(self._size + 1)]
        self._unseen = rarity[0]
        frequencies = Counter(chain.from_iterable(counts))
        self._idf = idf = {term: rarity[frequency] for term, frequency in frequencies.items()}
        self._postings: dict[str, list[tuple[int, float]]] = {term: [] for term in idf}
        mean_length = sum(map(len, documents)) / max(1, self._size) or 1.0
        for index, (document, count) in enumerate(zip(documents, counts, strict=True)):
            norm = _K1 * (1 - _B + _B * len(document) / mean_length)
            for term, times in count.items():
                self._postings[term].append((index, idf[term] * times * (_K1 + 1) / (times + norm)))

    def idf(self, term: str) -> float:
        """How much a term tells; highest for terms that no document has."""
        return self._idf.get(term, self._unseen)

    def scores(self, terms: Iterable[str]) -> list[float]:
        """The score of every document, 0 where no term is shared; a repeated term counts once."""
        totals = [0.0] * self._size
        for term in dict.fromkeys(terms):  # in order, so that sums never differ by rounding
            for index, weight in self._postings.get(term, ()):
                totals[index] += weight
        return totals

    def _rarity(self, frequency: int) -> float:
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))
