"""The service goes away and comes back while the page is open."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from knowledge.base import KnowledgeBase
from tests.browser.visits import Visit, visiting
from tests.support.services import Running, running_service

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "ho tro mua may bao nhieu tien"
SHORT = "hỗ trợ mua máy"  # the service waits a second for more before it answers a short message
_LOST = "Mất kết nối"


async def test_what_was_missed_while_the_service_was_away_is_shown_once(
    browser: Browser, sqlite_url: str, tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    data = tmp_path / "data"
    async with running_service(sqlite_url, data, knowledge) as first, visiting(browser, first.url) as visit:
        await visit.opens_chat()
        await visit.asks(QUESTION)
        await visit.says(SHORT)
        await expect(visit.messages("you")).to_have_count(2)
        first.service.stop()
        await expect(visit.page.locator("#status")).to_contain_text(_LOST)
        # continued below
