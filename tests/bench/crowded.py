"""A million people: how fast they are counted, written down and sent to, and what everybody else waits meanwhile."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text, update

from bot.app import House
from bot.clock import SystemClock
from handlers.broadcasts.model import AudienceQuery, Criteria
from handlers.channels import Delivered
from handlers.messages import Address, Update, UpdateKind
from handlers.outbox import Parcel
from knowledge.base import KnowledgeBase
from storage.database import Database, database_url
from storage.migrate import migrate
from storage.states import DeliveryState
from storage.tables import contact, delivery
from tests.bench.measure import figures, measure
from tests.support.broadcasts import TELEGRAM, a_broadcast, the_broadcast
from tests.support.crowds import a_crowd
from tests.support.factories import PAGE
from tests.support.houses import open_test_house
from tests.support.rows import change

PEOPLE = 1_000_000
_TOKEN = "123456:TEST-thay-cho-mot-token-that"
_AUDIENCE = AudienceQuery(Criteria(provinces=("gia-lai", "lam-dong")))
_BATCH, _BATCHES = 100, 300
_ARRIVALS_PER_SECOND = 100
_LOOK_SECONDS = 0.005


async def print_crowded(name: str, url: str, folder: Path, knowledge: KnowledgeBase, people: int) -> None:
    """The rows of one database."""
    await migrate(database_url(url))
    settings = {"telegram_token": _TOKEN, "quiet_hours": "00:00-00:00"}
    async with open_test_house(url, folder / name, SystemClock(), knowledge, **settings) as house:
        began = time.perf_counter()
        a_crowd(house.database, people, house.clock.now())
        change(house.database, update(contact).values(province="gia-lai"))
        await _as_the_system_would(house.database)
        gc.collect()
        gc.freeze()  # as the service does at its start
        print(
            f"| {name}: {people:,} people made in {time.perf_counter() - began:.0f} s | | | | |", flush=True
        )
        await _row(f"{name}: count {people:,} people", lambda: _count(house), people)
        identity = await _build(name, house, people)
        await _leave(name, house, people)
        await _row(f"{name}: progress, nearly all waiting", lambda: house.news.progress.of(identity))
        await _row(f"{name}: next due", lambda: house.outbox.next_due_at(TELEGRAM, PAGE, house.clock.now()))
        await _row(f"{name}: leases ended at start", lambda: house.outbox.recover(house.clock.now()))
        ended = {"state": DeliveryState.SENT, "next_at": None, "outcome_code": "ok"}
        change(house.database, update(delivery).values(**ended, finished_at=house.clock.now()))
        await _as_the_system_would(house.database)
        await _row(f"{name}: progress, all ended", lambda: house.news.progress.of(identity))
        await _row(f"{name}: the list of broadcasts", lambda: _listed(house))
        await _row(f"{name}: bodies forgotten", lambda: _forgotten(house))


async def _row(name: str, act: Callable[[], Awaitable[object]], items: int = 1) -> None:
    async def once(_number: int) -> None:
        await act()

    print((await measure(name, 3, once, items)).row(), flush=True)


async def _count(house: House) -> None:
    await house.news.audiences.count(_AUDIENCE, house.clock.now())


async def _listed(house: House) -> None:
    async with house.database.reading() as store:
        await store.broadcasts.listed(50)


async def _forgotten(house: House) -> None:
    async with house.database.transaction() as store:
        await store.deliveries.forget_bodies(house.clock.now())


async def _build(name: str, house: House, people: int) -> int:
    """Writes a broadcast's audience down while people write in."""
    row = await a_broadcast(house.database, house.clock.now(), audience=_AUDIENCE)
    async with _watched(house) as seen:
        began = time.perf_counter()
        await house.news.conductor.look(house.clock.now())
        took = time.perf_counter() - began
    found = await the_broadcast(house.database, row.id)
    assert found.planned == people, found
    print(figures(f"{name}: audience of {people:,} written down", [took], people).row())
    paused, worked = max(seen.pauses) * 1000, max(seen.worked) * 1000
    print(f"|    the loop: {paused:.0f} ms the longest pause, {worked:.0f} ms the longest work | | | | |")
    print(figures("   to store an update meanwhile", seen.stored).row(), flush=True)
    print(f"|    the longest of these took {max(seen.stored) * 1000:.0f} ms | | | | |", flush=True)
    return row.id


async def _leave(name: str, house: House, people: int) -> None:
    """Claim, start and record, as the sender does, without anything in between."""

    async def leave(_number: int) -> None:
        parcels: list[Parcel] = await house.outbox.claim(TELEGRAM, PAGE, "me", house.clock.now(), _BATCH)
        assert len(parcels) == _BATCH
        started = await house.outbox.start(parcels, "me", house.clock.now())
        outcomes = [(parcel, Delivered(str(parcel.id))) for parcel in started]
        await house.outbox.record(list(outcomes), "me", house.clock.now())

    row = await measure(f"{name}: claim and record {_BATCH} of {people:,}", _BATCHES, leave, _BATCH)
    print(row.row(), flush=True)


@dataclass(slots=True)
class Seen:
    """What others felt."""

    pauses: list[float] = field(
        default_factory=lambda: [0.0]
    )  # of the event loop, on a machine others use too
    worked: list[float] = field(default_factory=lambda: [0.0])  # how much of one was our own work
    stored: list[float] = field(default_factory=list)  # how long each update waited to be stored


@asynccontextmanager
async def _watched(house: House) -> AsyncIterator[Seen]:
    seen, number = Seen(), 0

    async def look() -> None:
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(_LOOK_SECONDS)
            seen.pauses.append(time.perf_counter() - began - _LOOK_SECONDS)
            seen.worked.append(time.thread_time() - worked)

    async def store(which: int) -> None:
        began = time.perf_counter()
        update = Update(
            Address("web", "page", f"v{which % 500}"), f"during-{which}", UpdateKind.TEXT, "xin chào"
        )
        await house.intake.accept(update, house.clock.now())
        seen.stored.append(time.perf_counter() - began)

    async with asyncio.TaskGroup() as arrivals:

        async def arrive() -> None:
            nonlocal number
            while True:
                number += 1
                arrivals.create_task(store(number))
                await asyncio.sleep(1 / _ARRIVALS_PER_SECOND)

        watching = [asyncio.create_task(look()), asyncio.create_task(arrive())]
        try:
            yield seen
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)


async def _as_the_system_would(database: Database) -> None:
    """PostgreSQL looks at its tables by itself, some time after they have changed so much."""
    if not database.is_sqlite:
        change(database, text("ANALYZE"))
