"""The staff console in a real browser, where nothing needs a script."""

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from tests.browser.visits import Visit, visiting
from tests.support.services import Running
from tests.support.visitors import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

XSS = '"><img src=x onerror=alert(1)><script>alert(1)</script> bao giờ thì có mưa vậy'
_WIDTHS = (320, 360, 1280)


async def signs_in(visit: Visit, running: Running) -> None:
    """By keyboard, with the first account of a new installation."""
    account = await running.house.desk.staff.first_admin(running.house.clock.now())
    assert account is not None
    await visit.page.goto(f"{running.url}/console")
    await visit.tabs_to(visit.page.get_by_label("Tên tài khoản"))
    await visit.page.keyboard.type(account.name)
    await visit.tabs_to(visit.page.get_by_label("Mật khẩu"))
    await visit.page.keyboard.type(account.password)
    await visit.tabs_to(visit.page.get_by_role("button", name="Vào làm việc"))
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_role("heading", name="Hôm nay")).to_be_visible()


async def asked(running: Running, text: str) -> None:
    """Somebody asks on the chat page, and has been answered."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        visitor = Visitor(running.url, http)
        await visitor.arrives()
        await visitor.asks(text)


async def test_what_nobody_could_answer_is_read_as_text_and_the_door_closes_behind(
    visit: Visit, running: Running
) -> None:
    await asked(running, XSS)
    await signs_in(visit, running)
    await expect(visit.page.locator(".gap .question")).to_have_text(XSS)
    await expect(visit.page.locator("main img, main script")).to_have_count(0)
    await visit.tabs_to(visit.page.get_by_role("button", name="Đăng xuất"))
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    await visit.page.go_back()
    await expect(visit.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    await expect(visit.page.locator(".gap")).to_have_count(0)


async def test_a_wrong_password_is_told_in_words(visit: Visit, running: Running) -> None:
    await visit.page.goto(f"{running.url}/console")
    await visit.page.get_by_label("Tên tài khoản").fill("quantri")
    await visit.page.get_by_label("Mật khẩu").fill("không phải")
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_role("alert")).to_contain_text("không đúng")
    await expect(visit.page.get_by_label("Tên tài khoản")).to_have_value("quantri")
    visit.forgives("status of 403")


async def test_its_pages_fit_every_screen_and_thumb(visit: Visit, running: Running) -> None:
    await asked(running, f"{XSS} {'x' * 300}")
    await visit.page.goto(f"{running.url}/console")
    for width in _WIDTHS:
        await visit.fits(width)
    await signs_in(visit, running)
    await expect(visit.page.locator(".gap")).to_have_count(1)
    for width in _WIDTHS:
        await visit.fits(width)


async def test_a_dark_screen_gets_a_dark_page(visit: Visit, running: Running) -> None:
    await visit.page.goto(f"{running.url}/console")
    assert await visit.background("light") == "rgb(244, 236, 220)"
    assert await visit.background("dark") == "rgb(25, 22, 16)"


async def test_it_works_without_javascript(browser: Browser, running: Running) -> None:
    async with visiting(browser, running.url, java_script_enabled=False) as visit:
        account = await running.house.desk.staff.first_admin(running.house.clock.now())
        assert account is not None
        await visit.page.goto(f"{running.url}/console")
        await visit.page.get_by_label("Tên tài khoản").fill(account.name)
        await visit.page.get_by_label("Mật khẩu").fill(account.password)
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.get_by_role("heading", name="Hôm nay")).to_be_visible()
