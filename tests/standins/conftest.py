"""A running stand-in, a clock to move by hand, and the ordinary library client pointed at it."""

from collections.abc import AsyncIterator

import pytest
import telegram

from tests.standins.library_client import library_client
from tests.standins.telegram import ManualClock, Person, TelegramStandIn


@pytest.fixture(autouse=True)
def whole_durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns about `retry_after` as a number unless told to give a timedelta."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def telegram_clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def api(telegram_clock: ManualClock) -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn(clock=telegram_clock) as standin:
        yield standin


@pytest.fixture
async def bot(api: TelegramStandIn) -> AsyncIterator[telegram.Bot]:
    async with library_client(api.root_url, api.token) as client:
        yield client


@pytest.fixture
def person(api: TelegramStandIn) -> Person:
    return api.person(id=42, first_name="Sáu", has_started=True)
