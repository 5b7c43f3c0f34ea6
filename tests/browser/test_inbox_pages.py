"""A person asks for a person: the visitor's page and the inbox of staff, side by side in two browsers."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.visits import Visit, visiting
from tests.support.services import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "ho tro mua may bao nhieu tien"
XSS = '"><img src=x onerror=alert(1)><script>alert(1)</script></template> em ở Tây Ninh ạ'
_WIDTHS = (320, 390, 1366)


async def signs_in(staff: Visit, running: Running) -> None:
    account = await running.house.desk.staff.first_admin(running.house.clock.now())
    assert account is not None
    await staff.page.goto(f"{running.url}/console")
    await staff.page.get_by_label("Tên tài khoản").fill(account.name)
    await staff.page.get_by_label("Mật khẩu").fill(account.password)
    await staff.page.keyboard.press("Enter")
    await expect(staff.page.get_by_role("heading", name="Hôm nay")).to_be_visible()


async def test_a_visitor_asks_for_a_person_is_answered_by_one_and_then_by_the_machine_again(
    browser: Browser, visit: Visit, running: Running
) -> None:
    await visit.opens_chat()
    await visit.asks("gặp cán bộ")
    async with visiting(browser, running.url) as staff:
        page = staff.page
        await signs_in(staff, running)
        await page.get_by_role("link", name="Người đang chờ cán bộ").click()
        await page.get_by_role("link", name="Trang web · số").click()
        await page.get_by_role("button", name="Nhận trả lời").click()
        await visit.says(XSS)  # nobody answers but a person, who sees it come in
        incoming = page.locator(".line.you .text").last
        await expect(incoming).to_have_text(XSS)
        await expect(page.locator(".lines img, .lines script")).to_have_count(0)
        await page.get_by_label("Tìm trong kho câu trả lời").fill(QUESTION)
        await page.keyboard.press("Enter")
        await page.get_by_text("Mua máy có được hỗ trợ không").click()
        ready = page.locator("[data-found] li", has_text="Mua máy có được hỗ trợ không")
        await ready.get_by_role("button", name="Chèn vào câu trả lời").click()
        box = page.get_by_label("Câu trả lời của cán bộ")
        await expect(box).to_be_focused()
        assert "Trần quốc gia" in await box.input_value()
        await box.fill("Chào anh/chị,")
        await box.press("Enter")
        await page.keyboard.type("tôi là cán bộ.")
        await page.keyboard.press("Control+Enter")
        said = visit.messages("staff")
        await expect(said.locator(".text")).to_have_text("Chào anh/chị,\ntôi là cán bộ.")
        await expect(said.locator(".who")).to_have_text("Cán bộ")
        assert await visit.messages("bot").count() == 1
        await expect(page.locator(".line.staff [data-state]")).to_have_text("đã gửi")
        for width in _WIDTHS:
            await staff.fits(width)
        await page.get_by_role("button", name="Trả lại cho trợ lý").click()
        await expect(page.get_by_text("Không có ai cần cán bộ")).to_be_visible()
    assert running.house.say("given_back") in await visit.answer(2)
    assert "Trần quốc gia" in await visit.asks(QUESTION, number=3)


async def test_the_list_says_when_it_is_old_and_fits_every_screen(
    browser: Browser, visit: Visit, running: Running
) -> None:
    async with visiting(browser, running.url) as staff:
        await signs_in(staff, running)
        await staff.page.goto(f"{running.url}/console/inbox")
        await expect(staff.page.locator("[data-fresh]")).to_be_hidden()
        await visit.opens_chat()
        await visit.asks(f"{XSS} {'x' * 300}")
        await visit.asks("gặp cán bộ", number=2)
        await staff.page.get_by_role("link", name="Có tin mới").click()
        await expect(staff.page).to_have_title("(1) Hộp thư · Cán bộ khuyến công")
        await staff.page.get_by_text("Tìm, hoặc lọc theo kênh").click()
        for width in _WIDTHS:
            await staff.fits(width)
        await staff.page.get_by_role("link", name="Gần đây").click()
        await expect(staff.page.locator(".talk")).to_have_count(1)
        await expect(staff.page.locator("main img, main script")).to_have_count(0)


async def test_it_works_without_a_script(browser: Browser, visit: Visit, running: Running) -> None:
    await visit.opens_chat()
    await visit.asks("gặp cán bộ")
    async with visiting(browser, running.url, java_script_enabled=False) as staff:
        await signs_in(staff, running)
        await staff.page.goto(f"{running.url}/console/inbox")
        await staff.page.get_by_role("link", name="Trang web · số").click()
        await staff.page.get_by_role("button", name="Nhận trả lời").click()
        await staff.page.get_by_label("Câu trả lời của cán bộ").fill("Dạ, tôi nghe đây.")
        await staff.page.get_by_role("button", name="Gửi", exact=True).click()
        await expect(visit.messages("staff").locator(".text")).to_have_text("Dạ, tôi nghe đây.")
