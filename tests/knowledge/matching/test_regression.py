"""The shipped content keeps finding what people ask for.

The floors lie slightly under the figures measured on questions that nothing was fitted on, and never under
what was promised.
"""

import pytest

from knowledge.matching.calibrate import HELD_OUT, OPEN, build, questions
from knowledge.matching.calibration import Calibration
from knowledge.matching.evaluation import AMBIGUOUS, Ending, Labelled, bands, ranking
from knowledge.matching.matcher import Band, Matcher

_HELD_OUT = questions(HELD_OUT)
_OPEN = questions(OPEN)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return build(Calibration.load())


def _shares(matcher: Matcher, asked: list[Labelled]) -> dict[Ending, float]:
    counts = bands(matcher, asked)
    return {end: counts[end] / len(asked) for end in Ending}


@pytest.fixture(scope="module")
def inside(matcher: Matcher) -> dict[Ending, float]:
    """How the held-out questions in scope end."""
    return _shares(matcher, [each for each in _HELD_OUT if each.is_in_scope and each.kind != AMBIGUOUS])


@pytest.fixture(scope="module")
def outside(matcher: Matcher) -> dict[Ending, float]:
    """How the held-out questions out of scope end."""
    return _shares(matcher, [each for each in _HELD_OUT if not each.is_in_scope])


def test_most_questions_are_answered_rightly_at_once(inside: dict[Ending, float]) -> None:
    assert inside[Ending.ANSWERED_RIGHT] >= 0.81  # promised: 0.80


def test_nearly_all_questions_are_answered_or_offered_the_right_choice(inside: dict[Ending, float]) -> None:
    assert inside[Ending.ANSWERED_RIGHT] + inside[Ending.OFFERED] >= 0.935  # promised: 0.93


def test_a_wrong_answer_is_seldom_given_as_if_sure(inside: dict[Ending, float]) -> None:
    assert inside[Ending.ANSWERED_WRONG] <= 0.028  # promised: 0.03


def test_questions_in_scope_are_seldom_declined(inside: dict[Ending, float]) -> None:
    assert inside[Ending.DECLINED] <= 0.03


def test_what_is_not_ours_is_hardly_ever_answered_as_if_it_were(outside: dict[Ending, float]) -> None:
    assert outside[Ending.ANSWERED_WRONG] <= 0.02  # promised: 0.05


def test_what_is_not_ours_is_mostly_declined(outside: dict[Ending, float]) -> None:
    assert outside[Ending.DECLINED] >= 0.90


def test_the_expected_entry_comes_first_or_among_three(matcher: Matcher) -> None:
    found = ranking(matcher, _HELD_OUT)
    assert found.top1 >= 0.91
    assert found.top3 >= 0.965


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("para", 0.93),
        ("nodia", 0.89),
        ("teen", 0.82),
        ("typo", 0.83),
        ("telex", 0.93),
        ("story", 0.88),
        ("short", 0.85),
        ("mixed", 0.95),
        ("central", 0.90),
        ("south", 0.90),
    ],
)
def test_no_way_of_typing_is_left_behind(matcher: Matcher, kind: str, first: float) -> None:
    found = ranking(matcher, [each for each in _HELD_OUT if each.kind == kind])
    assert found.questions >= 10
    assert found.top1 >= first
    assert found.top3 >= 0.9


def test_ambiguous_questions_are_mostly_asked_back(matcher: Matcher) -> None:
    shares = _shares(matcher, [each for each in _OPEN if each.kind == AMBIGUOUS])
    assert shares[Ending.OFFERED] >= 0.60
    assert shares[Ending.DECLINED] <= 0.03


def test_paraphrases_far_from_every_example_are_still_found(matcher: Matcher) -> None:
    found = ranking(matcher, [each for each in _OPEN if each.kind == "hard"])
    assert found.top1 >= 0.75
    assert found.top3 >= 0.92


@pytest.mark.parametrize("text", ["hồ sơ", "ho so", "vay", "làng nghề", "máy", "hỗ trợ"])
def test_a_bare_keyword_is_asked_back_with_three_choices(matcher: Matcher, text: str) -> None:
    match = matcher.match(text)
    assert match.band is Band.CLARIFY
    assert len(match.candidates) == 3


@pytest.mark.parametrize(
    "text", ["thời tiết hôm nay", "hom nay thoi tiet the nao", "xyzzy plugh", "😂😂", "..."]
)
def test_what_the_base_does_not_know_is_unknown(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).band is Band.UNKNOWN


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("ho tro mua may bao nhieu tien", "ho-tro-may-moc"),
        ("mua mays coss dduwowcj hoox trowj khoong", "ho-tro-may-moc"),
        ("máy cũ", "may-cu"),
        ("cho gặp cán bộ", "gap-can-bo"),
        ("xin chào", "chao-hoi"),
        ("mức hỗ trợ", "muc-ho-tro-cua-tinh"),  # which asks for the province
        ("muc ho tro", "muc-ho-tro-cua-tinh"),
    ],
)
def test_plain_questions_are_answered(matcher: Matcher, text: str, entry: str) -> None:
    match = matcher.match(text)
    assert (match.band, match.candidates[0].id) == (Band.ANSWER, entry)
