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
_GOOD = '{"q": "ho tro mua may bao nhieu tien"}\n\n   \n{"q": "hồ sơ", "province": "gia-lai"}\r\n'
_OF_PROVINCES = (
    '{"q": "mô hình trình diễn được bao nhiêu"}\n'
    '{"q": "mô hình trình diễn được bao nhiêu", "province": "dak-lak"}\n'
    '{"q": "mô hình trình diễn được bao nhiêu", "province": "tỉnh Hải Dương cũ"}\n'
    '{"q": "mô hình trình diễn được bao nhiêu", "province": "Xứ Lạ"}\n'
)
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
    assert question_in('\ufeff{"q": "mua máy"}\r\n'.encode()) == ("mua máy", "")


@pytest.mark.parametrize(
    ("line", "province"),
    [
        ('{"q": "mua máy", "province": "gia-lai"}', "gia-lai"),
        ('{"q": "mua máy", "province": ""}', ""),
        ('{"q": "mua máy", "province": null}', ""),
        ('{"q": "mua máy", "province": 5}', ""),
        ('{"q": "mua máy", "more": 1}', ""),
    ],
)
def test_a_province_may_stand_beside_the_question(line: str, province: str) -> None:
    assert question_in(line.encode()) == ("mua máy", province)


async def test_each_line_is_answered_for_its_own_province(bot: CommandLine) -> None:
    finished = await bot("ask", "--jsonl", "-", typed=_OF_PROVINCES)
    assert (finished.code, finished.err) == (0, "")
    nobody, dak_lak, hai_duong, nowhere = _objects(finished)
    assert [list(line) for line in _objects(finished)] == [_KEYS] * 4
    assert dak_lak["answer"].startswith("Đắk Lắk:\n")
    assert "tối đa 800.000.000 đồng mỗi mô hình" in dak_lak["answer"]
    assert hai_duong["answer"].startswith("Hải Dương cũ (nay thuộc Hải Phòng):\n")
    for line in (nobody, nowhere):
        assert "Anh/chị ở tỉnh nào?" in line["answer"]
    assert {line["entry"] for line in _objects(finished)} == {"mo-hinh-trinh-dien"}


def test_one_question_may_name_its_province(inside: Inside) -> None:
    told = inside("ask", "--province", "dak lak", "mô hình trình diễn được bao nhiêu")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Đắk Lắk:\n")


def test_what_the_office_has_told_is_answered_and_its_mistakes_end_the_command(
    bot: CommandLine, inside: Inside
) -> None:
    bot.data_dir.mkdir()
    path = bot.data_dir / "don-vi.yaml"
    path.write_text("gio_truc: 8:00-11:00\n", encoding="utf-8")
    told = inside("ask", "có gặp người thật được không")
    assert (told.code, "8:00-11:00" in told.out) == (0, True)
    path.write_text("dien_thoai: 0269 1\n", encoding="utf-8")
    refused = inside("ask", "có gặp người thật được không")
    assert (refused.code, refused.out) == (1, "")
    assert f"{path}: " in refused.err
    assert "dien_thoai" in refused.err


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
