"""'Ngừng nhận tin' against messages that are leaving just now: once it is noted, nothing begins to leave any more."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.app import House
from bot.clock import SystemClock
from handlers import payloads
from handlers.channels import Abilities, Attached, Delivered, Outcome
from handlers.messages import Address, Reply, UpdateKind
from handlers.outbox import Outbox, Parcel
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.states import Purpose
from storage.tables import delivery
from tests.support.broadcasts import TELEGRAM, a_broadcast
from tests.support.channels import ScriptedChannel
from tests.support.crowds import FIRST_CHAT, a_crowd
from tests.support.factories import PAGE
from tests.support.houses import Person, open_test_house
from tests.support.rows import change, rows
from tests.support.sending import Sending

_RACES = 200
_AT_ONCE = 4
_STEP = 0.03
_LATER = timedelta(hours=1)
_TOKEN = "123456:TEST-thay-cho-mot-token-that"


class WatchedChannel(ScriptedChannel):
    """Notes when the news begin to leave, and takes a moment for it."""

    name = TELEGRAM

    def __init__(self) -> None:
        super().__init__(Abilities(4000, sends_per_second=100))
        self.began: dict[str, float] = {}

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        if "Hội chợ" not in reply.text:
            return Delivered("1")  # the answer to the word
        assert address.chat_key not in self.began, "twice"
        self.began[address.chat_key] = asyncio.get_running_loop().time()
        await asyncio.sleep(0.005)
        return Delivered("1")


class LateOutbox:
    """From the start to the wire messages take a moment, so that the word may come between."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    async def start(self, parcels: list[Parcel], owner: str, now: datetime) -> list[Parcel]:
        started = await self._outbox.start(parcels, owner, now)
        await asyncio.sleep(_STEP)
        return started


@pytest.fixture
async def house(any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase) -> AsyncIterator[House]:
    """On a real clock, without hours in which nothing leaves."""
    settings = {"telegram_token": _TOKEN, "quiet_hours": "00:00-00:00"}
    async with open_test_house(
        any_database_url, tmp_path / "data", SystemClock(), knowledge, **settings
    ) as opened:
        yield opened


class Races:
    """Person by person: their message falls due and they say the word, so that either may be first."""

    def __init__(self, house: House, channel: WatchedChannel) -> None:
        self._house = house
        self._channel = channel
        self._chance = random.Random(20261125)
        self._head_start = (
            0.05  # of the message, in seconds; less after it was first, more after the word was
        )
        self.noted: dict[str, float] = {}

    async def run(self, chats: Iterator[str], ring: Callable[[], None]) -> None:
        for chat in chats:
            head_start = self._head_start + self._chance.uniform(-_STEP, _STEP)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._falls_due(chat, max(0.0, -head_start), ring))
                both.create_task(self._says_the_word(chat, max(0.0, head_start)))
            self._head_start += -_STEP if chat in self._channel.began else _STEP

    async def _says_the_word(self, chat: str, wait: float) -> None:
        await asyncio.sleep(wait)
        person = Person(self._house, chat, TELEGRAM, PAGE)
        await person.sends(UpdateKind.BUTTON, payload=payloads.STOP_NEWS)
        self.noted[chat] = await _noted(self._house, person.address)

    async def _falls_due(self, chat: str, wait: float, ring: Callable[[], None]) -> None:
        await asyncio.sleep(wait)
        theirs = update(delivery).where(delivery.c.chat_key == chat)
        await asyncio.to_thread(change, self._house.database, theirs.values(next_at=self._house.clock.now()))
        ring()


async def test_nothing_begins_to_leave_once_it_is_noted_that_somebody_wants_no_more(house: House) -> None:
    channel = WatchedChannel()
    outbox: Any = LateOutbox(house.outbox)
    sending = Sending(house.database, house.clock, channel, outbox=outbox)
    a_crowd(house.database, _RACES, house.clock.now())
    await a_broadcast(house.database, house.clock.now())
    await house.news.conductor.look(house.clock.now())
    change(house.database, update(delivery).values(next_at=house.clock.now() + _LATER))
    races, chats = Races(house, channel), iter(str(FIRST_CHAT + place) for place in range(_RACES))
    async with sending.running(), asyncio.timeout(120):
        await asyncio.gather(*(races.run(chats, sending.bell.ring) for _ in range(_AT_ONCE)))
        while _is_open(house.database):  # noqa: ASYNC110 - what is waited for happens in a database
            await asyncio.sleep(0.05)
    noted = races.noted
    late = [chat for chat, at in channel.began.items() if at > noted[chat]]
    print(f"{_RACES} races, {len(channel.began)} left before the word, {len(late)} after it")
    assert late == []
    assert len(channel.began) in range(20, _RACES - 20), (
        "no races: the word always came first, or always last"
    )
    ended = {
        (found.state, found.outcome_code) for found in rows(house.database, delivery) if found.broadcast_id
    }
    assert ended == {("sent", "ok"), ("skipped", "no_consent")}


def _is_open(database: Database) -> bool:
    return any(found.next_at for found in rows(database, delivery) if found.broadcast_id)


async def _noted(house: House, address: Address) -> float:
    """Works until the word is taken down, as the worker does; the moment after its commit."""
    async with house.database.reading() as store:
        conversation = await store.conversations.find(address.channel, address.bot_id, address.chat_key)
        row = await store.conversations.get(conversation or 0)
    assert row is not None
    while True:
        await house.dispatcher.work(row.id, house.clock.now())
        at = asyncio.get_running_loop().time()
        async with house.database.reading() as store:
            if not (await store.consents.standing(row.contact_id))[Purpose.NEWS]:
                return at
        await asyncio.sleep(0.05)
