"""The paper that the bot sets itself, for any form."""

from io import BytesIO

from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Length, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from bot.papers.sheet import TEXT_WIDTH, empty_sheet, set_face, set_properties
from bot.papers.text import one_line, plain
from handlers.applications.paper import Paper, PaperRow, PaperSection

ROOM = "…" * 19  # to write by hand what was left out: as wide as its column
_BOX = "☐"
_BOX_FONT = "MS Gothic"  # the face in which Word itself draws a box to tick
_WIDTHS = (Cm(6), Length(TEXT_WIDTH - Cm(6)))  # of labels and of values
_SHADE = 'w:val="clear" w:color="auto" w:fill="F2F2F2"'
_SIGN_INDENT = Cm(8)
_SHORT = 400  # letters of a row that is kept on one page
_SMALL, _FINE = Pt(11), Pt(9.5)
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def build(paper: Paper) -> bytes:
    """The paper as a DOCX; text may hold anything."""
    sheet = empty_sheet()
    set_properties(sheet, paper.title)
    _add_edges(sheet, paper)
    _add_top(sheet, paper)
    for section in paper.sections:
        if section.rows:
            _add_section(sheet, section)
    _add_checklist(sheet, paper)
    for note in paper.notes:
        sheet.add_paragraph().add_run(plain(note)).font.size = _SMALL
    _add_room_to_sign(sheet, paper.sign_note)
    out = BytesIO()
    sheet.save(out)
    return out.getvalue()


def _add_edges(sheet: Sheet, paper: Paper) -> None:
    """The mark on every page: in its foot, and in the head of those where no frame shows it."""
    section = sheet.sections[0]
    section.different_first_page_header_footer = True
    code, mark = one_line(paper.code), one_line(paper.mark)
    _write(section.header.paragraphs[0], mark)
    for footer in (section.first_page_footer, section.footer):
        _write(footer.paragraphs[0], mark)
        last = footer.add_paragraph(style="Footer")
        add_page_numbers(last, f"{code} · {one_line(paper.form)} v{paper.version} · ")


def add_page_numbers(paragraph: Paragraph, before: str) -> None:
    """Which page it is and of how many, after some words."""
    _write(paragraph, before)
    _add_field(paragraph, "PAGE")
    paragraph.add_run("/").font.size = _FINE
    _add_field(paragraph, "NUMPAGES")


def _add_top(sheet: Sheet, paper: Paper) -> None:
    mark = sheet.add_paragraph()
    _frame(mark)
    mark.add_run(plain(paper.mark)).bold = True
    mark.alignment = _CENTRE
    mark.paragraph_format.space_after = Pt(10)
    mark.paragraph_format.right_indent = Cm(0.3)  # the frame stands outside its text
    if paper.heading:
        heading = sheet.add_paragraph()
        heading.add_run(plain(paper.heading)).bold = True
        heading.alignment = _CENTRE
    sheet.add_heading(one_line(paper.title), level=1)
    for line in paper.lines:
        sheet.add_paragraph(plain(line))


def _add_section(sheet: Sheet, section: PaperSection) -> None:
    sheet.add_heading(one_line(section.title), level=2)
    table = sheet.add_table(rows=len(section.rows), cols=2, style="Table Grid")
    table.autofit = False  # or one long word would push the columns off the page
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for line, row in zip(table.rows, section.rows, strict=True):
        _fill_line(line, row)


def _fill_line(line: _Row, row: PaperRow) -> None:
    label, value = line.cells
    label.width, value.width = _WIDTHS
    label._tc.get_or_add_tcPr().append(parse_xml(f"<w:shd {nsdecls('w')} {_SHADE}/>"))
    _fill(label, plain(row.label))
    _fill(value, plain(row.value).strip() or ROOM)
    if len(row.value) <= _SHORT:
        line._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))


def _fill(cell: _Cell, text: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(text)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)


def _add_checklist(sheet: Sheet, paper: Paper) -> None:
    if not paper.checklist:
        return
    sheet.add_heading(one_line(paper.checklist_title), level=2)
    for item in paper.checklist:
        paragraph = sheet.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.8)
        paragraph.paragraph_format.first_line_indent = Cm(-0.8)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.8))
        box = paragraph.add_run(_BOX)
        set_face(box.font, _BOX_FONT)
        paragraph.add_run("\t" + plain(item))


def _add_room_to_sign(sheet: Sheet, sign_note: str) -> None:
    if not sign_note:
        return
    note = sheet.add_paragraph(plain(sign_note))
    note.alignment = _CENTRE
    shape = note.paragraph_format
    shape.left_indent, shape.space_before, shape.space_after = _SIGN_INDENT, Pt(14), Pt(70)
    shape.keep_together = True


def _write(paragraph: Paragraph, text: str) -> None:
    paragraph.alignment = _CENTRE
    paragraph.add_run(text).font.size = _FINE


def _add_field(paragraph: Paragraph, name: str) -> None:
    """A number that the reader's program counts."""
    size = f'<w:rPr><w:sz w:val="{int(_FINE.pt * 2)}"/></w:rPr>'
    run = f"<w:r>{size}<w:t>1</w:t></w:r>"
    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{name}">{run}</w:fldSimple>'))


def _frame(paragraph: Paragraph) -> None:
    line = 'w:val="single" w:sz="8" w:space="4" w:color="auto"'
    sides = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right"))
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"))
