"""The fitted values of the confidence: two logistic models and the thresholds between the three bands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from knowledge.errors import KnowledgeError, Problem
from knowledge.matching.confidence import Evidence, Logistic

CALIBRATION_FILE = Path(__file__).parent.parent / "content" / "calibration.yaml"

_WHOLE = 0.999  # one, but for rounding


@dataclass(frozen=True, slots=True)
class Calibration:
    """The values fitted on labelled questions by `python -m knowledge.matching.calibrate`."""

    right: Logistic  # is this candidate the answer?
    in_scope: Logistic  # does any entry answer this question?
    answer_from: float  # the first candidate is given as the answer from this `right` on
    unknown_below: float  # the question is foreign below this `in_scope`

    def is_foreign(self, best: Evidence) -> bool:
        """No entry answers the question; never so when the best entry knows every word of it."""
        return best.covered < _WHOLE and self.in_scope.probability(best) < self.unknown_below

    @classmethod
    def load(cls, path: Path = CALIBRATION_FILE) -> Self:
        """The values of a file. Raises KnowledgeError when it cannot be used."""
        try:
            data: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            return cls(
                right=Logistic(**{name: float(value) for name, value in data["right"].items()}),
                in_scope=Logistic(**{name: float(value) for name, value in data["in_scope"].items()}),
                answer_from=float(data["answer_from"]),
                unknown_below=float(data["unknown_below"]),
            )
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise KnowledgeError([Problem(path.name, "", "", " ".join(str(error).split()))]) from error
