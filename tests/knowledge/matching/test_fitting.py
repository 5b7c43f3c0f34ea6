"""Fitting offline: the regression learns which evidence counts, the thresholds keep their shares."""

import math
from dataclasses import replace
from itertools import product

import pytest

from knowledge.matching.calibration import Calibration
from knowledge.matching.confidence import Evidence, Logistic
from knowledge.matching.evaluation import AMBIGUOUS, Ending, Labelled, bands
from knowledge.matching.fitting import fitted
from knowledge.matching.matcher import Document, Matcher
from knowledge.matching.regression import Example, fit
from knowledge.text.normalise import Normaliser

_FLAT = Logistic(0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)
_SOME = Evidence(words=2.0, likeness=0.5, covered=0.5, margin=0.0, apart=0.0, length=1.0)


def _with(**values: float) -> Evidence:
    return replace(_SOME, **values)


def test_fitting_learns_which_evidence_counts() -> None:
    model = fit([Example(_with(words=float(i)), target=float(i > 5)) for i in range(11)])
    assert model.words > 0
    assert model.likeness == model.margin == model.apart == model.length == 0
    assert model.probability(_with(words=9.0)) > 0.8
    assert model.probability(_with(words=1.0)) < 0.2


@pytest.mark.parametrize("name", ["words", "likeness", "covered", "margin", "apart", "length"])
def test_evidence_against_an_entry_gets_a_negative_weight(name: str) -> None:
    model = fit([Example(_with(**{name: i / 10}), target=float(i < 5)) for i in range(11)])
    assert getattr(model, name) < 0


def test_the_fitted_chance_is_on_average_the_share_that_was_right() -> None:
    examples = [
        Example(_with(words=float(i), apart=float(i % 3)), target=float(i % 4 == 0)) for i in range(60)
    ]
    model = fit(examples)
    told = sum(model.probability(example.evidence) for example in examples)
    assert told == pytest.approx(sum(example.target for example in examples), rel=1e-2)


def test_a_chance_between_yes_and_no_can_be_learned() -> None:
    model = fit([Example(_with(words=float(i % 2)), target=0.5) for i in range(20)])
    assert model.probability(_SOME) == pytest.approx(0.5, abs=1e-3)


def test_examples_that_never_overlap_give_finite_weights() -> None:
    model = fit([Example(_with(likeness=float(i)), target=float(i)) for i in (0, 0, 0, 1, 1, 1)])
    assert math.isfinite(model.intercept)
    assert 0 < model.likeness < 100


def test_evidence_that_never_changes_is_not_weighed() -> None:
    model = fit([Example(_with(margin=0.25), target=float(i % 2)) for i in range(10)])
    assert model.margin == 0


_TRADES = ("chè", "mắm", "gốm", "mộc", "tre", "dệt", "bún", "đá", "rèn", "nón", "chiếu", "đường")
_SUBJECTS = {
    "may": "mua máy {} được hỗ trợ bao nhiêu",
    "hoc": "mở lớp học nghề {} cho thợ",
    "hoi": "gian hàng {} ở hội chợ xuân",
    "nhan": "đăng ký nhãn hiệu cho {}",
}
_FOREIGN = ("giá {} hôm nay", "trời mưa {} có sao không", "cách nấu {} ngon", "bán {} cũ thanh lý")


def _matcher() -> Matcher:
    documents = [
        Document(name, frame.format(""), tuple(frame.format(trade) for trade in _TRADES[:6]), "")
        for name, frame in _SUBJECTS.items()
    ]
    off_topic = [Document("ngoai", "trời mưa", ("giá vàng", "cách nấu cơm"), "")]
    return Matcher(documents, Normaliser.load(), Calibration(_FLAT, _FLAT, 1.0, 0.0), off_topic)


def _labelled() -> list[Labelled]:
    right = [
        Labelled(f"cho hỏi {frame.format(trade)}", name, frozenset(), "para")
        for (name, frame), trade in product(_SUBJECTS.items(), _TRADES[4:])
    ]
    wrong = [  # the label says another entry than the words do
        Labelled(f"ad ơi {_SUBJECTS['may'].format(trade)}", "hoc", frozenset(), "para")
        for trade in _TRADES[:2]
    ]
    foreign = [
        Labelled(frame.format(trade), None, frozenset(), "out-lookalike")
        for frame, trade in product(_FOREIGN, _TRADES)
    ]
    return [*right, *wrong, *foreign]


def _shares(calibration: Calibration, questions: list[Labelled]) -> dict[tuple[bool, Ending], float]:
    matcher = _matcher().with_calibration(calibration)
    return {
        (scope, end): share / len(chosen)
        for scope in (True, False)
        for chosen in [[each for each in questions if each.is_in_scope is scope]]
        for end, share in bands(matcher, chosen).items()
    }


def test_the_thresholds_keep_wrong_answers_foreign_answers_and_refusals_rare() -> None:
    shares = _shares(fitted(_matcher(), _labelled()), _labelled())
    assert shares.get((True, Ending.ANSWERED_WRONG), 0) <= 0.025
    assert shares.get((False, Ending.ANSWERED_WRONG), 0) <= 0.05
    assert shares.get((True, Ending.DECLINED), 0) <= 0.012
    assert shares[True, Ending.ANSWERED_RIGHT] > 0.5


def test_look_alikes_out_of_scope_raise_the_bar_until_they_are_not_answered() -> None:
    clear = [each for each in _labelled() if not each.text.startswith("ad ơi")]
    alike = [
        Labelled(f"cho hỏi {_SUBJECTS['hoi'].format(trade)}", None, frozenset(), "out-lookalike")
        for trade in _TRADES[4:10]
    ]
    questions = [*clear, *alike]
    shares = _shares(fitted(_matcher(), questions), questions)
    assert shares.get((False, Ending.ANSWERED_WRONG), 0) <= 0.05
    loose = _shares(replace(fitted(_matcher(), questions), answer_from=0.0), questions)
    assert loose[False, Ending.ANSWERED_WRONG] > 0.05


def test_more_wrong_labels_raise_the_bar_for_an_answer() -> None:
    honest = _labelled()
    clear = [each for each in honest if not each.text.startswith("ad ơi")]
    doubtful = [replace(each, expect="hoi") if place % 3 == 0 else each for place, each in enumerate(clear)]
    assert fitted(_matcher(), doubtful).answer_from > fitted(_matcher(), clear).answer_from


def test_an_ambiguous_question_is_no_wrong_answer_of_the_threshold() -> None:
    clear = [each for each in _labelled() if not each.text.startswith("ad ơi")]
    vague = [
        Labelled(each.text, each.expect, frozenset({"nhan"}), AMBIGUOUS)
        for each in clear
        if each.expect == "may"
    ]
    calibration = fitted(_matcher(), [*clear, *vague])
    assert calibration.answer_from < 1.0
    shares = _shares(calibration, clear)
    assert shares[True, Ending.ANSWERED_RIGHT] > 0.5


def test_questions_that_find_nothing_are_left_out() -> None:
    lost = Labelled("xyzzy plugh", "may", frozenset(), "para")
    assert fitted(_matcher(), [*_labelled(), lost]) == fitted(_matcher(), _labelled())
