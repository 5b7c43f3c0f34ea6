"""A running stand-in, a clock to move by hand, and the ordinary library client pointed at it."""

from collections.abc import AsyncIterator

import pytest
import telegram

from tests.standins.telegram import ManualClock, Person, TelegramStandIn


@pytest.fixture
def telegram_clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def api(telegram_clock: ManualClock) -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn(clock=telegram_clock) as standin:
        yield standin


@pytest.fixture
async def bot(api: TelegramStandIn) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(api.token, base_url=api.base_url, base_file_url=api.base_file_url) as client:
        yield client


@pytest.fixture
def person(api: TelegramStandIn) -> Person:
    return api.person(id=42, first_name="Sáu", has_started=True)
