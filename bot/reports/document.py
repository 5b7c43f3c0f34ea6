"""A report as DOCX: its head, tables, charts as pictures, the six headings."""

from collections.abc import Sequence
from io import BytesIO

from docx.document import Document as Sheet
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Length, Pt
from docx.table import Table as SheetTable
from docx.table import _Cell, _Row

from bot.papers.builtin import add_page_numbers
from bot.papers.sheet import empty_sheet, set_properties
from bot.papers.text import one_line, plain
from bot.reports.charts import draw
from handlers.reports.model import Holds, Report, Row, Section, Table

_TEXT_WIDTH = Cm(25.7)  # of a page that lies
_PICTURE_WIDTH = Cm(17)
_NAMES_SHARE = 2.6  # how much wider the first column is than the others
_SMALL, _FINE, _NOTE = Pt(12), Pt(10), Pt(9.5)
_SHADE = 'w:val="clear" w:color="auto" w:fill="E7EFE9"'
_RIGHT, _LEFT, _CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
_INDENT = Cm(0.5)


def build(report: Report, page: str, unwritten: str) -> bytes:
    """The report as a document; text may hold anything.

    `page` stands before the number in the foot, `unwritten` where nobody has written under a heading.
    """
    sheet = empty_sheet()
    set_properties(sheet, report.title)
    _lay(sheet)
    add_page_numbers(sheet.sections[0].footer.paragraphs[0], f"{one_line(report.title)} · {one_line(page)} ")
    sheet.add_heading(one_line(report.title), level=1)
    for line in report.head:
        paragraph = sheet.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.add_run(one_line(line)).font.size = _SMALL
    sections = list(report.sections)
    before, after = sections, list[Section]()
    if report.texts:  # what is told of the channel comes last
        at = len(sections) - 1 if sections and sections[-1].part.value == "channel" else len(sections)
        before, after = sections[:at], sections[at:]
    for number, section in enumerate(before, start=1):
        _add_section(sheet, section, number)
    if report.texts:
        _add_texts(sheet, report, len(before) + 1, unwritten)
    for number, section in enumerate(after, start=len(before) + 2):
        _add_section(sheet, section, number)
    out = BytesIO()
    sheet.save(out)
    return out.getvalue()


def _lay(sheet: Sheet) -> None:
    """Tables of seven and more columns want a page that lies."""
    section = sheet.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)


def _add_section(sheet: Sheet, section: Section, number: int) -> None:
    sheet.add_heading(f"{number}. {one_line(section.title)}", level=2)
    for table in section.tables:
        if table.rows:
            _add_table(sheet, table)
        elif table.empty:
            sheet.add_paragraph(plain(table.empty))
    for at, note in enumerate(section.notes):
        paragraph = sheet.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if at else 4)
        run = paragraph.add_run(plain(note))
        run.font.size, run.italic = _NOTE, True
        paragraph.paragraph_format.space_after = Pt(2)
    if section.chart is not None:
        sheet.add_picture(BytesIO(draw(section.chart)), width=_PICTURE_WIDTH)
        sheet.paragraphs[-1].alignment = _CENTRE


def _add_texts(sheet: Sheet, report: Report, number: int, unwritten: str) -> None:
    for at, written in enumerate(report.texts, start=1):
        sheet.add_heading(f"{number}.{at}. {one_line(written.title)}", level=2)
        for line in plain(written.text or unwritten).splitlines():
            sheet.add_paragraph(line)


def _add_table(sheet: Sheet, table: Table) -> None:
    made = sheet.add_table(rows=len(table.rows) + 1, cols=len(table.columns), style="Table Grid")
    made.autofit = False
    widths = _widths(len(table.columns))
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    lines = list(made.rows)
    _repeat(lines[0])
    for cell, width, name in zip(lines[0].cells, widths, table.columns, strict=True):
        cell.width = width
        _shade(cell)
        _write(cell, name, _CENTRE, is_bold=True)
    for line, row in zip(lines[1:], table.rows, strict=True):
        _fill(made, line, row, widths)


def _fill(table: SheetTable, line: _Row, row: Row, widths: Sequence[Length]) -> None:
    cells = line.cells
    for at, (cell, value, width) in enumerate(zip(cells, row.cells, widths, strict=True)):
        cell.width = width
        text = f"{value.text} {value.mark}" if value.mark else value.text
        _write(cell, text, _LEFT if value.holds is Holds.TEXT else _RIGHT, is_bold=row.level == 0)
        if at == 0 and row.level > 1:
            cell.paragraphs[0].paragraph_format.left_indent = Length(_INDENT * (row.level - 1))
    line._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if row.level == 0:
        _shade(cells[0].merge(cells[-1]))
        cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def _write(cell: _Cell, text: str, alignment: WD_ALIGN_PARAGRAPH, *, is_bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(plain(text))
    run.font.size, run.bold = _FINE, is_bold
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)


def _widths(count: int) -> list[Length]:
    one = _TEXT_WIDTH / (count - 1 + _NAMES_SHARE)
    return [Length(int(one * _NAMES_SHARE)), *(Length(int(one)) for _ in range(count - 1))]


def _shade(cell: _Cell) -> None:
    cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:shd {nsdecls('w')} {_SHADE}/>"))


def _repeat(line: _Row) -> None:
    """The head of a table stands on every page that it runs over."""
    line._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
