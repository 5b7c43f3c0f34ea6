"""Staff write to many from a telephone: composed, counted, looked at, sent, and followed as it happens."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from knowledge.base import KnowledgeBase
from tests.browser.visits import Visit, visiting
from tests.standins.telegram import TelegramStandIn
from tests.support.broadcasts import a_reader
from tests.support.services import Running, running_service

pytestmark = pytest.mark.asyncio(loop_scope="session")

_WIDTHS = (320, 390, 1366)
_PEOPLE, _PER_SECOND = 24, 2.0  # so that it is still going on when it is looked at
_PHONE = {"width": 390, "height": 844}
_PATH = "/console/broadcasts"
_TEXT = "Hội chợ mở **thứ bảy** tại __Pleiku__. <b>không phải thẻ</b>"


@pytest_asyncio.fixture(loop_scope="session")
async def api() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as standin:
        yield standin


@pytest_asyncio.fixture(loop_scope="session")
async def running(
    sqlite_url: str, tmp_path: Path, knowledge: KnowledgeBase, api: TelegramStandIn
) -> AsyncIterator[Running]:
    begins = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(hours=12)
    settings = {
        "telegram_token": api.token,
        "telegram_api_url": api.root_url,
        "telegram_rate_per_second": _PER_SECOND,
        "quiet_hours": f"{begins:%H:%M}-{begins + timedelta(minutes=1):%H:%M}",
    }
    async with running_service(sqlite_url, tmp_path / "data", knowledge, **settings) as service:
        for number in range(_PEOPLE):
            person = api.person(id=1000 + number, first_name="Sáu", has_started=True)
            now, bot_id = service.house.clock.now(), api.token.partition(":")[0]
            await a_reader(service.house.database, now, chat_key=str(person.id), bot_id=bot_id)
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, running: Running) -> AsyncIterator[Visit]:
    async with visiting(browser, running.url, viewport=_PHONE) as opened:
        yield opened


async def signs_in(visit: Visit, running: Running) -> None:
    account = await running.house.desk.staff.first_admin(running.house.clock.now())
    assert account is not None
    await visit.page.goto(f"{running.url}/console")
    await visit.page.get_by_label("Tên tài khoản").fill(account.name)
    await visit.page.get_by_label("Mật khẩu").fill(account.password)
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_role("heading", name="Hôm nay")).to_be_visible()


async def composes(visit: Visit) -> None:
    page = visit.page
    await page.get_by_label("Tên tin").fill("Hội chợ Pleiku")
    await page.get_by_label("Lời tin").fill(_TEXT)
    await page.locator("#b1_opens").select_option("rsvp")
    await page.locator("#b1_label").fill("Tôi sẽ dự")
    await page.get_by_label("Tất cả người đã đồng ý nhận tin").check()


async def fits(visit: Visit, *widths: int) -> None:
    """Once its sheets are there."""
    await visit.page.wait_for_load_state()
    for width in widths:
        await visit.fits(width)


async def test_from_the_first_word_to_the_people_who_get_it(visit: Visit, running: Running) -> None:
    page = visit.page
    await signs_in(visit, running)
    await visit.tabs_to(page.get_by_role("link", name="Các tin đã soạn"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Tin gửi nhiều người")).to_be_visible()
    await fits(visit, 390)
    await page.get_by_role("link", name="Soạn tin mới").click()
    await composes(visit)
    await page.get_by_role("button", name="Đếm người nhận").click()
    await expect(page.locator("[data-live=total]")).to_have_text(str(_PEOPLE))
    await fits(visit, *_WIDTHS)
    await page.get_by_role("button", name="Lưu và xem trước").click()
    await expect(page.locator(".telegram .says b")).to_have_text("thứ bảy")
    await expect(page.locator(".telegram .says")).to_contain_text("<b>không phải thẻ</b>")
    await expect(page.locator("[data-live=total]")).to_have_text(str(_PEOPLE))  # by itself
    await fits(visit, *_WIDTHS)
    await page.get_by_role("button", name="Gửi tin").click()
    await expect(page.get_by_role("status").first).to_contain_text("Đã nhận lệnh gửi")
    await running.house.news.conductor.look(running.house.clock.now())
    await expect(page.locator("[data-state]")).to_have_text("Đang gửi")
    await page.evaluate("() => { window.isSamePage = true; }")
    sent = page.locator("[data-live=sent]")
    before = await sent.text_content() or ""
    await expect(sent).not_to_have_text(before)
    assert await page.evaluate("() => window.isSamePage && document.querySelector('progress').value > 0")
    await fits(visit, 390)
    await page.get_by_role("button", name="Tạm dừng").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-state]")).to_have_text("Tạm dừng")


async def test_a_mistake_leads_to_its_field_and_an_unsaved_text_comes_back(
    visit: Visit, running: Running
) -> None:
    page = visit.page
    await signs_in(visit, running)
    await page.goto(f"{running.url}{_PATH}/new")
    await composes(visit)
    await page.locator("#b1_opens").select_option("link")
    await page.locator("#b1_link").fill("không phải")
    await page.get_by_role("button", name="Lưu và xem trước").click()
    await expect(page.locator("#problems")).to_be_focused()
    await visit.tabs_to(page.get_by_role("link", name="Địa chỉ trang web của nút 1"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Lời tin")).to_have_value(_TEXT)
    await page.get_by_label("Tên tin").fill("Tên đổi sau")
    await page.wait_for_function("() => (sessionStorage.getItem('broadcast') || '').includes('Tên đổi sau')")
    await page.goto(f"{running.url}{_PATH}/new")
    await page.get_by_role("button", name="Lấy lại chữ đó").click()
    await expect(page.get_by_label("Tên tin")).to_have_value("Tên đổi sau")
    await expect(page.get_by_label("Lời tin")).to_have_value(_TEXT)
    await expect(page.locator("#b1_link")).to_have_value("không phải")
    await expect(page.get_by_label("Tất cả người đã đồng ý nhận tin")).to_be_checked()
    visit.forgives("status of 422")


async def test_it_works_without_javascript(browser: Browser, running: Running) -> None:
    async with visiting(browser, running.url, viewport=_PHONE, java_script_enabled=False) as visit:
        page = visit.page
        await signs_in(visit, running)
        await page.goto(f"{running.url}{_PATH}/new")
        await composes(visit)
        await page.get_by_role("button", name="Lưu và xem trước").click()
        await page.get_by_role("link", name="Đếm người nhận").click()
        await expect(page.locator("[data-live=total]")).to_have_text(str(_PEOPLE))
        await page.get_by_role("button", name="Gửi tin").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã nhận lệnh gửi")
