"""The service goes away and comes back, or an answer is lost on its way, while the page is open."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from knowledge.base import KnowledgeBase
from tests.browser.visits import Visit, visiting
from tests.support.services import running_service

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "ho tro mua may bao nhieu tien"
SHORT = "mức hỗ trợ"  # after a short message the service waits a second for more before it answers
_LOST = "Mất kết nối"
_OUR_DOING = "net::ERR_"


class Interrupted:
    """A service that leaves and returns to the same address over the same database."""

    def __init__(self, database_url: str, data_dir: Path, knowledge: KnowledgeBase) -> None:
        self._about = (database_url, data_dir, knowledge)
        self._port = 0
        self._present = AsyncExitStack()

    async def comes(self) -> str:
        running = await self._present.enter_async_context(running_service(*self._about, port=self._port))
        self._port = urlsplit(running.url).port or 0
        return running.url

    async def goes(self) -> None:
        await self._present.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def interrupted(
    sqlite_url: str, tmp_path: Path, knowledge: KnowledgeBase
) -> AsyncIterator[Interrupted]:
    service = Interrupted(sqlite_url, tmp_path / "data", knowledge)
    yield service
    await service.goes()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, interrupted: Interrupted) -> AsyncIterator[Visit]:
    """Refused connections are what these tests do to the page; it may complain of nothing else."""
    async with visiting(browser, await interrupted.comes()) as opened:
        yield opened
        opened.forgives(_OUR_DOING)


async def test_what_was_missed_while_the_service_was_away_is_shown_once_and_the_talk_goes_on(
    visit: Visit, interrupted: Interrupted
) -> None:
    await visit.opens_chat()
    await visit.asks(QUESTION)
    await visit.says(SHORT)
    await expect(visit.messages("you")).to_have_count(2)
    await interrupted.goes()
    await expect(visit.page.locator("#status")).to_contain_text(_LOST)
    await interrupted.comes()
    await visit.answer(2)
    await expect(visit.page.locator("#status")).to_be_empty()
    await visit.messages("bot").last.locator(".choice").first.click()
    await visit.answer(3)
    await shows_each_message_once(visit)


async def test_what_was_said_while_the_service_was_away_goes_out_once_when_asked_again(
    visit: Visit, interrupted: Interrupted
) -> None:
    await visit.opens_chat()
    await interrupted.goes()
    await visit.says(QUESTION)
    own = visit.page.locator('#log .message[data-from="you"]')
    await expect(own).to_have_attribute("data-state", "failed")
    await interrupted.comes()
    await own.locator(".retry").click()
    await visit.answer()
    await expect(own).to_have_attribute("data-state", "sent")
    await shows_each_message_once(visit)


async def test_a_message_whose_acknowledgement_was_lost_is_there_once(visit: Visit) -> None:
    async def loses_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await visit.opens_chat()
    await visit.page.route("**/chat/api/messages", loses_the_answer, times=1)
    await visit.asks(QUESTION)
    own = visit.page.locator('#log .message[data-from="you"]')
    await expect(own).to_have_attribute("data-state", "sent")
    await shows_each_message_once(visit)


async def shows_each_message_once(visit: Visit) -> None:
    stored = [(str(line["id"]), line["text"]) for line in await visit.stored()]
    assert await visit.shown() == stored
    assert len({identity for identity, _ in stored}) == len(stored)
