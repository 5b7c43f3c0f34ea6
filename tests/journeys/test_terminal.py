"""A whole request in the terminal, by the program that a newcomer starts: typed lines in, a document out."""

import asyncio
import os
import re
import sys
from io import BytesIO
from pathlib import Path

from docx import Document

from tests.handlers.attachments.samples import encoded, two_colours
from tests.support.source import ROOT

_LINES = (
    "đăng ký",
    "1",  # machines
    "1",  # quick
    "1",  # to buy some
    "may say banh trang",
    "1",  # new
    "chưa mua",
    "300tr",
    "hồ sơ cần những giấy tờ gì?",  # a question of its own, at a point where nothing is typed
    "1",  # of age
    "1",  # agreed
    "1",  # for oneself
    "1",  # a household
    "Cơ sở Hương Quê",
    "Nguyễn Thị Hương",
    "0912345678",
    "xã Tây Hòa, Phú Yên",
    "sửa tên cơ sở",
    "Cơ sở Hương Quê 2",
    "sửa ảnh cơ sở",
    "/tep {photo}",
    "xong",
    "gửi phiếu",
    "1",  # news
    "2",  # no statistics
    "phiếu của tôi",
)


async def test_a_request_is_filled_corrected_sent_and_printed(tmp_path: Path) -> None:
    photo = tmp_path / "xưởng của tôi.jpg"
    photo.write_bytes(encoded(two_colours(), "JPEG"))
    said = await _chat("\n".join(_LINES).format(photo=photo), tmp_path)
    for expected in (
        "Anh/chị từ đủ 18 tuổi chưa?",
        "Đã nhận 1/6",
        "Tên cơ sở: Cơ sở Hương Quê 2",
        "Phiếu tiếp nhận thông tin KC-",
        "Đã qua:",
    ):
        assert expected in said, expected
    paper = re.search(r"(/\S+/phieu-A-01-KC-[0-9A-Z-]+\.docx)", said)
    assert paper is not None, said[-3000:]
    told = _words_of(Path(paper[1]).read_bytes())  # noqa: ASYNC240 - as above
    for word in ("Nguyễn Thị Hương", "0912345678", "Cơ sở Hương Quê 2", "300.000.000 đồng"):
        assert word in told, word


async def _chat(lines: str, folder: Path) -> str:
    """All that the program says to these lines."""
    environment = {**os.environ, "DATA_DIR": str(folder / "data"), "TMPDIR": str(folder)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "chat"),
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asyncio.wait_for(process.communicate(lines.encode()), 180)
    assert process.returncode == 0
    return said.decode()


def _words_of(docx: bytes) -> str:
    document = Document(BytesIO(docx))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
