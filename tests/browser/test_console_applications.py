"""Staff find an application, look at what its owner will read, and do it: by keyboard, on every screen."""

import pytest
from playwright.async_api import expect

from handlers.applications.codes import shown
from storage.states import ApplicationStatus, MoneySource
from tests.browser.visits import Visit
from tests.support.applications import ANSWERS, a_sent_application
from tests.support.services import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")

XSS = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
_WIDTHS = (320, 390, 1366)
_PATH = "/console/applications"


async def signs_in(visit: Visit, running: Running) -> None:
    account = await running.house.desk.staff.first_admin(running.house.clock.now())
    assert account is not None
    await visit.page.goto(f"{running.url}/console")
    await visit.page.get_by_label("Tên tài khoản").fill(account.name)
    await visit.page.get_by_label("Mật khẩu").fill(account.password)
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_role("heading", name="Hôm nay")).to_be_visible()


async def test_an_application_is_found_asked_for_papers_and_given_away(
    visit: Visit, running: Running
) -> None:
    house, page = running.house, visit.page
    now = house.clock.now()
    answers = {**ANSWERS, "machine_name": f"{XSS} {'x' * 120}"}
    row = await a_sent_application(house.database, now, answers=answers)
    await a_sent_application(
        house.database,
        now,
        status=ApplicationStatus.IN_REVIEW,
        planned_vnd=120_000_000,
        money_source=MoneySource.LOCAL,
    )
    await signs_in(visit, running)
    await page.goto(f"{running.url}{_PATH}")
    await expect(page.locator(".lines > li")).to_have_count(2)
    for path in (_PATH, f"{_PATH}/board", f"{_PATH}/{row.code}"):
        await page.goto(f"{running.url}{path}")
        for details in await page.locator("details").all():
            await details.evaluate("node => { node.open = true; }")
        for width in _WIDTHS:
            await visit.fits(width)
    await expect(page.locator("main img, main script")).to_have_count(0)

    await page.goto(f"{running.url}{_PATH}")
    await visit.tabs_to(page.locator("summary"))
    await page.keyboard.press("Enter")
    await visit.tabs_to(page.get_by_label("Mã phiếu, số điện thoại"))
    await page.keyboard.type(shown(row.code))
    await page.keyboard.press("Enter")
    await expect(page.locator(".lines > li")).to_have_count(1)
    await page.get_by_role("link", name=shown(row.code), exact=True).focus()
    await page.keyboard.press("Enter")
    asking = page.locator("details", has_text="Xin thêm giấy tờ")
    await asking.locator("summary").focus()
    await page.keyboard.press("Enter")
    await visit.tabs_to(asking.get_by_label("Lời nhắn tới chủ phiếu"))
    await page.keyboard.type("Bản vẽ nhà xưởng")
    await visit.tabs_to(asking.get_by_role("button", name="Xem trước"))
    await page.keyboard.press("Enter")
    await expect(page.locator(".draft")).to_contain_text("Bản vẽ nhà xưởng")
    for width in _WIDTHS:
        await visit.fits(width)
    await page.get_by_role("button", name="Làm: Xin thêm giấy tờ").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Chủ phiếu được nhắn.")

    await page.goto(f"{running.url}{_PATH}")
    await page.get_by_label(f"Chọn phiếu {shown(row.code)}").press("Space")
    await page.get_by_label("Giao các phiếu đã chọn cho").select_option(index=1)
    await page.get_by_role("button", name="Giao").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("1 trong 1 phiếu đã giao")
