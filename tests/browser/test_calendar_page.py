"""The calendar of follow-ups in a real browser: from the next days to one day to one application, on every screen."""

import pytest
from playwright.async_api import expect

from handlers.applications.codes import shown
from handlers.applications.planning import Planner
from storage.states import ApplicationStatus
from tests.browser.test_console_pages import signs_in
from tests.browser.visits import Visit
from tests.support.applications import a_sent_application
from tests.support.services import Running
from tests.support.talks import ZONE

pytestmark = pytest.mark.asyncio(loop_scope="session")

_WIDTHS = (320, 390, 1366)


async def test_it_leads_from_the_days_to_one_application_and_fits_every_screen(
    visit: Visit, running: Running
) -> None:
    house, page = running.house, visit.page
    row = await a_sent_application(house.database, house.clock.now(), status=ApplicationStatus.APPROVED)
    async with house.database.transaction() as store:
        await Planner(lambda: house.knowledge, ZONE).plan_for(store, row, house.clock.now())
    await signs_in(visit, running)
    await page.get_by_role("link", name="Lịch nhắc việc").click()
    await expect(page.get_by_role("heading", name="30 ngày tới")).to_be_visible()
    for width in _WIDTHS:
        await visit.fits(width)
    await page.get_by_role("link", name="Xem từng tin").first.click()
    await page.get_by_role("link", name=shown(row.code)).click()
    await expect(page.get_by_role("heading", name="Sẽ nhắc")).to_be_visible()
    for width in _WIDTHS:
        await visit.fits(width)
    await page.get_by_role("link", name="Về lịch").click()
    await page.get_by_label("Mã phiếu").fill(shown(row.code).lower())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=f"Phiếu {shown(row.code)}")).to_be_visible()
