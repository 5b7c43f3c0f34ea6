"""From a question to a copy of all that is kept, on each of Zalo's two channels, with words and numbers alone."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import pytest

from bot.zalo_oa.webhook import PATH
from handlers.applications.codes import find_code
from handlers.review.model import ActionInput, Done
from knowledge.base import KnowledgeBase
from storage.states import Role
from storage.tables import delivery
from tests.handlers.attachments.samples import phone_photo
from tests.standins.zalo import ZaloStandIn
from tests.support.applications import a_member, the_application
from tests.support.producers import Producer
from tests.support.reviews import Member
from tests.support.rows import rows, until_all_are
from tests.support.services import Running, running_service
from tests.support.zalo import grant, zalo_settings

_CODE = re.compile(r"KC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
_PUBLIC_URL = "https://khuyencong.example.vn"
_COPY = re.compile(re.escape(_PUBLIC_URL) + r"(/du-lieu/\w+)")
_CITED = "Thông tư 28/2018/TT-BTC"
_STORY = "tui làm nem chua ở phường Quy Nhơn Gia Lai, muốn mua máy 400 triệu, được không, được nhiêu?"


@pytest.fixture
async def api() -> AsyncIterator[ZaloStandIn]:
    async with ZaloStandIn() as standin:
        yield standin


@pytest.fixture
async def running(
    any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase, api: ZaloStandIn
) -> AsyncIterator[Running]:
    """Both channels at once: the account by its webhook, the bot by polling."""
    bot: dict[str, object] = {"zalo_bot_token": api.bot.token, "zalo_bot_api_url": api.bot_url}
    settings = zalo_settings(api, public_url=_PUBLIC_URL, **bot)
    async with running_service(any_database_url, tmp_path / "data", knowledge, **settings) as service:
        await grant(service.house.database, api, service.house.clock.now())
        api.hook_to(f"{service.url}{PATH}")
        yield service


async def test_from_a_question_to_a_copy_of_everything(running: Running, api: ZaloStandIn) -> None:
    """Both at the same time: each message waits a second for the next one, so people take their time."""
    people = {"chị Lan": api.person("Hương"), "anh Minh": api.bot_person("Hương")}
    async with asyncio.TaskGroup() as journeys:
        for officer, person in people.items():
            journeys.create_task(_journey(Producer(person), running, officer))
    await until_all_are(running.house.database, "sent")
    costs = {row.cost.value for row in rows(running.house.database, delivery) if row.cost is not None}
    assert costs == {"free"}


async def _journey(producer: Producer, running: Running, officer: str) -> None:
    await _asks(producer)
    card = await _sees_whether_it_looks_good(producer)
    code = await _fills_the_quick_form(producer, card)
    await _corrects_and_sends(producer, code)
    await _adds_the_paper_that_staff_want(producer, running, code, officer)
    await _takes_a_copy_of_everything(producer, running, code)
    assert all(reply.buttons == () for reply in producer.person.replies)


async def _asks(producer: Producer) -> None:
    """A cited answer; then words that may mean several things, and one of them by its number."""
    assert "Kiểm tra ngày" in await producer.hears("mua máy được hỗ trợ bao nhiêu tiền", _CITED)
    shown = await producer.hears("hồ sơ", "Không phải các việc trên")
    answer = await producer.chooses(shown, "Hồ sơ, phiếu của tôi tới đâu rồi?", "Kiểm tra ngày")
    assert "nhắn mã phiếu" in answer


async def _sees_whether_it_looks_good(producer: Producer) -> str:
    """The card, after as few questions as are left."""
    shown = await producer.hears(_STORY, "(1/8)")
    shown = await producer.chooses(shown, "Hộ kinh doanh", "(2/8)")
    shown = await producer.chooses(shown, "Máy mới", "(3/8)")
    shown = await producer.chooses(shown, "Chưa", "(4/8)")
    card = await producer.chooses(shown, "Rồi", "có dấu hiệu phù hợp")
    assert "50% của 400.000.000 đồng là 200.000.000 đồng" in card
    return card


async def _fills_the_quick_form(producer: Producer, card: str) -> str:
    """From the card on, with what was told there, a question on the way, and an answer taken back; its code."""
    begun = await producer.chooses(card, "Điền phiếu đăng ký", "Anh/chị muốn điền thế nào?")
    code = _CODE.search(begun)
    assert code is not None
    shown = await producer.chooses(begun, "Điền nhanh", "Anh/chị muốn làm việc nào?")
    await producer.chooses(shown, "Đúng rồi", "tên là gì?")
    await producer.hears("Máy cũ, máy nhập khẩu đã qua sử dụng có được tính không?", "tên là gì?")
    shown = await producer.hears("máy sấy nem", "Máy mới 100%")
    shown = await producer.chooses(shown, "Đúng rồi", "đã mua hay đặt cọc")
    shown = await producer.chooses(shown, "Đã mua", "Tổng cộng hết chừng")
    shown = await producer.hears("quay lại", "đã mua hay đặt cọc")
    await producer.chooses(shown, "Chưa mua", "Tổng cộng hết chừng")
    shown = await producer.hears("đúng rồi", "từ đủ 18 tuổi")
    shown = await producer.chooses(shown, "Đủ 18 tuổi", "Lấy gì")
    shown = await producer.chooses(shown, "Tôi đồng ý", "của mình hay điền thay")
    shown = await producer.chooses(shown, "Cho cơ sở của mình", "hình thức nào")
    await producer.chooses(shown, "Đúng rồi", "Cơ sở tên gì")
    await producer.hears("Cơ sở nem Hương Quê", "Họ tên người đại diện")
    await producer.hears("Nguyễn Thị Hương", "Số di động")
    await producer.hears("0912345678", "ở tỉnh nào")
    review = await producer.hears("đúng rồi", "trước khi gửi")
    assert "Đã mua hay đặt cọc chưa: Chưa mua" in review
    return code[0]


async def _corrects_and_sends(producer: Producer, code: str) -> None:
    """A sum is put right, a photo is added, and the card tells where it stands."""
    await producer.hears("sửa tổng tiền", "400.000.000 đồng")
    await producer.hears("300tr", "Tổng tiền: 300.000.000 đồng")
    await producer.hears("sửa ảnh cơ sở", "Gửi vài ảnh xưởng")
    await producer.person.send_photo(phone_photo())
    await producer.hears_next("Đã nhận 1/6")
    review = await producer.hears("xong", "1 ảnh")
    await producer.chooses(review, "Gửi phiếu", "Phiếu đã điền của anh/chị")
    card = await producer.hears("phiếu của tôi", "Đã qua")
    assert code in card


async def _adds_the_paper_that_staff_want(
    producer: Producer, running: Running, code: str, officer: str
) -> None:
    house, bare = running.house, find_code(code)
    assert bare is not None
    member = Member(await a_member(house.database, house.clock.now(), Role.LEAD, officer), officer, Role.LEAD)

    async def does(action: str, text: str = "") -> None:
        now = house.clock.now()
        done = await house.review.desk.act(member, bare, action, ActionInput(text=text), None, now)
        assert isinstance(done, Done), done

    await does("claim")
    await does("ask_papers", "ảnh giấy đăng ký kinh doanh")
    assert "ảnh giấy đăng ký kinh doanh" in await producer.hears_next("Cần thêm:")
    await producer.person.send_photo(phone_photo())
    await producer.hears_next("Đã nhận thêm giấy")
    row = await the_application(house.database, bare)
    async with house.database.reading() as store:
        files = await store.files.of(row.id)
    assert len(files) == 2


async def _takes_a_copy_of_everything(producer: Producer, running: Running, code: str) -> None:
    """Neither channel carries a zip, so it waits at an address, which is worth nothing once it is fetched."""
    asked = await producer.hears("dữ liệu của tôi", "một địa chỉ riêng")
    told = await producer.chooses(asked, "Gửi cho tôi", "tải ở:")
    path = _COPY.search(told)
    assert path is not None, told
    assert producer.person.replies[-1].files == ()
    async with aiohttp.ClientSession() as browser:
        async with browser.post(f"{running.url}{path[1]}") as answer:
            assert (answer.status, answer.content_type) == (200, "application/zip")
            copy = ZipFile(io.BytesIO(await answer.read()))
        async with browser.post(f"{running.url}{path[1]}") as again:
            assert again.status == 404
    assert copy.testzip() is None
    assert {"tep/01.jpg", "tep/02.jpg"} < set(copy.namelist())
    assert code in copy.read("du-lieu.txt").decode()
