"""Fits the logistic models and thresholds of the confidence; plain gradient descent, run offline."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from knowledge.matching.confidence import Evidence, Logistic

_STEPS = 4000
_RATE = 0.5
_RIDGE = 0.002


@dataclass(frozen=True, slots=True)
class Example:
    """Evidence with the chance, 0..1, that the model should give it."""

    evidence: Evidence
    target: float


def fit(examples: Sequence[Example]) -> Logistic:
    """The ridge logistic regression of the examples; deterministic."""
    rows = [astuple(example.evidence) for example in examples]
    means, spreads = _moments(rows)
    scaled = [
        [(value - mean) / spread for value, mean, spread in zip(row, means, spreads, strict=True)]
        for row in rows
    ]
    weights, bias = [0.0] * len(means), 0.0
    for _ in range(_STEPS):
        slopes, slope = [_RIDGE * weight for weight in weights], 0.0
        for row, example in zip(scaled, examples, strict=True):
            error = (_sigmoid(bias + _dot(weights, row)) - example.target) / len(scaled)
            slope += error
            slopes = [total + error * value for total, value in zip(slopes, row, strict=True)]
        weights = [weight - _RATE * step for weight, step in zip(weights, slopes, strict=True)]
        bias -= _RATE * slope
    plain = [weight / spread for weight, spread in zip(weights, spreads, strict=True)]
    return Logistic(round(bias - _dot(plain, means), 4), *(round(weight, 4) for weight in plain))


def lowest_precise_cut(scored: Iterable[tuple[float, bool]], precision: float) -> float:
    """The lowest score from which on at least this share is right; 1.0 when there is none."""
    right = 0
    cut = 1.0
    for seen, (score, is_right) in enumerate(sorted(scored, reverse=True), start=1):
        right += is_right
        if right >= precision * seen:
            cut = score
    return cut


def _moments(rows: Sequence[tuple[float, ...]]) -> tuple[list[float], list[float]]:
    columns = list(zip(*rows, strict=True))
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    return means, spreads


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
