"""How fast a broadcast moves and how long it will take, by what was seen of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers.broadcasts.progress import Progress, ProgressReader
from handlers.broadcasts.watching import Watch
from storage.database import Database
from storage.repositories.broadcasts import BroadcastRow
from storage.states import BroadcastState
from tests.support.broadcasts import a_broadcast
from tests.support.clock import HandClock


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is counted is tested elsewhere on both."""
    return sqlite_url


class Told(ProgressReader):
    """Tells what a test says, one number sent after another, of 1,000 people."""

    def __init__(self, database: Database, row: BroadcastRow, *sent: int) -> None:
        super().__init__(database)
        self._row = row
        self._sent: Iterator[int] = iter(sent)
        self.asked = 0

    async def of(self, broadcast_id: int) -> Progress | None:
        self.asked += 1
        if broadcast_id != self._row.id:
            return None
        sent = next(self._sent)
        return Progress(self._row, sent, received=0, waiting=1000 - sent)


@pytest.fixture
async def row(database: Database, clock: HandClock) -> BroadcastRow:
    made = await a_broadcast(database, clock.now(), BroadcastState.RUNNING)
    return replace(made, started_at=clock.now(), built_at=clock.now(), planned=1000)


async def test_by_the_last_minute_and_not_by_what_was_before(
    database: Database, row: BroadcastRow, clock: HandClock
) -> None:
    watch = Watch(Told(database, row, 0, 0, 100, 200))
    first = await watch.look(row.id, clock.now())
    assert first is not None
    assert (first.per_minute, first.minutes_left) == (0, None)  # nobody can tell yet
    clock.pass_seconds(600)
    await watch.look(row.id, clock.now())
    clock.pass_seconds(30)
    half = await watch.look(row.id, clock.now())
    assert half is not None
    assert (half.per_minute, half.minutes_left) == (200, 5)  # 900 wait; the ten idle minutes do not count
    clock.pass_seconds(30)
    whole = await watch.look(row.id, clock.now())
    assert whole is not None
    assert (whole.per_minute, whole.minutes_left) == (200, 4)


async def test_on_average_for_whoever_has_just_come(
    database: Database, row: BroadcastRow, clock: HandClock
) -> None:
    clock.pass_seconds(120)
    seen = await Watch(Told(database, row, 500)).look(row.id, clock.now())
    assert seen is not None
    assert (seen.per_minute, seen.minutes_left) == (250, 2)


async def test_no_sooner_than_it_is_spread_over(
    database: Database, row: BroadcastRow, clock: HandClock
) -> None:
    spread = replace(row, spread_seconds=6 * 3600)
    clock.pass_seconds(3600)
    seen = await Watch(Told(database, spread, 900)).look(row.id, clock.now())
    assert seen is not None
    assert seen.minutes_left == 5 * 60


async def test_when_nobody_waits_any_more_it_is_over(
    database: Database, row: BroadcastRow, clock: HandClock
) -> None:
    seen = await Watch(Told(database, row, 1000)).look(row.id, clock.now())
    assert seen is not None
    assert seen.minutes_left == 0


async def test_a_look_is_shared_for_a_moment(database: Database, row: BroadcastRow, clock: HandClock) -> None:
    told = Told(database, row, 1, 2, 3)
    watch = Watch(told)
    one, other = await watch.look(row.id, clock.now()), await watch.look(row.id, clock.now())
    assert one is other
    assert told.asked == 1
    fresh = await watch.look(row.id, clock.now(), is_fresh=True)  # for whoever has just changed something
    assert fresh is not None
    assert fresh.progress.sent == 2
    clock.pass_seconds(2)
    await watch.look(row.id, clock.now())
    assert told.asked == 3


async def test_what_is_not_there_is_not_seen(database: Database, row: BroadcastRow, clock: HandClock) -> None:
    assert await Watch(Told(database, row)).look(row.id + 1, clock.now()) is None
