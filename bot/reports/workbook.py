"""A report as XLSX: numbers are numbers, days are days, and what people wrote is text and never a formula."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.papers.text import plain
from bot.reports.charts import draw
from handlers.reports.model import Cell, Holds, Report, Row, Section, Table

_LONGEST_TEXT = 32_767  # characters that a cell of the format holds
_LONGEST_NAME = 31  # of a sheet
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DAY = "dd/mm/yyyy"
_WIDE, _NARROW, _INDENTED = 44, 15, 2
_BOLD, _SHADE = Font(bold=True), PatternFill("solid", fgColor="E7EFE9")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def build(report: Report, marks: str, notes: str) -> bytes:
    """One sheet for each part and one for the texts; `marks` heads the column of signs, `notes` the lines below."""
    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for section in report.sections:
        _section(_sheet(book, section.title, names), report, section, marks, notes)
    if report.texts:
        sheet = _sheet(book, report.title, names)
        line = _head(sheet, report.title, report.head)
        for written in report.texts:
            _put(sheet, line, 1, written.title).font = _BOLD
            _put(sheet, line + 1, 1, written.text).alignment = _WRAPPED
            line += 3
        sheet.column_dimensions["A"].width = 2 * _WIDE
    book.properties.creator, book.properties.title = "", plain(report.title)
    book.properties.created = book.properties.modified = _naive(report.counted_at)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put_text(cell: SheetCell, text: str) -> None:
    """As text whatever it begins with; quoted where a program would take it for a formula when it is edited."""
    text = plain(text)[:_LONGEST_TEXT]
    cell.value = text
    cell.data_type = "s"  # the library takes "=" for a formula and "#REF!" for an error
    if text.startswith(_BEGINS_A_FORMULA):
        cell.quotePrefix = True


def _section(sheet: Worksheet, report: Report, section: Section, marks: str, notes: str) -> None:
    line = _head(sheet, section.title, report.head)
    for table in section.tables:
        line = _table(sheet, table, line, marks) + 1
    if section.notes:
        _put(sheet, line, 1, notes).font = _BOLD
        for at, note in enumerate(section.notes, start=1):
            _put(sheet, line + at, 1, note)
        line += len(section.notes) + 2
    if section.chart is not None:
        picture = Image(BytesIO(draw(section.chart)))
        picture.width, picture.height = picture.width // 2, picture.height // 2
        sheet.add_image(picture, f"A{line}")


def _head(sheet: Worksheet, title: str, lines: Iterable[str]) -> int:
    """The line below it."""
    _put(sheet, 1, 1, title).font = Font(bold=True, size=14)
    at = 1
    for at, text in enumerate(lines, start=2):
        _put(sheet, at, 1, text)
    return at + 2


def _table(sheet: Worksheet, table: Table, line: int, marks: str) -> int:
    has_marks = any(cell.mark for row in table.rows for cell in row.cells)
    columns = (*table.columns, marks) if has_marks else table.columns
    for at, name in enumerate(columns, start=1):
        head = _put(sheet, line, at, name)
        head.font, head.fill, head.alignment = _BOLD, _SHADE, _WRAPPED
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDE if at == 1 else _NARROW
    sheet.freeze_panes = f"A{line + 1}"
    if not table.rows:
        _put(sheet, line + 1, 1, table.empty)
    for row in table.rows:
        line += 1
        _row(sheet, row, line, table.columns)
        told = [
            f"{name} {cell.mark}" for name, cell in zip(table.columns, row.cells, strict=True) if cell.mark
        ]
        if told:
            _put(sheet, line, len(columns), "; ".join(told))
    return line + 1


def _row(sheet: Worksheet, row: Row, line: int, columns: tuple[str, ...]) -> None:
    for at, (cell, _) in enumerate(zip(row.cells, columns, strict=True), start=1):
        written = _fill(sheet, line, at, cell)
        if at == 1:
            indent = max(0, row.level - 1) * _INDENTED
            written.alignment = Alignment(wrap_text=True, vertical="top", indent=indent)
        if row.level == 0:
            written.font = _BOLD


def _fill(sheet: Worksheet, line: int, at: int, cell: Cell) -> SheetCell:
    if cell.holds is Holds.NUMBER and cell.number is not None:
        written = sheet.cell(line, at, cell.number)
        written.number_format = "#,##0" + (f".{'0' * cell.decimals}" if cell.number % 1 else "")
        return written
    if cell.holds is Holds.DAY and cell.day is not None:
        written = sheet.cell(line, at, cell.day)
        written.number_format = _DAY
        return written
    return _put(sheet, line, at, cell.text)


def _put(sheet: Worksheet, line: int, at: int, text: str) -> SheetCell:
    cell = sheet.cell(line, at)
    if text:
        put_text(cell, text)
    return cell


def _sheet(book: Workbook, title: str, names: set[str]) -> Worksheet:
    """Named by what it holds, as the format lets it be."""
    name = " ".join(plain(title).translate(_NOT_IN_NAMES).split())[:_LONGEST_NAME].strip("' ") or "-"
    while name.lower() in names:
        name = f"{name[: _LONGEST_NAME - 2]} {len(names) % 10}"
    names.add(name.lower())
    return book.create_sheet(name)


def _naive(moment: datetime) -> datetime:
    """The format knows no zones."""
    return moment.replace(tzinfo=None, microsecond=0)
