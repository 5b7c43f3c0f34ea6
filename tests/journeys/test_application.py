"""From the first word on Telegram over a killed service and the web page to the settlement, in the real program."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import aiohttp
from docx import Document

from handlers.applications.codes import find_code
from tests.handlers.attachments.samples import encoded, two_colours
from tests.standins.telegram import Person, TelegramStandIn
from tests.support.officers import Officer, add_account
from tests.support.processes import BotProcess
from tests.support.visitors import Visitor

_NAME, _PHONE = "Nguyễn Thị Hương", "0912345678"
_CODE = re.compile(r"KC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


async def test_a_request_from_the_first_word_to_the_settlement(any_database_url: str, tmp_path: Path) -> None:
    async with TelegramStandIn() as api:
        settings = {
            "DATABASE_URL": any_database_url,
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.root_url,
        }
        async with BotProcess(tmp_path / "data", **settings) as bot:
            await bot.start()
            code = await _begins_on_telegram(api.person(id=71, first_name="Hương", has_started=True), bot)
            async with _visitor(bot.url) as visitor, _browser() as http:
                await _goes_on_at_the_page(visitor, code)
                officer = Officer(bot.url, http, api.person(id=72, first_name="Lan", has_started=True))
                password = await add_account(bot.environment, "Chị Lan", "lead")
                await officer.signs_in("Chị Lan", password)
                await officer.links_the_chat()
                await _wants_papers_and_comes_to_see(officer, visitor, code)
                await _approves_and_settles(officer, visitor, code)
                await _everything_is_told_and_kept(officer, visitor, code)
            exit_code, _ = await bot.stop()
            assert exit_code == 0


async def _begins_on_telegram(producer: Person, bot: BotProcess) -> str:
    """With a question on the way, a correction, and the program killed in the middle."""

    async def hears(text: str, expected: str) -> str:
        await producer.say(text)
        for _ in range(3):
            reply = await producer.wait_for_reply()
            if expected in reply.text:
                return reply.text
        raise AssertionError(f"{expected!r} is not in {reply.text!r}")

    begun = await hears("đăng ký", "đăng ký việc nào")
    begun = await hears("1", "Anh/chị muốn điền thế nào?")
    shown = _CODE.search(begun)
    assert shown is not None
    await hears("1", "Anh/chị muốn làm việc nào?")
    await hears("1", "tên là gì?")
    await hears("Máy cũ, máy nhập khẩu đã qua sử dụng có được tính không?", "tên là gì?")
    await hears("máy sấy bánh tráng", "Máy mới 100%")
    await hears("1", "đã mua hay đặt cọc")
    await bot.kill()
    await bot.start()
    await hears("chưa mua", "Tổng cộng hết chừng")
    await hears("quay lại", "đã mua hay đặt cọc")
    await hears("chưa mua", "Tổng cộng hết chừng")
    await hears("1,2 tỷ", "từ đủ 18 tuổi")
    await hears("1", "Lấy gì")
    await hears("1", "của mình hay điền thay")
    await hears("1", "hình thức nào")
    await hears("hộ kinh doanh", "Cơ sở tên gì")
    await hears("Cơ sở bánh tráng Hương Quê", "Họ tên người đại diện")
    await hears(_NAME, "Số di động")
    await hears(_PHONE, "ở tỉnh nào")
    code = find_code(shown[0])
    assert code is not None
    return shown[0]


async def _goes_on_at_the_page(visitor: Visitor, code: str) -> None:
    """On another channel by code and telephone: the rest, a correction, a photo; sent twice, and one paper."""
    await visitor.hears(code, "4 số cuối")
    await visitor.hears("5678", "từ giờ điền tiếp ở đây")
    await visitor.hears("điền tiếp", "ở tỉnh nào")
    await visitor.hears("xã Tây Hòa, Phú Yên", "trước khi gửi")
    await visitor.hears("sửa tổng tiền", "1.200.000.000 đồng")
    await visitor.hears("300tr", "Tổng tiền: 300.000.000 đồng")
    await visitor.presses("fill:mend:facility_photos")
    await visitor.hears_next("Gửi vài ảnh xưởng")
    status, _ = await visitor.sends_file(encoded(two_colours(), "JPEG"), "xưởng của tôi.jpg")
    assert status == 202
    await visitor.hears_next("Đã nhận 1/6")
    await visitor.hears("xong", "1 ảnh")
    await visitor.presses("fill:send")
    await visitor.presses("fill:send")
    paper = await visitor.hears_next("Phiếu đã điền của anh/chị")
    await visitor.hears_next(f"Phiếu tiếp nhận thông tin {code}")
    await visitor.hears_next("đã gửi rồi")  # the second press
    status, data, headers = await visitor.fetches(paper["file"]["url"])
    assert status == 200
    assert "attachment" in headers["Content-Disposition"]
    told = _words_of(data)
    for word in (code, _NAME, _PHONE, "300.000.000 đồng", "máy sấy bánh tráng", "không phải mẫu chính thức"):
        assert word in told, word


async def _wants_papers_and_comes_to_see(officer: Officer, visitor: Visitor, code: str) -> None:
    day = (date.today() + timedelta(days=9)).strftime("%d/%m/%Y")  # noqa: DTZ011 - a day well ahead
    assert code in await officer.writes("/viec")
    await officer.writes(f"/nhanviec {code}")
    await officer.writes(f"/xinthem {code} ảnh giấy đăng ký kinh doanh")
    notice = await visitor.hears_next("**Cần thêm:**".replace("*", ""))
    assert "ảnh giấy đăng ký kinh doanh" in notice["text"]
    await visitor.sends_file(encoded(two_colours(), "PNG"), "giay.png")
    await visitor.hears_next("Đã nhận thêm giấy")
    await officer.writes(f"/henkhaosat {code} {day} 08:30")
    await visitor.hears_next("8 giờ 30")
    await visitor.presses(f"app:act:confirm_date:{find_code(code)}")
    await visitor.hears_next("xác nhận")
    await officer.writes(f"/xet {code}")
    assert "khoan mua máy" in (await visitor.hears_next("Đang xét"))["text"]


async def _approves_and_settles(officer: Officer, visitor: Visitor, code: str) -> None:
    day = (date.today() + timedelta(days=30)).strftime("%d/%m/%Y")  # noqa: DTZ011 - a day well ahead
    await officer.does(f"/duyet {code} theo danh mục đã khảo sát")
    assert "theo danh mục đã khảo sát" in (await visitor.hears_next("Được duyệt"))["text"]
    await officer.writes(f"/batdaulam {code}")
    await visitor.hears_next("Đang mua")
    await officer.writes(f"/hennghiemthu {code} {day} 14:00")
    await visitor.hears_next("14 giờ")
    await officer.does(f"/nghiemthu {code} khong máy chưa chạy đủ tải; chạy lại đủ tải")
    await visitor.hears_next("Lần nghiệm thu này chưa đạt")
    await officer.writes(f"/hennghiemthu {code} {day} 15:00")
    await visitor.hears_next("15 giờ")
    await officer.does(f"/nghiemthu {code} dat máy chạy tốt")
    await visitor.hears_next("Đã nghiệm thu")
    await officer.does(f"/quyettoan {code} 150tr")
    await visitor.hears_next("Tin số")


async def _everything_is_told_and_kept(officer: Officer, visitor: Visitor, code: str) -> None:
    """The card tells the way it went; staff have the paper and the files."""
    card = await visitor.hears("phiếu của tôi", "Đã qua")
    for state in ("Đã nhận", "Cần thêm giấy tờ", "Hẹn khảo sát", "Đang xét", "Được duyệt"):
        assert state in card["text"], state
    paper = await officer.downloads(f"/console/applications/{find_code(code)}/phieu.docx")
    assert _NAME in _words_of(paper)


def _words_of(docx: bytes) -> str:
    document = Document(BytesIO(docx))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    frame = (part.text for section in document.sections for part in section.footer.paragraphs)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *frame])


@asynccontextmanager
async def _browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield http


@asynccontextmanager
async def _visitor(url: str) -> AsyncIterator[Visitor]:
    async with _browser() as http:
        visitor = Visitor(url, http)
        await visitor.arrives()
        yield visitor
