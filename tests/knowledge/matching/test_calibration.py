"""The calibration file is read as plain values, its mistakes are named, and evidence is weighed by it."""

from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
import yaml

from knowledge.errors import KnowledgeError
from knowledge.matching.calibration import Calibration
from knowledge.matching.confidence import Evidence, Logistic

_FLAT = Logistic(0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
_NOTHING = Evidence(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_SOME = Evidence(words=2.0, likeness=0.5, covered=0.5, margin=0.1, apart=1.0, length=1.5)
_EVIDENCE = [field.name for field in fields(Evidence)]


def test_the_shipped_values_can_be_used() -> None:
    calibration = Calibration.load()
    assert 0.5 < calibration.answer_from < 1
    assert 0 < calibration.unknown_below < calibration.answer_from


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "calibration.yaml"
    calibration = Calibration(_FLAT, replace(_FLAT, apart=-2.5), answer_from=0.7, unknown_below=0.2)
    path.write_text(yaml.safe_dump(asdict(calibration)), encoding="utf-8")
    assert Calibration.load(path) == calibration


@pytest.mark.parametrize("name", _EVIDENCE)
def test_each_kind_of_evidence_speaks_for_or_against_as_its_weight_says(name: str) -> None:
    more = replace(_SOME, **{name: getattr(_SOME, name) + 1})
    silent = Logistic(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for weight, grows in ((2.0, True), (-2.0, False)):
        model = replace(silent, **{name: weight})
        assert (model.probability(more) > model.probability(_SOME)) is grows
    assert silent.probability(more) == 0.5


def test_the_model_has_a_weight_for_each_kind_of_evidence() -> None:
    assert [field.name for field in fields(Logistic)] == ["intercept", *_EVIDENCE]


def test_probability_stays_between_zero_and_one_for_any_evidence() -> None:
    assert _FLAT.probability(_NOTHING) == 0.5
    assert 0 < _FLAT.probability(replace(_SOME, words=-1e9)) < 1e-9
    assert 1 - 1e-9 < _FLAT.probability(replace(_SOME, words=1e9)) <= 1


def test_a_question_is_foreign_below_its_threshold() -> None:
    at = _FLAT.probability(_SOME)
    assert not Calibration(_FLAT, _FLAT, 0.9, unknown_below=at).is_foreign(_SOME)
    assert Calibration(_FLAT, _FLAT, 0.9, unknown_below=at + 1e-6).is_foreign(_SOME)


def test_a_question_that_an_entry_knows_word_for_word_is_never_foreign() -> None:
    calibration = Calibration(_FLAT, _FLAT, answer_from=0.9, unknown_below=1.0)
    assert calibration.is_foreign(_SOME)
    assert calibration.is_foreign(replace(_SOME, covered=0.99))
    assert not calibration.is_foreign(replace(_SOME, covered=1.0))


def _broken(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "calibration.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["", "- 1", "right: {}", "right: {words: x}", "a: ["])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"calibration\.yaml"):
        Calibration.load(_broken(tmp_path, text))


@pytest.mark.parametrize("lost", [*_EVIDENCE, "intercept"])
@pytest.mark.parametrize("model", ["right", "in_scope"])
def test_a_file_without_a_weight_is_refused(tmp_path: Path, model: str, lost: str) -> None:
    values = asdict(Calibration(_FLAT, _FLAT, 0.9, 0.1))
    del values[model][lost]
    with pytest.raises(KnowledgeError, match=lost):
        Calibration.load(_broken(tmp_path, yaml.safe_dump(values)))


@pytest.mark.parametrize("lost", ["right", "in_scope", "answer_from", "unknown_below"])
def test_a_file_without_a_value_is_refused(tmp_path: Path, lost: str) -> None:
    values = asdict(Calibration(_FLAT, _FLAT, 0.9, 0.1))
    del values[lost]
    with pytest.raises(KnowledgeError, match=lost):
        Calibration.load(_broken(tmp_path, yaml.safe_dump(values)))


def test_a_file_with_a_weight_for_nothing_is_refused(tmp_path: Path) -> None:
    values = asdict(Calibration(_FLAT, _FLAT, 0.9, 0.1))
    values["right"]["luck"] = 7.0
    with pytest.raises(KnowledgeError, match="luck"):
        Calibration.load(_broken(tmp_path, yaml.safe_dump(values)))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"calibration\.yaml"):
        Calibration.load(tmp_path / "calibration.yaml")
