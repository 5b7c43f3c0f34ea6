"""Papers and templates made on the spot, and how a DOCX is read back."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as Sheet
from docx.table import Table

from handlers.applications.paper import Paper, PaperRow, PaperSection

MARK = "Phiếu lập qua kênh trò chuyện, không phải mẫu đơn chính thức."
NAME = "Cơ sở bánh tráng Hương Quê"


def a_paper(
    form: str = "A-01",
    sections: tuple[PaperSection, ...] | None = None,
    checklist: tuple[str, ...] = ("Ảnh giấy đăng ký", "Báo giá"),
    name: str = NAME,
    title: str = "Máy móc, dây chuyền, mô hình",
    sign_note: str = "Người đăng ký ký tên",
) -> Paper:
    own = (
        PaperSection("Máy", (PaperRow("Tên máy", "máy sấy"), PaperRow("Nơi bán dự kiến", ""))),
        PaperSection("Cơ sở", (PaperRow("Tên cơ sở", name),)),
    )
    return Paper(
        form=form,
        version=3,
        heading="Phiếu đăng ký nhu cầu",
        title=title,
        mark=MARK,
        lines=("Mã phiếu: GL-26-00017", "Ngày gửi: 21/11/2026", "Người lập: chủ cơ sở"),
        sections=own if sections is None else sections,
        checklist_title="Giấy tờ kèm theo",
        checklist=checklist,
        notes=("Chưa mua, chưa đặt cọc.", "Ô trống thì điền tay."),
        sign_note=sign_note,
        fields={"machine_name": "máy sấy", "facility_name": name},
        code="GL-26-00017",
        filed_on="21/11/2026",
    )


def a_template(
    *paragraphs: str, head: str = "", foot: str = "", table: tuple[tuple[str, ...], ...] = ()
) -> bytes:
    """As an operator would type it."""
    sheet = Document()
    sheet.core_properties.author = "Trần Thị Soạn"
    sheet.sections[0].header.paragraphs[0].text = head
    sheet.sections[0].footer.paragraphs[0].text = foot
    for text in paragraphs:
        sheet.add_paragraph(text)
    if table:
        rows = sheet.add_table(rows=len(table), cols=len(table[0])).rows
        for row, texts in zip(rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    return saved(sheet)


def saved(sheet: Sheet) -> bytes:
    out = BytesIO()
    sheet.save(out)
    return out.getvalue()


def opened(docx: bytes) -> Sheet:
    return Document(BytesIO(docx))


def texts(docx: bytes) -> list[str]:
    """Everything in the body, from top to bottom; of a table, row by row."""
    return list(_texts(opened(docx)))


def _texts(sheet: Sheet) -> Iterator[str]:
    for block in sheet.iter_inner_content():
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text


def parts(docx: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(docx: bytes, name: str, data: bytes) -> bytes:
    """The same archive with one part put in or replaced."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for each, held in (parts(docx) | {name: data}).items():
            archive.writestr(each, held)
    return out.getvalue()
