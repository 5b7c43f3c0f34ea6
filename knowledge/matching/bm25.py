"""BM25 over whole entries: the first, cheap look at every entry."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.arrays import borders, spans
from knowledge.matching.tokens import Terms

_K1 = 1.2
_B = 0.75


@dataclass(frozen=True, slots=True)
class Wanted:
    """The distinct terms of a query that the index knows, with what all of its terms tell together."""

    known: NDArray[np.intp]  # places in the index
    information: float  # summed idf, that of unknown terms included


class Bm25:
    """An index of documents given as terms; scores are raw sums, comparable across queries."""

    def __init__(self, documents: Sequence[Terms]) -> None:
        self._size = len(documents)
        lengths = np.array([len(document) for document in documents], np.int64)
        owners = np.repeat(np.arange(self._size), lengths)
        self._terms, places = np.unique(_joined(documents), return_inverse=True)
        pairs, times = np.unique(places * max(1, self._size) + owners, return_counts=True)
        places, owners = np.divmod(pairs, max(1, self._size))
        frequency = np.bincount(places, minlength=len(self._terms))
        self._idf = self._rarity(frequency)
        self._unseen = float(self._rarity(np.zeros(1))[0])
        norms = _K1 * (1 - _B + _B * lengths / (lengths.mean() if len(self._terms) else 1.0))
        self._owners = owners.astype(np.int32)
        self._weights = (self._idf[places] * times * (_K1 + 1) / (times + norms[owners])).astype(np.float32)
        self._starts = borders(frequency)
        by_owner = np.argsort(owners, kind="stable")
        self._held = places[by_owner].astype(np.int32)  # the terms of each document, in rising order
        self._held_from = borders(np.bincount(owners, minlength=self._size))

    def wanted(self, terms: Terms) -> Wanted:
        """A query, to be asked more than once; a repeated term counts once."""
        distinct = np.unique(terms)
        places = np.searchsorted(self._terms, distinct)
        places[places == len(self._terms)] = 0
        is_known = self._terms[places] == distinct if len(self._terms) else np.zeros(len(distinct), bool)
        known = places[is_known]
        unknown = len(distinct) - len(known)
        return Wanted(known, float(self._idf[known].sum()) + unknown * self._unseen)

    def scores(self, wanted: Wanted) -> NDArray[np.float64]:
        """The score of every document, 0 where no term is shared."""
        shared = spans(self._starts[wanted.known], self._starts[wanted.known + 1])
        totals: NDArray[np.float64] = np.bincount(
            self._owners[shared], self._weights[shared], minlength=self._size
        ).astype(np.float64)  # counts, were there no weights
        return totals

    def covered(self, wanted: Wanted, document: int) -> float:
        """The share of the query's information that a document holds, 0..1."""
        held = self._held[self._held_from[document] : self._held_from[document + 1]]
        if not len(held) or not wanted.information:
            return 0.0
        places = np.minimum(np.searchsorted(held, wanted.known), len(held) - 1)
        shared = wanted.known[held[places] == wanted.known]
        return float(self._idf[shared].sum()) / wanted.information

    def _rarity(self, frequency: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
        """How much a term tells; most for terms that no document has."""
        rarity: NDArray[np.float64] = np.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))
        return rarity


def _joined(documents: Sequence[Terms]) -> Terms:
    return np.concatenate(documents) if documents else np.zeros(0, np.int64)
