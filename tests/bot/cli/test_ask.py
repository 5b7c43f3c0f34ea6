"""`ask`: one answer for a person, or a line of JSON back for each line of JSON in."""

import json
from typing import Any

import pytest

from bot.cli.ask import question_in
from tests.bot.cli.command import CommandLine, Finished, Inside

_KEYS = [
    "question",
    "outcome",
    "entry",
    "title",
    "answer",
    "citations",
    "checked_on",
    "suggestions",
    "score",
]
_GOOD = '{"q": "ho tro mua may bao nhieu tien"}\n\n   \n{"q": "mức hỗ trợ", "province": "gia-lai"}\r\n'
_STRANGE = '{"q": "thời tiết hôm nay"}\n{"q": "\\ud83d"}\n{"q": ""}\n'


def _objects(finished: Finished) -> list[dict[str, Any]]:
    return [json.loads(line) for line in finished.out.splitlines()]


async def test_a_question_is_answered_with_source_and_date_and_nothing_is_kept(bot: CommandLine) -> None:
    answered = await bot("ask", "ho tro mua may bao nhieu tien")
    assert (answered.code, answered.err) == (0, "")
    assert "Trần quốc gia" in answered.out
    assert "Căn cứ: Thông tư 28/2018/TT-BTC" in answered.out
    assert "Kiểm tra ngày 21/11/2026" in answered.out
    assert "**" not in answered.out
    assert bot.files() == []


async def test_a_file_of_questions_gives_a_line_back_for_each(bot: CommandLine) -> None:
    file = bot.folder / "questions.jsonl"
    file.write_bytes(f"{_GOOD}{_STRANGE}".encode())
    finished = await bot("ask", "--jsonl", str(file))
    assert (finished.code, finished.err) == (0, "")
    answered, unclear, unknown, *strange = _objects(finished)
    assert [list(line) for line in _objects(finished)] == [_KEYS] * 5
    assert answered["question"] == "ho tro mua may bao nhieu tien"
    assert (answered["outcome"], answered["entry"]) == ("answer", "ho-tro-may-moc")
    assert {"document": "tt-28-2018-btc", "article": "Điều 8 khoản 4"} in answered["citations"]
    assert answered["checked_on"] == "2026-11-21"
    assert 0.5 < answered["score"] <= 1
    assert (unclear["outcome"], unclear["entry"], len(unclear["suggestions"])) == ("clarify", None, 3)
    assert (unknown["outcome"], unknown["citations"], unknown["checked_on"]) == ("unknown", [], None)
    assert [line["question"] for line in strange] == ["\ud83d", ""]


async def test_a_broken_line_ends_it_by_its_number_after_answering_those_before(bot: CommandLine) -> None:
    finished = await bot("ask", "--jsonl", "-", typed=f'{_GOOD}{{"q": "thi\n{_GOOD}')
    assert finished.code == 1
    assert [line["outcome"] for line in _objects(finished)] == ["answer", "clarify"]
    assert finished.err.startswith("dòng 5:")
    assert len(finished.err.splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [b'{"q": "thi', b'{"p": "1"}', b'{"q": 5}', b'["q"]', b'"q"', b'{"q": "m\xff"}', b"[" * 100_000],
    ids=["cut", "no question", "a number", "a list", "a text", "not UTF-8", "too deep"],
)
def test_a_line_without_a_question_to_be_read_is_broken(line: bytes) -> None:
    assert question_in(line) is None


def test_a_line_may_begin_with_a_byte_order_mark() -> None:
    assert question_in('\ufeff{"q": "mua máy"}\r\n'.encode()) == "mua máy"


def test_one_way_of_asking_is_needed_and_a_missing_file_is_told_by_name(
    bot: CommandLine, inside: Inside
) -> None:
    for arguments in ([], ["mua máy", "--jsonl", "-"]):
        finished = inside("ask", *arguments)
        assert (finished.code, finished.out) == (2, "")
        assert "--jsonl" in finished.err
    missing = inside("ask", "--jsonl", str(bot.folder / "none.jsonl"))
    assert (missing.code, missing.out) == (1, "")
    assert "none.jsonl" in missing.err
