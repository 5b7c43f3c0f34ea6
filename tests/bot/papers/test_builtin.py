"""The built-in paper, read back: everything that was handed in stands on it, and nothing else."""

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm

from bot.papers.builtin import ROOM, build
from handlers.applications.paper import PaperRow, PaperSection
from knowledge.forms.loader import load_forms
from knowledge.loader import CONTENT_DIR
from tests.bot.papers.samples import MARK, NAME, a_paper, opened, parts, texts

FORMS = load_forms(CONTENT_DIR).forms


def test_everything_stands_on_the_paper_in_its_order() -> None:
    assert texts(build(a_paper())) == [
        *(MARK, "Phiếu đăng ký nhu cầu", "Máy móc, dây chuyền, mô hình"),
        *("Mã phiếu: GL-26-00017", "Ngày gửi: 21/11/2026", "Người lập: chủ cơ sở"),
        *("Máy", "Tên máy", "máy sấy", "Nơi bán dự kiến", ROOM),
        *("Cơ sở", "Tên cơ sở", NAME),
        *("Giấy tờ kèm theo", "☐\tẢnh giấy đăng ký", "☐\tBáo giá"),
        *("Chưa mua, chưa đặt cọc.", "Ô trống thì điền tay.", "Người đăng ký ký tên"),
    ]


def test_the_mark_is_in_a_frame_on_top_and_on_every_page() -> None:
    sheet = opened(build(a_paper()))
    frame = sheet.paragraphs[0]._p.pPr.find(qn("w:pBdr"))
    assert len(frame) == 4
    (section,) = sheet.sections
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == MARK
    for footer in (section.first_page_footer, section.footer):
        mark, last = footer.paragraphs
        assert mark.text == MARK
        assert last.text.startswith("GL-26-00017 · A-01 v3 · ")
        counted = [field.get(qn("w:instr")) for field in last._p.iter(qn("w:fldSimple"))]
        assert counted == ["PAGE", "NUMPAGES"]


def test_sections_are_tables_of_two_columns_under_headings() -> None:
    sheet = opened(build(a_paper()))
    headings = [each.text for each in sheet.paragraphs if each.style.name == "Heading 2"]
    assert headings == ["Máy", "Cơ sở", "Giấy tờ kèm theo"]
    assert [(len(table.columns), len(table.rows)) for table in sheet.tables] == [(2, 2), (2, 1)]
    assert not any(table.autofit for table in sheet.tables)


def test_the_page_is_a4_in_a_face_with_vietnamese_letters_and_in_vietnamese() -> None:
    sheet = opened(build(a_paper()))
    (section,) = sheet.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert [round(each.cm, 1) for each in (section.left_margin, section.right_margin)] == [3.0, 2.0]
    (defaults,) = sheet.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    assert defaults.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
    used = {each.style.name for each in sheet.paragraphs} - {"Normal"}
    faces = [defaults.find(qn("w:rFonts"))]
    faces += [sheet.styles[name].element.rPr.rFonts for name in ("Normal", *used)]
    for fonts in faces:
        assert set(fonts.attrib) == {qn(f"w:{use}") for use in ("ascii", "hAnsi", "cs", "eastAsia")}
        assert set(fonts.attrib.values()) == {"Times New Roman"}


def test_nothing_tells_who_or_what_made_it() -> None:
    docx = build(a_paper())
    properties = opened(docx).core_properties
    assert (properties.title, properties.language) == ("Máy móc, dây chuyền, mô hình", "vi-VN")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert (properties.created, properties.modified, properties.subject) == (None, None, "")
    assert not [name for name, data in parts(docx).items() if b"python-docx" in data or b"Macintosh" in data]
    assert not [name for name in parts(docx) if "thumbnail" in name or "customXml" in name]


def test_the_same_paper_is_set_the_same_way() -> None:
    assert parts(build(a_paper())) == parts(build(a_paper()))


def test_what_a_paper_does_not_have_leaves_no_trace() -> None:
    bare = a_paper(sections=(PaperSection("Máy", ()),), checklist=(), sign_note="")
    assert texts(build(bare))[6:] == ["Chưa mua, chưa đặt cọc.", "Ô trống thì điền tay."]


@pytest.mark.parametrize("value", ["", " ", "\n", "\u200f", "\0"])
def test_what_was_left_out_has_room_to_be_written_by_hand(value: str) -> None:
    paper = a_paper(sections=(PaperSection("Máy", (PaperRow("Tên máy", value),)),))
    assert texts(build(paper))[8] == ROOM


def test_the_place_to_sign_is_at_the_right_with_room_under_it() -> None:
    last = opened(build(a_paper())).paragraphs[-1]
    assert last.alignment is WD_ALIGN_PARAGRAPH.CENTER
    assert round(last.paragraph_format.left_indent.cm) == 8
    assert last.paragraph_format.space_after >= Cm(2)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_ours_fits(form: str) -> None:
    steps = FORMS[form].steps
    rows = tuple(PaperRow(step.field.label, "x" * 20) for step in steps)
    told = texts(build(a_paper(form, (PaperSection("Phiếu", rows),))))
    assert [row.label for row in rows] == told[7 : 7 + 2 * len(rows) : 2]
