"""What `check` says of the operator's own templates."""

from pathlib import Path

import pytest

from bot.cli.check_papers import _WHY, paper_lines
from bot.papers.faults import Fault
from tests.bot.papers.samples import a_template
from tests.support.houses import make_settings


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("A-01.docx", a_template("Phiếu {{ phieu }}"), "ok   mẫu phiếu A-01.docx: dùng được"),
        ("A-01.docx", b"khong phai docx", "SAI  mẫu phiếu A-01.docx: không phải tệp Word"),
        ("phieu.docx", a_template("Phiếu {{ phieu }}"), "SAI  mẫu phiếu phieu.docx: tên tệp không phải mã"),
        ("A-02.docx", a_template("{% if phieu %}"), "SAI  mẫu phiếu A-02.docx: chỗ điền viết sai"),
    ],
)
async def test_each_template_has_its_line(tmp_path: Path, name: str, data: bytes, line: str) -> None:
    folder = tmp_path / "mau-phieu"
    folder.mkdir()
    (folder / name).write_bytes(data)
    (first, *_) = await paper_lines(make_settings("sqlite://", tmp_path))
    assert first.startswith(line)


async def test_a_placeholder_that_no_field_has_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "mau-phieu"
    folder.mkdir()
    (folder / "A-01.docx").write_bytes(a_template("{{ machine_name }} {{ ten_may }}"))
    lines = await paper_lines(make_settings("sqlite://", tmp_path))
    assert len(lines) == 2
    assert lines[1].endswith("sẽ để trống: ten_may")


async def test_without_templates_nothing_is_wrong(tmp_path: Path) -> None:
    (line,) = await paper_lines(make_settings("sqlite://", tmp_path))
    assert line.startswith("tắt  mẫu phiếu của đơn vị: chưa có")


def test_every_fault_has_its_words() -> None:
    assert set(_WHY) == set(Fault)
