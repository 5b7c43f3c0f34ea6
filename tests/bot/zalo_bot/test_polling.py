"""What the platform hands out is stored before more is asked for: it hands nothing out twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import House
from bot.clock import SystemClock
from bot.gate import Gate
from bot.zalo_bot.client import ZaloBotClient
from bot.zalo_bot.door import ZaloBotDoor
from bot.zalo_bot.polling import Polling
from handlers.intake import Intake
from handlers.messages import Update
from knowledge.base import KnowledgeBase
from storage.tables import inbound
from tests.standins.zalo import ZaloStandIn
from tests.support.houses import open_test_house
from tests.support.rows import rows


class WatchedClient(ZaloBotClient):
    """Looks at the tables each time more is asked for; stops after so many."""

    def __init__(self, api: ZaloStandIn, house: House, stop: asyncio.Event, asks: int) -> None:
        super().__init__(api.bot.token, api.bot_url)
        self.stored: list[int] = []
        self._house = house
        self._stop = stop
        self._asks = asks

    async def events(self, wait_seconds: int) -> list[dict[str, Any]]:
        self.stored.append(len(rows(self._house.database, inbound)))
        if len(self.stored) == self._asks:
            self._stop.set()
        return await super().events(wait_seconds)


class StumblingIntake(Intake):
    """Fails a few times, as one whose database is away."""

    failures = 0

    async def accept_all(self, updates: list[Update], now: Any) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        await super().accept_all(updates, now)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path, knowledge: KnowledgeBase) -> AsyncIterator[House]:
    async with open_test_house(sqlite_url, tmp_path / "data", SystemClock(), knowledge) as opened:
        yield opened


@pytest.fixture
def intake(house: House) -> StumblingIntake:
    return StumblingIntake(house.database, lambda: None)


async def _poll(api: ZaloStandIn, house: House, intake: Intake, asks: int) -> list[int]:
    """How many events were stored each time more was asked for."""
    stop = asyncio.Event()
    async with WatchedClient(api, house, stop, asks) as client:
        guards = [house.flood_guard(20, 1.0) for _ in range(2)]
        door = ZaloBotDoor(client, "1", intake, house.clock, Gate(*guards, too_fast="chậm lại"))
        async with asyncio.timeout(20):
            await Polling(client, door).run(stop)
    return client.stored


async def test_each_event_is_stored_before_more_is_asked_for(
    api: ZaloStandIn, house: House, intake: StumblingIntake
) -> None:
    sau = api.bot_person("Sáu")
    await sau.say("một")
    await sau.send_photo(caption="hai")
    await sau.send_sticker()
    assert await _poll(api, house, intake, asks=4) == [0, 1, 3, 4]


async def test_an_event_waits_in_hand_while_the_database_is_away(
    api: ZaloStandIn, house: House, intake: StumblingIntake, caplog: pytest.LogCaptureFixture
) -> None:
    intake.failures = 1
    for word in ("một", "hai"):
        await api.bot_person("Sáu").say(word)
    assert await _poll(api, house, intake, asks=3) == [0, 1, 2]
    assert "event_not_stored" in caplog.messages


async def test_an_event_nobody_knows_is_kept_aside_and_the_next_one_read(
    api: ZaloStandIn, house: House, intake: StumblingIntake
) -> None:
    api.bot.events.append({"event_name": "message.hologram.received", "message": {}})
    await api.bot_person("Sáu").say("hai")
    assert await _poll(api, house, intake, asks=3) == [0, 1, 2]


async def test_a_platform_that_does_not_wait_is_not_asked_in_a_hurry(
    api: ZaloStandIn, house: House, intake: StumblingIntake
) -> None:
    api.faults.fail_next("getUpdates", 408, times=None)
    began = asyncio.get_running_loop().time()
    await _poll(api, house, intake, asks=3)
    assert asyncio.get_running_loop().time() - began >= 2
