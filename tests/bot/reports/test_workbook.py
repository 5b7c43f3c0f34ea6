"""The workbook: typed cells, every text as text, nothing that would be calculated."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from bot.papers.text import plain
from bot.reports.workbook import build
from handlers.reports.model import REPORT, Report
from tests.bot.reports.samples import PAYLOADS, a_report


def opened(report: Report) -> Workbook:
    return load_workbook(BytesIO(build(report, "Ghi chú", "Ghi chú số liệu")))


def cells_of(book: Workbook) -> list[object]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_text_ever_becomes_a_formula(payload: str) -> None:
    book = opened(a_report(payload))
    cells = cells_of(book)
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    told = plain(payload)
    same = [cell for cell in cells if cell.value == told]
    assert len(same) >= 12  # head, titles, columns, cells, notes and each of the six texts
    is_risky = told.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert {bool(cell.quotePrefix) for cell in same} == {is_risky}


def test_numbers_and_days_are_what_they_are() -> None:
    sheet = opened(a_report()).worksheets[0]
    (row,) = [row for row in sheet.iter_rows() if row[0].value == "chữ" and row[0].alignment.indent == 2]
    number, missing, day = row[2], row[3], row[4]
    assert (number.value, number.data_type, number.number_format) == (1234.5, "n", "#,##0.0")
    assert (missing.value, missing.data_type) == ("chưa có số liệu", "s")
    assert (day.value, day.number_format) == (datetime(2026, 11, 23), "dd/mm/yyyy")  # noqa: DTZ001 - no zones there
    assert row[5].value == "Trong kỳ chữ"  # the sign of a number stands beside it, not in it


def test_every_part_has_a_sheet_of_its_own_under_a_name_that_the_format_allows() -> None:
    names = opened(a_report("một tên [dài] hơn: ba mươi mốt chữ cái / và hơn thế")).sheetnames
    assert len(names) == len(set(names)) == 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    twice = a_report("Việc trễ")
    assert len(opened(twice).sheetnames) == 4


def test_charts_are_pictures_in_it() -> None:
    assert [len(sheet._images) for sheet in opened(a_report())] == [1, 0, 0, 0]


def test_a_snapshot_comes_back_as_it_was() -> None:
    for payload in ("chữ", *PAYLOADS):
        report = a_report(payload)
        assert REPORT.validate_json(REPORT.dump_json(report)) == report
