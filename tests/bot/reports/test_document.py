"""The paper: head, numbered parts in their order, tables, charts as pictures, the six headings."""

from functools import partial
from io import BytesIO
from unicodedata import normalize

import pytest
from docx import Document
from PIL import ImageFont

from bot.reports.charts import draw
from bot.reports.document import build
from handlers.reports.model import Report
from tests.bot.reports.samples import PAYLOADS, a_report
from tests.support.source import ROOT

_PNG = b"\x89PNG"
_MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
nfc = partial(normalize, "NFC")


def opened(report: Report) -> "Document":  # type: ignore[valid-type] # a function of the library
    return Document(BytesIO(build(report, "Trang", "Chưa viết.")))


def test_the_parts_stand_in_the_order_of_the_field() -> None:
    sheet = opened(a_report("chữ"))
    heads = [each.text for each in sheet.paragraphs if each.style.name.startswith("Heading")]
    assert heads == [
        "Báo cáo kết quả khuyến công",
        "1. chữ",
        "2. Việc trễ",
        *(f"3.{at}. Đề mục {name}" for at, name in enumerate(_NAMES, start=1)),
        "4. Trang về kênh",
    ]
    told = [each.text for each in sheet.paragraphs]
    assert told[1:3] == ["Nơi: Tây Ninh", "chữ"]
    assert "Không có phiếu trễ." in told


_NAMES = ("done", "not_done", "shortcomings", "causes", "direction", "measures")


def test_tables_hold_what_people_read() -> None:
    first = opened(a_report("chữ")).tables[0]
    assert [cell.text for cell in first.rows[0].cells] == ["Chỉ tiêu", "chữ", "Trong kỳ", "Kế hoạch", "Ngày"]
    assert [cell.text for cell in first.rows[2].cells] == [
        "chữ",
        "chữ",
        "1.234,5 chữ",
        "chưa có số liệu",
        "23/11/2026",
    ]


def test_charts_are_pictures_with_vietnamese_letters() -> None:
    report = a_report("Đề án được duyệt")
    sheet = opened(report)
    assert len(sheet.inline_shapes) == 1
    chart = report.sections[0].chart
    assert chart is not None
    picture = draw(chart)
    assert picture.startswith(_PNG)
    face = ImageFont.truetype(ROOT / "bot/reports/fonts/DejaVuSans-vi.ttf", 22)
    box = bytes(face.getmask("\ue000"))  # what is drawn where the face has no letter
    letters = "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ"
    marked = {composed for letter in letters for mark in _MARKS if len(composed := nfc(letter + mark)) == 1}
    assert len(marked) == 146
    assert [letter for letter in sorted(marked) if bytes(face.getmask(letter)) == box] == []


def test_nobody_has_written_is_said() -> None:
    assert [each.text for each in opened(a_report("")).paragraphs].count("Chưa viết.") == 6


@pytest.mark.parametrize(
    "text", [*PAYLOADS[:3], "\x00\x0b", "a\u2028b", "\ud800", "x" * 5000, "</w:t>&<b>"], ids=ascii
)
def test_whatever_people_wrote_is_a_whole_document(text: str) -> None:
    assert opened(a_report(text)).tables
