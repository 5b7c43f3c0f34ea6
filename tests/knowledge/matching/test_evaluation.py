"""The measure itself: what counts as right, offered, declined, and what other thresholds would do."""

import json
from pathlib import Path

import pytest

from knowledge.matching.calibration import Calibration
from knowledge.matching.confidence import Logistic
from knowledge.matching.evaluation import (
    AMBIGUOUS,
    Ending,
    Labelled,
    bands,
    ending,
    load_questions,
    ranking,
    report,
    trade_off,
)
from knowledge.matching.matcher import Band, Candidate, Document, Match, Matcher
from knowledge.text.normalise import Normaliser

_FOUND = (Candidate("may", 0.7, "mua máy"), Candidate("vay", 0.2, "vay vốn"))


def _labelled(expect: str | None, *also: str, kind: str = "para", text: str = "mua máy") -> Labelled:
    return Labelled(text, expect, frozenset(also), kind)


@pytest.mark.parametrize(
    ("band", "question", "became"),
    [
        (Band.ANSWER, _labelled("may"), Ending.ANSWERED_RIGHT),
        (Band.ANSWER, _labelled("vay", "may"), Ending.ANSWERED_RIGHT),
        (Band.ANSWER, _labelled("vay"), Ending.ANSWERED_WRONG),
        (Band.ANSWER, _labelled("may", kind=AMBIGUOUS), Ending.ANSWERED_WRONG),
        (Band.ANSWER, _labelled(None), Ending.ANSWERED_WRONG),
        (Band.ANSWER, _labelled(None, "may"), Ending.ANSWERED_RIGHT),
        (Band.CLARIFY, _labelled("vay"), Ending.OFFERED),
        (Band.CLARIFY, _labelled("vay", kind=AMBIGUOUS), Ending.OFFERED),
        (Band.CLARIFY, _labelled("ocop"), Ending.OFFERED_WITHOUT),
        (Band.CLARIFY, _labelled(None), Ending.OFFERED_WITHOUT),
        (Band.UNKNOWN, _labelled("may"), Ending.DECLINED),
        (Band.UNKNOWN, _labelled(None), Ending.DECLINED),
    ],
)
def test_how_a_question_ends(band: Band, question: Labelled, became: Ending) -> None:
    assert ending(Match(band, _FOUND, 0.7), question) is became


def test_labelled_questions_are_read_from_several_files(tmp_path: Path) -> None:
    rows = [
        {"q": "mua máy", "expect": "may", "also": ["vay"], "kind": "para", "persona": "bac"},
        {"q": "trời mưa", "expect": None, "kind": "out-talk"},
    ]
    for name, row in zip("ab", rows, strict=True):
        (tmp_path / name).write_text(json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8")
    inside, outside = load_questions(tmp_path / "a", tmp_path / "b")
    assert inside == Labelled("mua máy", "may", frozenset({"vay"}), "para")
    assert (inside.accepted, inside.is_in_scope) == ({"may", "vay"}, True)
    assert (outside.accepted, outside.is_in_scope) == (frozenset(), False)


# Only the likeness to an example counts: "mua máy" is one half, or all of it.
_LIKENESS = Logistic(-5.0, 0.0, 10.0, 0.0, 0.0, 0.0, 0.0)
_OPEN = Logistic(10.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_QUESTIONS = (
    _labelled("may", text="mua máy"),
    _labelled("vay", text="mua máy"),
    _labelled("vay", text="vay"),
    _labelled("may", text="mua cái máy khác nữa đi"),
    _labelled("may", kind=AMBIGUOUS, text="mua máy"),
    _labelled(None, kind="out-talk", text="mua máy"),
    _labelled(None, kind="out-talk", text="xyzzy"),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    documents = (Document("may", "mua máy", (), ""), Document("vay", "vay vốn", (), ""))
    return Matcher(documents, Normaliser.load(), Calibration(_LIKENESS, _OPEN, 0.9, 0.1))


def test_only_clear_questions_in_scope_are_ranked(matcher: Matcher) -> None:
    found = ranking(matcher, _QUESTIONS)
    assert (found.questions, found.first, found.three) == (4, 3, 3)
    assert (found.top1, found.top3) == (0.75, 0.75)
    assert ranking(matcher, ()).top1 == 0.0


def test_endings_are_counted(matcher: Matcher) -> None:
    assert bands(matcher, _QUESTIONS) == {
        Ending.ANSWERED_RIGHT: 1,
        Ending.ANSWERED_WRONG: 3,
        Ending.OFFERED: 2,
        Ending.DECLINED: 1,
    }


def test_the_trade_off_tells_what_each_threshold_would_do(matcher: Matcher) -> None:
    head, *rows = trade_off(matcher, _QUESTIONS).splitlines()
    assert head.split() == ["from", "right", "wrong", "or", "offered", "foreign"]
    table = {float(row.split()[0]): row.split()[1:] for row in rows}
    assert list(table) == sorted(table)
    assert table[0.9] == ["25.0%", "25.0%", "75.0%", "50.0%"]
    assert table[0.4][1] == "25.0%"
    right = [float(row[0][:-1]) for row in table.values()]
    assert right == sorted(right, reverse=True)
    assert right[0] > right[-1]


def test_a_threshold_never_answers_what_was_declined(matcher: Matcher) -> None:
    foreign = matcher.with_calibration(Calibration(_LIKENESS, _OPEN, 0.9, 1.1))
    table = trade_off(foreign, [_labelled("may", text="mua cái máy")]).splitlines()
    assert {row.split()[1] for row in table[1:]} == {"0.0%"}


def test_the_trade_off_and_the_report_of_nothing_are_empty_tables(matcher: Matcher) -> None:
    assert "0.0%" in trade_off(matcher, ())
    head, *groups = report(matcher, ()).splitlines()
    assert head.split() == ["kind", "n", "top-1", "top-3", "right", "wrong", "offered", "without", "declined"]
    assert [line.split()[-6:] for line in groups] == [["0", "0.0", "0.0", "0.0", "0.0", "0.0"]] * 3


def test_the_report_has_a_line_for_each_kind_and_each_group(matcher: Matcher) -> None:
    lines = report(matcher, _QUESTIONS).splitlines()
    kinds = sorted({question.kind for question in _QUESTIONS})
    assert [line.split()[0] for line in lines] == ["kind", *kinds, "in", "ambiguous", "out"]
    by_name = {line[:15].strip(): line[15:].split() for line in lines}
    assert by_name["in scope"][0] == "4"
    assert by_name["in scope"][3:5] == ["25.0", "25.0"]
    assert by_name["out of scope"][-1] == "50.0"
