"""The menu, one's own account and the accounts of others in a real browser: telephone and desk, no script needed."""

import pytest
from playwright.async_api import Browser, expect

from handlers.desk.totp import STEP_SECONDS, code_of, step_of
from tests.browser.test_console_pages import signs_in
from tests.browser.visits import Visit, visiting
from tests.support.services import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")

_WIDTHS = (320, 390, 1280)
_PAGES = ("/console/me", "/console/people", "/console/people/1")


async def test_a_telephone_is_added_and_its_code_asked_for_without_script(
    browser: Browser, running: Running
) -> None:
    account = await running.house.desk.staff.first_admin(running.house.clock.now())
    assert account is not None
    async with visiting(browser, running.url, java_script_enabled=False) as visit:
        page = visit.page
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(f"{running.url}/console")
        await page.get_by_label("Tên tài khoản").fill(account.name)
        await page.get_by_label("Mật khẩu").fill(account.password)
        await page.keyboard.press("Enter")
        await page.get_by_role("navigation").get_by_role("link", name="Tài khoản").click()
        await page.locator("#on-password").fill(account.password)
        await page.get_by_role("button", name="Bật mã xác nhận").click()
        secret = (await page.locator(".once .big").text_content() or "").replace(" ", "")
        link = await page.get_by_role("link", name="Thêm vào ứng dụng").get_attribute("href")
        assert f"secret={secret}&" in (link or "")
        step = step_of(running.house.clock.now())
        await page.get_by_label("Nhập mã 6 số").fill(code_of(secret, step))
        await page.get_by_role("button", name="Bật mã xác nhận").click()
        await expect(page.locator(".once .big")).to_have_count(10)
        spare = await page.locator(".once .big").first.text_content() or ""
        await page.get_by_role("button", name="Đăng xuất", exact=True).click()
        await page.get_by_label("Tên tài khoản").fill(account.name)
        await page.get_by_label("Mật khẩu").fill(account.password)
        await page.keyboard.press("Enter")
        await page.get_by_label("Mã 6 số").fill(code_of(secret, step - 10 * STEP_SECONDS))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")
        await page.get_by_label("Mã 6 số").fill(spare)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Hôm nay")).to_be_visible()
        visit.forgives("status of 403")


async def test_menu_and_pages_fit_every_screen_and_the_skip_link_leads_past_them(
    visit: Visit, running: Running
) -> None:
    await signs_in(visit, running)
    menu = visit.page.get_by_role("navigation", name="Các trang")
    await expect(menu.locator('[aria-current="page"]')).to_have_text("Hôm nay")
    for path in _PAGES:
        await visit.page.goto(f"{running.url}{path}")
        await expect(menu.locator("[aria-current]")).to_have_count(1)
        for width in _WIDTHS:
            await visit.fits(width)
            heights = await menu.get_by_role("link").evaluate_all(
                "nodes => nodes.map((node) => node.getBoundingClientRect().height)"
            )
            assert len(heights) == 8
            assert min(heights) >= 44
    await visit.page.keyboard.press("Tab")
    await expect(visit.page.get_by_role("link", name="Tới nội dung")).to_be_focused()
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator("#content")).to_be_focused()
