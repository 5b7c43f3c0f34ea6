"""The calibration file is read as plain values, and its mistakes are named."""

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.matching.calibration import Calibration
from knowledge.matching.confidence import Evidence, Logistic
from knowledge.matching.fitting import Example, fit, lowest_precise_cut

_FLAT = Logistic(0.0, 1.0, 1.0, 1.0, 1.0)
_NOTHING = Evidence(0.0, 0.0, 0.0, 0.0)


def _evidence(words: float, covered: float = 0.5) -> Evidence:
    return Evidence(words=words, likeness=0.5, covered=covered, margin=0.0)


def test_the_shipped_values_can_be_used() -> None:
    calibration = Calibration.load()
    assert 0.5 < calibration.answer_from < 1
    assert 0 < calibration.unknown_below < calibration.answer_from


def test_probability_stays_between_zero_and_one_for_any_evidence() -> None:
    assert _FLAT.probability(_NOTHING) == 0.5
    assert 0 < _FLAT.probability(_evidence(-1e9)) < 1e-9
    assert 1 - 1e-9 < _FLAT.probability(_evidence(1e9)) <= 1


def test_a_question_that_an_entry_knows_word_for_word_is_never_foreign() -> None:
    calibration = Calibration(_FLAT, _FLAT, answer_from=0.9, unknown_below=1.0)
    assert calibration.is_foreign(_evidence(1.0))
    assert not calibration.is_foreign(_evidence(1.0, covered=1.0))


@pytest.mark.parametrize("text", ["", "- 1", "right: {}", "right: {words: x}", "a: ["])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"calibration\.yaml"):
        Calibration.load(path)


def test_fitting_learns_which_evidence_counts() -> None:
    examples = [Example(_evidence(words=float(i)), target=float(i > 5)) for i in range(11)]
    model = fit(examples)
    assert model.words > 0
    assert model.likeness == model.margin == 0
    assert model.probability(_evidence(9.0)) > 0.8
    assert model.probability(_evidence(1.0)) < 0.2


def test_the_cut_is_the_lowest_that_keeps_the_precision() -> None:
    scored = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, False)]
    assert lowest_precise_cut(scored, 0.7) == 0.6
    assert lowest_precise_cut(scored, 1.0) == 0.8
    assert lowest_precise_cut([(0.9, False)], 0.5) == 1.0
