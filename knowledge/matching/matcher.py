"""Finds the entries that a question asks for: BM25, then spelling, then calibrated confidence."""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from knowledge.matching.bm25 import Bm25, Wanted
from knowledge.matching.calibration import Calibration
from knowledge.matching.chargrams import CharGrams, Nearest
from knowledge.matching.confidence import Evidence
from knowledge.matching.tokens import Vocabulary
from knowledge.text.normalise import Normaliser

_RERANKED = 6  # entries that the spelling looks at; more change nothing
_LEANING_RERANKED = 30  # a leaning question names little of what it asks for
_CONTEXT = 0.8  # weight of the last answer's words beside those of the question
_TRACED = 5
_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Document:
    """One searchable entry."""

    id: str
    title: str
    questions: tuple[str, ...]
    body: str


class Band(StrEnum):
    """What to do with a question: answer it, ask back with the candidates, or say that it is not known."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant; `question` is its closest example, `score` the chance that it is the one."""

    id: str
    score: float
    question: str


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome for one question: best candidates first, also for UNKNOWN, where they are mere suggestions."""

    band: Band
    candidates: tuple[Candidate, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Traced:
    """A candidate with the evidence that its score comes from."""

    candidate: Candidate
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Query:
    """A question as both indexes ask for it, with what the words alone find."""

    spelled: str
    wanted: Wanted
    scores: NDArray[np.float64]  # of the documents that may be candidates
    off_topic: float  # the best score of the others


@dataclass(frozen=True, slots=True)
class _Ranked:
    document: int
    bm25: float
    nearest: Nearest
    rank: float


class Matcher:
    """Matches questions against a fixed set of documents; safe to share, never raises on any text."""

    def __init__(
        self,
        documents: Sequence[Document],
        normalise: Normaliser,
        calibration: Calibration,
        off_topic: Sequence[Document] = (),  # compete with the documents, are never a candidate
    ) -> None:
        self._documents = (*documents, *off_topic)
        self._answerable = len(documents)
        self._normalise = normalise
        self._calibration = calibration
        self._examples = [(document.title, *document.questions) for document in self._documents]
        examples = [[normalise(example) for example in group] for group in self._examples]
        self._spelled = [[" ".join(text.folded) for text in group] for group in examples[: len(documents)]]
        self._vocabulary = Vocabulary()
        self._words = Bm25(
            [
                np.concatenate([self._vocabulary.learn(text) for text in (*group, normalise(document.body))])
                for group, document in zip(examples, self._documents, strict=True)
            ]
        )
        self._grams = CharGrams(self._spelled)

    def with_calibration(self, calibration: Calibration) -> Self:
        """The same index with other weights and thresholds."""
        other = copy(self)
        other._calibration = calibration
        return other

    def match(self, text: str) -> Match:
        """The band and the best candidates for a question."""
        traced = self.trace(text, _OFFERED)
        if not traced:
            return Match(Band.UNKNOWN, (), 0.0)
        candidates = tuple(each.candidate for each in traced)
        confidence = candidates[0].score
        if self._calibration.is_foreign(traced[0].evidence):
            return Match(Band.UNKNOWN, candidates, confidence)
        is_sure = confidence >= self._calibration.answer_from
        return Match(Band.ANSWER if is_sure else Band.CLARIFY, candidates, confidence)

    def lean(self, text: str, context: str) -> tuple[Candidate, ...]:
        """The best candidates for a question that leans on `context`, which sways their order and no more."""
        query = self._query(text)
        scores = self._words.scores(self._query(context).wanted)
        best = scores.max(initial=0.0) or 1.0
        swayed = [
            replace(each, rank=each.rank + _CONTEXT * float(scores[each.document]) / best)
            for each in self._ranked(query, _LEANING_RERANKED)
        ]
        swayed.sort(key=lambda each: each.rank, reverse=True)
        return tuple(self._traced(query, swayed, place).candidate for place in range(len(swayed))[:_OFFERED])

    def trace(self, text: str, limit: int = _TRACED) -> tuple[Traced, ...]:
        """The best candidates with their evidence, for reports and calibration."""
        query = self._query(text)
        ranked = self._ranked(query, _RERANKED)
        traced = [self._traced(query, ranked, place) for place in range(len(ranked))[:limit]]
        return tuple(sorted(traced, key=lambda each: each.candidate.score, reverse=True))

    def _query(self, text: str) -> _Query:
        question = self._normalise(text)
        wanted = self._words.wanted(self._vocabulary.terms(question))
        scores = self._words.scores(wanted)
        return _Query(
            spelled=" ".join(question.folded),
            wanted=wanted,
            scores=scores[: self._answerable],
            off_topic=float(scores[self._answerable :].max(initial=0.0)),
        )

    def _ranked(self, query: _Query, width: int) -> list[_Ranked]:
        first = [int(document) for document in _largest(query.scores, width) if query.scores[document]]
        if not first:
            return []
        nearest = self._grams.nearest(self._grams.weigh(query.spelled), first)
        scores = [float(query.scores[document]) for document in first]
        best_cosine = max(near.cosine for near in nearest) or 1.0
        ranked = [
            _Ranked(document, score, near, score / scores[0] + near.cosine / best_cosine)
            for document, score, near in zip(first, scores, nearest, strict=True)
        ]
        return sorted(ranked, key=lambda each: each.rank, reverse=True)

    def _traced(self, query: _Query, ranked: Sequence[_Ranked], place: int) -> Traced:
        each = ranked[place]
        rival = ranked[1 if place == 0 else 0].rank if len(ranked) > 1 else 0.0
        words = math.log1p(each.bm25)
        evidence = Evidence(
            words=words,
            likeness=self._likeness(query, each.document),
            covered=self._words.covered(query.wanted, each.document),
            margin=each.rank - rival,
            apart=words - math.log1p(query.off_topic),
            length=math.log1p(query.spelled.count(" ") + 1),
        )
        candidate = Candidate(
            id=self._documents[each.document].id,
            score=self._calibration.right.probability(evidence),
            question=self._examples[each.document][each.nearest.position],
        )
        return Traced(candidate, evidence)

    def _likeness(self, query: _Query, document: int) -> float:
        return process.extractOne(query.spelled, self._spelled[document], scorer=fuzz.ratio)[1] / 100


def _largest(scores: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """The places of the highest scores, the highest first."""
    if len(scores) > count:
        found = np.argpartition(scores, -count)[-count:]
        return found[np.argsort(-scores[found], kind="stable")]
    return np.argsort(-scores, kind="stable")
