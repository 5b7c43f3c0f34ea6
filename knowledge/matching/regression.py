"""Logistic regression, for fitting the confidence offline."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from knowledge.matching.confidence import Evidence, Logistic

_STEPS = 15  # Newton steps; it has settled after about eight
_RIDGE = 1.0  # keeps the model finite when a split is separable


@dataclass(frozen=True, slots=True)
class Example:
    """Evidence with the chance, 0..1, that the model should give it."""

    evidence: Evidence
    target: float


def fit(examples: Sequence[Example]) -> Logistic:
    """The ridge logistic regression of the examples, by Newton's method on standardised evidence."""
    rows = [astuple(example.evidence) for example in examples]
    means, spreads = _moments(rows)
    scaled = [
        (1.0, *((value - mean) / spread for value, mean, spread in zip(row, means, spreads, strict=True)))
        for row in rows
    ]
    weights = [0.0] * (len(means) + 1)
    for _ in range(_STEPS):
        slope, curve = _derivatives(weights, scaled, [example.target for example in examples])
        weights = [weight - step for weight, step in zip(weights, _solved(curve, slope), strict=True)]
    plain = [weight / spread for weight, spread in zip(weights[1:], spreads, strict=True)]
    return Logistic(round(weights[0] - _dot(plain, means), 4), *(round(weight, 4) for weight in plain))


def _moments(rows: Sequence[tuple[float, ...]]) -> tuple[list[float], list[float]]:
    columns = list(zip(*rows, strict=True))
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    return means, spreads


def _derivatives(
    weights: Sequence[float], rows: Sequence[Sequence[float]], targets: Sequence[float]
) -> tuple[list[float], list[list[float]]]:
    """Gradient and Hessian of the loss; the intercept carries no penalty."""
    slope = [0.0, *(_RIDGE * weight for weight in weights[1:])]
    curve = [[_RIDGE * (i == j and i > 0) for j in range(len(weights))] for i in range(len(weights))]
    for row, target in zip(rows, targets, strict=True):
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, _dot(weights, row)))))
        for i, value in enumerate(row):
            slope[i] += (chance - target) * value
            for j, other in enumerate(row):
                curve[i][j] += chance * (1 - chance) * value * other
    return slope, curve


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a small, well-conditioned linear system (Gauss-Jordan)."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for column, row in enumerate(rows):
        rows[column] = [value / row[column] for value in row]
        for index, other in enumerate(rows):
            if index != column:
                factor = other[column]
                rows[index] = [a - factor * b for a, b in zip(other, rows[column], strict=True)]
    return [row[-1] for row in rows]


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))
