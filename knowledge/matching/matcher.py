"""Finds the entries that a question asks for: BM25, then spelling, then calibrated confidence."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from knowledge.matching.bm25 import Bm25
from knowledge.matching.calibration import Calibration
from knowledge.matching.chargrams import CharGrams, Nearest
from knowledge.matching.confidence import Evidence
from knowledge.matching.tokens import terms
from knowledge.text.normalise import Normaliser

_RERANKED = 6  # entries that the spelling looks at; more change nothing
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
class Trace:
    """How a question was understood; `is_off_topic` when an off-topic document is closer than any candidate."""

    candidates: tuple[Traced, ...]
    is_off_topic: bool


@dataclass(frozen=True, slots=True)
class _Query:
    """A question as both indexes ask for it."""

    spelled: str
    information: Mapping[str, float]  # term -> idf


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
        trace = self.trace(text, _OFFERED)
        candidates = tuple(each.candidate for each in trace.candidates)
        if not candidates:
            return Match(Band.UNKNOWN, (), 0.0)
        confidence = candidates[0].score
        if trace.is_off_topic or self._calibration.is_foreign(trace.candidates[0].evidence):
            return Match(Band.UNKNOWN, candidates, confidence)
        is_sure = confidence >= self._calibration.answer_from
        return Match(Band.ANSWER if is_sure else Band.CLARIFY, candidates, confidence)

    def trace(self, text: str, limit: int = _TRACED) -> Trace:
        """The best candidates with their evidence, for reports and calibration."""
        question = self._normalise(text)
        query = _Query(
            spelled=" ".join(question.folded),
            information={term: self._words.idf(term) for term in terms(question)},
        )
        ranked = self._ranked(query)
        places = [place for place, each in enumerate(ranked) if each.document < self._answerable]
        traced = [self._traced(query, ranked, place) for place in places[:limit]]
        return Trace(
            candidates=tuple(sorted(traced, key=lambda each: each.candidate.score, reverse=True)),
            is_off_topic=bool(ranked) and ranked[0].document >= self._answerable,
        )

    def _ranked(self, query: _Query) -> list[_Ranked]:
        scores = self._words.scores(query.information)
        first = heapq.nlargest(_RERANKED, range(len(scores)), key=scores.__getitem__)
        first = [document for document in first if scores[document]]
        if not first:
            return []
        weights = self._grams.weigh(query.spelled)
        nearest = [self._grams.nearest(weights, document) for document in first]
        best_score = scores[first[0]]
        best_cosine = max(near.cosine for near in nearest) or 1.0
        ranked = [
            _Ranked(
                document, scores[document], near, scores[document] / best_score + near.cosine / best_cosine
            )
            for document, near in zip(first, nearest, strict=True)
        ]
        return sorted(ranked, key=lambda each: each.rank, reverse=True)

    def _traced(self, query: _Query, ranked: Sequence[_Ranked], place: int) -> Traced:
        each = ranked[place]
        rival = ranked[1 if place == 0 else 0].rank if len(ranked) > 1 else 0.0
        evidence = Evidence(
            words=math.log1p(each.bm25),
            likeness=self._likeness(query, each.document),
            covered=self._covered(query, each.document),
            margin=each.rank - rival,
        )
        candidate = Candidate(
            id=self._documents[each.document].id,
            score=self._calibration.right.probability(evidence),
            question=self._examples[each.document][each.nearest.position],
        )
        return Traced(candidate, evidence)

    def _likeness(self, query: _Query, document: int) -> float:
        return process.extractOne(query.spelled, self._spelled[document], scorer=fuzz.ratio)[1] / 100

    def _covered(self, query: _Query, document: int) -> float:
        vocabulary = self._vocabulary[document]
        known = sum(idf for term, idf in query.information.items() if term in vocabulary)
        return known / sum(query.information.values())
