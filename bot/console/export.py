"""Lists as CSV: written while they are read, and harmless to the spreadsheet that opens them."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from handlers.review.listing import Line

_BOM = "\ufeff"  # without it a spreadsheet reads UTF-8 as something else
_CHUNK = 256  # rows sent at once
_FORMULAS = frozenset("=+-@\t\r\n\0＝＋－＠")
_HEAD = (
    "Mã phiếu",
    "Loại phiếu",
    "Bước",
    "Tỉnh",
    "Nơi làm",
    "Người giữ",
    "Đề án",
    "Ngày gửi",
    "Đổi lần cuối",
    "Hẹn hoặc cần xem",
    "Trễ",
    "Kế hoạch (đồng)",
    "Hợp đồng (đồng)",
    "Tạm ứng (đồng)",
    "Đã chi (đồng)",
    "Vốn đối ứng (đồng)",
    "Nguồn",
)
_SOURCES = {"national": "quốc gia", "local": "địa phương", "recoverable": "thu hồi", "donor": "tài trợ"}


async def stream_csv(
    request: web.Request, lines: AsyncIterator[Line], zone: ZoneInfo, name: str
) -> web.StreamResponse:
    """Some hundred rows are held at a time, however many there are."""
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    rows: list[Sequence[str]] = [_HEAD]
    await response.write(_BOM.encode())
    async for line in lines:
        rows.append(_row(line, zone))
        if len(rows) >= _CHUNK:
            await response.write(written(rows))
            await asyncio.sleep(0)  # a fast reader never makes us wait, and others want to be answered
            rows.clear()
    await response.write(written(rows))
    await response.write_eof()
    return response


def written(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV, every cell a text and none a formula."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[harmless(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would calculate begins with an apostrophe; NUL is no text anywhere."""
    begins = cell[:1] in _FORMULAS or cell.lstrip()[:1] in _FORMULAS
    return ("'" + cell if cell and begins else cell).replace("\0", "")


def _row(line: Line, zone: ZoneInfo) -> tuple[str, ...]:
    money = line.money
    sums = (money.planned_vnd, money.contracted_vnd, money.advanced_vnd, money.paid_vnd, money.own_share_vnd)
    return (
        line.shown,
        line.form,
        line.status,
        line.province,
        line.place,
        line.assignee,
        line.project,
        _day(line.sent_at, zone),
        _day(line.changed_at, zone),
        _day(line.due_at, zone),
        "trễ" if line.is_late else "",
        *("" if amount is None else str(amount) for amount in sums),
        _SOURCES[money.source.value] if money.source is not None else "",
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%d/%m/%Y") if moment is not None else ""
