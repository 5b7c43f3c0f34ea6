"""How sure a match is: the evidence for a candidate and the logistic model that weighs it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one candidate, in raw values that mean the same for every query."""

    words: float  # log of 1 + BM25
    likeness: float  # best edit ratio with an example question, 0..1; long stories have little of it
    covered: float  # share of the query's information that the entry knows, 0..1
    margin: float  # lead over the best other candidate in the ranking score; negative for followers
    apart: float  # `words` less those of the best off-topic document
    length: float  # log of 1 + the words of the query


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model over the evidence, one weight for each of its fields."""

    intercept: float
    words: float
    likeness: float
    covered: float
    margin: float
    apart: float
    length: float

    def probability(self, evidence: Evidence) -> float:
        total = (
            self.intercept
            + self.words * evidence.words
            + self.likeness * evidence.likeness
            + self.covered * evidence.covered
            + self.margin * evidence.margin
            + self.apart * evidence.apart
            + self.length * evidence.length
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
