"""The matcher answers when sure, asks back when not, and never breaks."""

import math
import unicodedata
from dataclasses import replace

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
_MODEL = Logistic(intercept=-6.0, words=0.7, likeness=4.0, covered=1.0, margin=3.0, apart=2.0, length=0.0)
_CALIBRATION = Calibration(right=_MODEL, in_scope=_MODEL, answer_from=0.5, unknown_below=0.1)


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


def test_what_speaks_for_a_candidate_can_be_traced(matcher: Matcher) -> None:
    first, *others = matcher.trace("mua may say duoc bao nhieu tien")
    assert first.candidate.id == "may"
    assert first.evidence.likeness == 1.0
    assert first.evidence.covered == pytest.approx(1.0)
    assert first.evidence.margin > 0
    assert all(other.evidence.margin < 0 for other in others)
    assert first.evidence.length == pytest.approx(math.log1p(7))
    assert first.candidate.score == _MODEL.probability(first.evidence)


def test_a_longer_question_has_more_length_and_nothing_else_of_it(matcher: Matcher) -> None:
    short, long = (matcher.trace(text)[0].evidence for text in ("máy sấy", "máy sấy xyzzy plugh"))
    assert (long.length, long.words) == (pytest.approx(math.log1p(4)), short.words)
    assert long.covered < short.covered


def test_how_far_a_question_is_from_off_topic_ones_is_evidence(matcher: Matcher) -> None:
    ours = matcher.trace("mua máy sấy được bao nhiêu tiền")[0].evidence
    theirs = matcher.trace("trời có mưa không")[0].evidence
    assert ours.apart > 0 > theirs.apart


def test_without_off_topic_documents_all_words_speak_for_the_entry() -> None:
    alone = Matcher(_DOCUMENTS, Normaliser.load(), _CALIBRATION)
    evidence = alone.trace("mua máy sấy")[0].evidence
    assert evidence.apart == evidence.words


def test_other_weights_use_the_same_index_and_leave_the_first_matcher_alone(matcher: Matcher) -> None:
    question = "mua may say dc bao nhieu tien"
    before = matcher.match(question)
    strict = matcher.with_calibration(replace(_CALIBRATION, answer_from=1.0))
    blind = matcher.with_calibration(replace(_CALIBRATION, unknown_below=1.1))
    assert strict.match(question).band is Band.CLARIFY
    assert blind.match("mua may say xyzzy").band is Band.UNKNOWN
    assert matcher.match(question) == before
    assert [each.evidence for each in strict.trace(question)] == [
        each.evidence for each in matcher.trace(question)
    ]


def test_a_leaning_question_takes_its_subject_from_what_was_said_before(matcher: Matcher) -> None:
    leaning = {context: matcher.lean("nộp ở đâu", context)[0].id for context in ("OCOP sản phẩm mấy sao",)}
    assert leaning == {"OCOP sản phẩm mấy sao": "ocop"}
    about_old = matcher.lean("có được không", "Máy cũ đã qua sử dụng")
    about_new = matcher.lean("có được không", "Mua máy có được hỗ trợ không?")
    assert (about_old[0].id, about_new[0].id) == ("may-cu", "may")


def test_the_context_brings_no_candidate_that_shares_no_word_with_the_question(matcher: Matcher) -> None:
    assert [each.id for each in matcher.lean("sản phẩm sao", "Mua máy có được hỗ trợ không?")] == ["ocop"]
    assert matcher.lean("xyzzy", "Mua máy có được hỗ trợ không?") == ()
    assert matcher.lean("", "Mua máy có được hỗ trợ không?") == ()


def test_an_empty_or_foreign_context_changes_no_order(matcher: Matcher) -> None:
    plain = matcher.lean("máy cũ có được không", "")
    assert plain[0].id == "may-cu"
    assert matcher.lean("máy cũ có được không", "xyzzy plugh") == plain


def test_a_leaning_question_has_at_most_three_candidates_and_no_off_topic_one(matcher: Matcher) -> None:
    found = matcher.lean("có không", "trời mưa thời tiết")
    assert 0 < len(found) <= 3
    assert "thoi-tiet" not in {each.id for each in found}


@given(st.text(alphabet=st.characters(), max_size=80), st.text(alphabet=st.characters(), max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_may_lean_on_any_other(matcher: Matcher, text: str, context: str) -> None:
    assert all(0.0 <= each.score <= 1.0 for each in matcher.lean(text, context))
