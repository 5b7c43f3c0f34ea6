"""The matcher answers when sure, asks back when not, and never breaks."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.calibration import Calibration
from knowledge.matching.confidence import Logistic
from knowledge.matching.matcher import Band, Document, Matcher
from knowledge.text.normalise import Normaliser

_DOCUMENTS = (
    Document(
        id="may",
        title="Mua máy có được hỗ trợ không?",
        questions=("mua máy sấy được bao nhiêu tiền", "may moc co duoc ho tro ko"),
        body="Trần quốc gia là 50% chi phí.",
    ),
    Document(
        id="may-cu",
        title="Máy cũ có được tính không?",
        questions=("máy đã qua sử dụng có được không",),
        body="Nơi đã thấy yêu cầu máy mới.",
    ),
    Document(
        id="ocop", title="OCOP đăng ký ở đâu?", questions=("sản phẩm mấy sao thì nộp ở đâu",), body="Hỏi xã."
    ),
)
_OFF_TOPIC = (Document(id="thoi-tiet", title="thời tiết", questions=("trời có mưa không",), body=""),)
_MODEL = Logistic(intercept=-6.0, words=0.7, likeness=4.0, covered=1.0, margin=3.0)
_CALIBRATION = Calibration(right=_MODEL, in_scope=_MODEL, answer_from=0.5, unknown_below=0.05)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(_DOCUMENTS, Normaliser.load(), _CALIBRATION, _OFF_TOPIC)


def test_a_clear_question_is_answered_with_the_example_it_matched(matcher: Matcher) -> None:
    match = matcher.match("mua may say dc bao nhieu tien")
    assert match.band is Band.ANSWER
    assert match.candidates[0].id == "may"
    assert match.candidates[0].question == "mua máy sấy được bao nhiêu tiền"
    assert match.confidence == match.candidates[0].score


def test_a_question_between_two_entries_is_asked_back(matcher: Matcher) -> None:
    match = matcher.match("máy")
    assert match.band is Band.CLARIFY
    assert {candidate.id for candidate in match.candidates[:2]} == {"may", "may-cu"}


def test_candidates_come_best_first_and_are_at_most_three(matcher: Matcher) -> None:
    for question in ("đăng ký ở đâu", "máy có được không", "hỗ trợ"):
        scores = [candidate.score for candidate in matcher.match(question).candidates]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 3


def test_a_question_whose_words_nobody_knows_is_unknown_without_suggestions(matcher: Matcher) -> None:
    match = matcher.match("xyzzy plugh")
    assert (match.band, match.candidates, match.confidence) == (Band.UNKNOWN, (), 0.0)


def test_off_topic_questions_are_unknown_and_off_topic_documents_never_offered(matcher: Matcher) -> None:
    match = matcher.match("hom nay troi co mua khong")
    assert match.band is Band.UNKNOWN
    assert "thoi-tiet" not in {candidate.id for candidate in match.candidates}


def test_marks_and_composition_do_not_change_the_answer(matcher: Matcher) -> None:
    question = "Máy đã qua sử dụng có được không?"
    composed, decomposed = matcher.match(question), matcher.match(unicodedata.normalize("NFD", question))
    assert composed == decomposed
    assert composed.candidates[0].id == matcher.match("may da qua su dung co duoc khong").candidates[0].id


@pytest.mark.parametrize(
    "text",
    ["", " ", "😂👍", "\x00\x1b[31m", "\ud800", "?" * 10_000, "máy " * 5_000, "a" * 10_000, "1." * 5_000],
)
def test_strange_input_gets_a_match(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).band in Band


@given(st.text(alphabet=st.characters(), max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_match(matcher: Matcher, text: str) -> None:
    match = matcher.match(text)
    assert 0.0 <= match.confidence <= 1.0


def test_no_documents_make_everything_unknown() -> None:
    assert Matcher((), Normaliser.load(), _CALIBRATION).match("mua máy").band is Band.UNKNOWN
