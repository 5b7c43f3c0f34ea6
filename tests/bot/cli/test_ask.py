"""`ask`: one answer for a person, or a line of JSON back for each line of JSON in."""

import asyncio
import json
from typing import Any

import pytest

from tests.bot.cli.command import CommandLine, Finished

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
    answered, nothing, both = await asyncio.gather(
        bot("ask", "ho tro mua may bao nhieu tien"),
        bot("ask"),
        bot("ask", "mua máy", "--jsonl", "-"),
    )
    assert (answered.code, answered.err) == (0, "")
    assert "Trần quốc gia" in answered.out
    assert "Căn cứ: Thông tư 28/2018/TT-BTC" in answered.out
    assert "Kiểm tra ngày 21/11/2026" in answered.out
    assert "**" not in answered.out
    assert (nothing.code, nothing.out, both.code, both.out) == (2, "", 2, "")
    assert "--jsonl" in nothing.err
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


@pytest.mark.parametrize(
    "broken",
    [
        b'{"q": "thi',
        b'{"p": "thieu"}',
        b'{"q": 5}',
        b'["q"]',
        b'{"q": "m\xff"}',
        b"[" * 100_000,
    ],
    ids=["cut", "no question", "a number", "a list", "not UTF-8", "too deep"],
)
async def test_a_broken_line_ends_it_by_its_number_after_answering_those_before(
    bot: CommandLine, broken: bytes
) -> None:
    finished = await bot("ask", "--jsonl", "-", typed=_GOOD.encode() + broken + b"\n" + _GOOD.encode())
    assert finished.code == 1
    assert [line["outcome"] for line in _objects(finished)] == ["answer", "clarify"]
    assert finished.err.startswith("dòng 5:")
    assert len(finished.err.splitlines()) == 1


async def test_a_file_that_is_not_there_is_told_by_name(bot: CommandLine) -> None:
    finished = await bot("ask", "--jsonl", str(bot.folder / "none.jsonl"))
    assert (finished.code, finished.out) == (1, "")
    assert "none.jsonl" in finished.err
    assert "Traceback" not in finished.err
