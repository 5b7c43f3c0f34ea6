"""Finds the entries that a question asks for: BM25, then spelling, then calibrated confidence."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from knowledge.matching.bm25 import Bm25
from knowledge.matching.calibration import Calibration
from knowledge.matching.chargrams import CharGrams, Nearest
from knowledge.matching.confidence import Evidence
from knowledge.matching.tokens import terms
from knowledge.text.normalise import Normalised, Normaliser

_RERANKED = 20
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
class _Ranked:
    document: int
    bm25: float
    nearest: Nearest
    rank: float


class Matcher:
    """Matches questions against a fixed set of documents; safe to share, never raises on any text."""

    def __init__(
        self, documents: Sequence[Document], normalise: Normaliser, calibration: Calibration
    ) -> None:
        self._documents = tuple(documents)
        self._normalise = normalise
        self._calibration = calibration
        self._examples = [(document.title, *document.questions) for document in self._documents]
        examples = [[normalise(example) for example in group] for group in self._examples]
        self._spelled = [[" ".join(example.folded) for example in group] for group in examples]
        counted = [
            [term for text in (*group, normalise(document.body)) for term in terms(text)]
            for group, document in zip(examples, self._documents, strict=True)
        ]
        self._words = Bm25(counted)
        self._vocabulary = [frozenset(document_terms) for document_terms in counted]
        self._grams = CharGrams(self._spelled)

    def match(self, text: str) -> Match:
        """The band and the best candidates for a question."""
        traced = self.trace(text)
        candidates = tuple(each.candidate for each in traced[:_OFFERED])
        if not traced:
            return Match(Band.UNKNOWN, (), 0.0)
        confidence = candidates[0].score
        if self._calibration.in_scope.probability(traced[0].evidence) < self._calibration.unknown_below:
            return Match(Band.UNKNOWN, candidates, confidence)
        is_sure = confidence >= self._calibration.answer_from
        return Match(Band.ANSWER if is_sure else Band.CLARIFY, candidates, confidence)

    def trace(self, text: str) -> tuple[Traced, ...]:
        """The first five candidates with their evidence, for reports and calibration."""
        question = self._normalise(text)
        ranked = self._ranked(question)
        return tuple(self._traced(question, ranked, place) for place in range(min(_TRACED, len(ranked))))

    def _ranked(self, question: Normalised) -> list[_Ranked]:
        scores = self._words.scores(terms(question))
        if not scores:
            return []
        first = heapq.nlargest(_RERANKED, scores.items(), key=lambda item: item[1])
        weights = self._grams.weigh(" ".join(question.folded))
        nearest = [self._grams.nearest(weights, document) for document, _ in first]
        best_score = first[0][1]
        best_cosine = max(near.cosine for near in nearest) or 1.0
        ranked = [
            _Ranked(document, score, near, score / best_score + near.cosine / best_cosine)
            for (document, score), near in zip(first, nearest, strict=True)
        ]
        return sorted(ranked, key=lambda each: each.rank, reverse=True)

    def _traced(self, question: Normalised, ranked: Sequence[_Ranked], place: int) -> Traced:
        each = ranked[place]
        rival = ranked[1 if place == 0 else 0].rank if len(ranked) > 1 else 0.0
        evidence = Evidence(
            words=math.log1p(each.bm25),
            overlap=self._overlap(question, each.document),
            spelling=each.nearest.cosine,
            covered=self._covered(question, each.document),
            margin=each.rank - rival,
        )
        candidate = Candidate(
            id=self._documents[each.document].id,
            score=self._calibration.right.probability(evidence),
            question=self._examples[each.document][each.nearest.position],
        )
        return Traced(candidate, evidence)

    def _overlap(self, question: Normalised, document: int) -> float:
        spelled = " ".join(question.folded)
        return process.extractOne(spelled, self._spelled[document], scorer=fuzz.token_set_ratio)[1] / 100

    def _covered(self, question: Normalised, document: int) -> float:
        vocabulary = self._vocabulary[document]
        asked = {term: self._words.idf(term) for term in terms(question)}
        known = sum(weight for term, weight in asked.items() if term in vocabulary)
        return known / (sum(asked.values()) or 1.0)
