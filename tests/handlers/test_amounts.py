"""What a province gives: its own level, or that it is not known; never the level of another."""

import re
from dataclasses import replace
from datetime import date

import pytest

from handlers.amounts import amount, dotted, province_part
from handlers.messages import Home
from knowledge.base import KnowledgeBase
from knowledge.model import Entry, Level, Use
from tests.support.talks import with_entry

TODAY = date(2026, 11, 23)
_SUM = re.compile(r"tối đa ([\d.]+) đồng")
_NO_NUMBER = "chưa có số đã kiểm tra"


@pytest.fixture(scope="module")
def with_amounts(knowledge: KnowledgeBase) -> list[Entry]:
    return [entry for entry in knowledge.content.entries.values() if entry.levels]


def part(knowledge: KnowledgeBase, item: str, home: Home, on: date = TODAY, is_alone: bool = True) -> str:
    """The paragraph of an entry that tells one item, for one home."""
    (entry,) = [each for each in knowledge.content.entries.values() if each.levels == (item,)][:1]
    return province_part(entry, home, knowledge, on, is_alone)


@pytest.mark.parametrize(
    ("item", "home", "told", "not_told"),
    [
        ("demo_model", Home("dak-lak"), ["30%, tối đa 800.000.000", "26/07/2025", "báo chí"], [_NO_NUMBER]),
        ("demo_model", Home("dak-lak", "phu-yen"), ["800.000.000"], [_NO_NUMBER, "1.000.000.000"]),
        ("demo_model", Home("gia-lai"), [_NO_NUMBER, "Trần quốc gia", "1.000.000.000"], ["800.000.000"]),
        ("machinery", Home("dak-lak"), [_NO_NUMBER, "300.000.000", "chưa đọc được mức"], ["từng ghi"]),
        ("machinery", Home("hai-phong", "hai-duong"), [_NO_NUMBER, "Hải Dương cũ", "250.000.000"], []),
        ("machinery", Home("hai-phong"), [_NO_NUMBER, "Hải Dương cũ", "250.000.000"], []),
        ("machinery", Home("hai-phong", "hai-phong"), [_NO_NUMBER], ["250.000.000", "Hải Dương"]),
        ("machinery", Home("dong-thap"), [_NO_NUMBER, "từng ghi", "chưa rõ còn áp dụng"], []),
        ("machinery", Home("dong-thap", "tien-giang"), [_NO_NUMBER], ["từng ghi"]),
        ("machinery", Home("phu-tho"), [_NO_NUMBER, "23/2025", "chưa đọc được mức"], ["từng ghi"]),
        ("machinery", Home("quang-ngai"), [_NO_NUMBER], ["từng ghi", "chưa đọc được mức", "dự thảo"]),
        ("demo_model", Home("phu-tho", "hoa-binh"), [_NO_NUMBER], ["20/2019", "từng ghi"]),
        ("demo_model", Home("can-tho", "hau-giang"), [_NO_NUMBER], ["250.000.000", "từng ghi"]),
        ("trademark", Home("gia-lai"), [_NO_NUMBER], ["Trần quốc gia (", "cao nhất cả nước"]),
    ],
)
def test_a_province_is_told_what_is_known_of_it(
    knowledge: KnowledgeBase, item: str, home: Home, told: list[str], not_told: list[str]
) -> None:
    said = part(knowledge, item, home)
    assert [words for words in told if words not in said] == []
    assert [words for words in not_told if words in said] == []


def test_a_level_of_the_future_is_not_told_yet(knowledge: KnowledgeBase) -> None:
    before, since = (part(knowledge, "demo_model", Home("dak-lak"), date(2025, 7, day)) for day in (25, 26))
    assert _NO_NUMBER in before
    assert "800.000.000" not in before
    assert "800.000.000" in since


def test_no_province_is_ever_told_a_figure_of_another_or_a_ceiling_without_its_name(
    knowledge: KnowledgeBase, with_amounts: list[Entry]
) -> None:
    for province in knowledge.places.provinces:
        for entry in with_amounts:
            said = province_part(entry, Home(province.id), knowledge, TODAY, is_alone=True)
            for line in said.splitlines():
                for figure in _SUM.findall(line):
                    owner = None if line.startswith("Trần quốc gia") else province.id
                    sums = {dotted(row.cap_vnd) for row in _rows(knowledge, entry, owner) if row.cap_vnd}
                    assert figure in sums, (province.id, entry.id, line)


def test_above_an_answer_ceilings_that_it_tells_itself_are_not_repeated(knowledge: KnowledgeBase) -> None:
    said = part(knowledge, "machinery", Home("gia-lai"), is_alone=False)
    assert "300.000.000" not in said
    assert knowledge.phrase("level_ceiling_only") in said


def test_a_ceiling_that_an_answer_leaves_out_is_told_above_it(knowledge: KnowledgeBase) -> None:
    (entry,) = [each for each in knowledge.content.entries.values() if each.levels == ("machinery",)]
    silent = entry.model_copy(update={"citations": entry.citations[-1:]})
    said = province_part(silent, Home("gia-lai"), with_entry(knowledge, silent), TODAY)
    assert "Trần quốc gia" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "không quá 50%, tối đa 300.000.000 đồng mỗi cơ sở"),
        ({"percent": None}, "tối đa 300.000.000 đồng mỗi cơ sở"),
        ({"cap_vnd": None}, "không quá 50% mỗi cơ sở"),
        ({"percent": "33.5", "cap_vnd": None, "unit": None}, "không quá 33,5%"),
        ({"percent_min": "30", "cap_vnd": None, "unit": None}, "không quá 30-50%"),
        ({"cap_vnd": 5_000, "percent": None, "unit": None}, "tối đa 5.000 đồng"),
    ],
)
def test_of_an_amount_only_what_is_known_is_said(
    knowledge: KnowledgeBase, changes: dict[str, object], said: str
) -> None:
    row = knowledge.levels.rows["lv-qg-may-moc"]
    level = Level.model_validate(row.model_dump() | changes)
    assert amount(level, knowledge) == said


def test_the_level_of_the_office_is_told_with_its_paper(knowledge: KnowledgeBase) -> None:
    row = knowledge.levels.rows["lv-dak-lak-mo-hinh"]
    own = row.model_copy(
        update={"id": "lv-don-vi-1", "document_name": "Nghị quyết 9/2026/NQ-HĐND", "cap_vnd": 123_000_000}
    )
    told = replace(knowledge, levels=knowledge.levels.with_office([own]))
    said = part(told, "demo_model", Home("dak-lak"))
    assert "123.000.000 đồng" in said
    assert "Nghị quyết 9/2026/NQ-HĐND" in said
    assert "800.000.000" not in said


def _rows(knowledge: KnowledgeBase, entry: Entry, province: str | None) -> list[Level]:
    return [
        row
        for row in knowledge.levels.rows.values()
        if row.item in entry.levels and row.province == province and row.use is not Use.DO_NOT_STATE
    ]
