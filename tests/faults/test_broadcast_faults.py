"""What else is taken away under a broadcast: its database, its platform, and the process that gathers its people."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import select, update

from bot.clock import SystemClock
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.migrate import migrate
from storage.states import BroadcastState, Promise
from storage.tables import delivery
from tests.conftest import SECRET
from tests.faults.trials import ON_THE_WIRE, Trial
from tests.standins.telegram import TelegramStandIn
from tests.support import postgres
from tests.support.broadcasts import a_broadcast, the_broadcast
from tests.support.crowds import a_crowd
from tests.support.nursery import Nursery
from tests.support.rows import asked, change

_CLOCK = SystemClock()
_AWAY_SECONDS = 1.5
_SOON_SECONDS = 10.0


@pytest.fixture
async def api() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as opened:
        yield opened


@pytest.fixture
async def embedded(sqlite_url: str) -> AsyncIterator[Database]:
    """Where the kind of database makes no difference."""
    async with Database(database_url(sqlite_url), Vault(SECRET)) as opened:
        yield opened


@pytest.fixture
async def nursery(tmp_path: Path) -> AsyncIterator[Nursery]:
    async with Nursery(tmp_path) as opened:
        yield opened


@pytest.fixture
def own_server() -> Iterator[postgres.Postgres]:
    """Nobody else's tests run on a server that is killed."""
    server = postgres.create(keeps_commits=True)
    server.execute("CREATE DATABASE kc")
    yield server
    postgres.remove(server)


async def test_a_broadcast_survives_the_death_of_postgresql(
    own_server: postgres.Postgres, api: TelegramStandIn, nursery: Nursery, tmp_path: Path
) -> None:
    chance, silences = random.Random(7), []
    url = database_url(f"{own_server.url}/kc")
    await migrate(url)
    async with Database(url, Vault(SECRET)) as database:
        trial = Trial(api, database, nursery, tmp_path)
        trial.takes_its_time()
        await trial.begins(500, bots=2)

        async def the_server_dies() -> None:
            began = time.monotonic()
            await asyncio.to_thread(own_server.stop, SIGKILL)
            await asyncio.to_thread(own_server.start)
            await trial.sends_on()
            silences.append(time.monotonic() - began)

        await trial.is_disturbed(2, chance, the_server_dies)
        result = await trial.ends()
        assert set(trial.states()) == {"sent", "blocked"}
    print(f"silent for {[f'{each:.1f} s' for each in silences]}: {result}")
    assert (result.lost, result.to_gone) == (0, 0)
    assert result.doubles <= 2 * ON_THE_WIRE
    assert max(silences) <= _SOON_SECONDS


async def test_what_may_go_out_only_once_never_goes_twice_and_every_doubt_is_listed(
    embedded: Database, api: TelegramStandIn, nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(8)
    trial = Trial(api, embedded, nursery, tmp_path)
    trial.takes_its_time()
    await trial.gathers(400)
    change(embedded, update(delivery).values(promise=Promise.AT_MOST_ONCE))
    await trial.gives_birth()
    await trial.is_disturbed(5, chance, lambda: trial.kills_one(chance))
    result = await trial.ends()
    unknown = asked(embedded, select(delivery.c.chat_key).where(delivery.c.state == "unknown"), {})
    print(f"5 kills, {len(unknown)} listed: {result}")
    assert result.doubles == 0
    assert trial.without <= {int(found.chat_key) for found in unknown}
    assert len(unknown) <= 5 * ON_THE_WIRE


async def test_a_broadcast_outlives_every_way_in_which_the_platform_can_be_away(
    embedded: Database, api: TelegramStandIn, nursery: Nursery, tmp_path: Path
) -> None:
    trial = Trial(api, embedded, nursery, tmp_path)
    trial.takes_its_time()
    await trial.begins(800)
    ways: tuple[Callable[[], None], ...] = (
        lambda: api.fail_next("sendMessage", 502, times=None),
        lambda: api.hang_next("sendMessage", seconds=1.0, times=None),
        lambda: api.cut_next("sendMessage", delivered=False, times=None),
    )
    for goes_away in ways:
        await trial.sends_on()
        before = len(api.log.of("sendMessage"))
        api.faults.clear()
        goes_away()
        await asyncio.sleep(_AWAY_SECONDS)
        assert len(api.log.of("sendMessage")) - before <= 2 * ON_THE_WIRE + _AWAY_SECONDS
        api.faults.clear()
        trial.takes_its_time()
        await _sends_on_soon(trial)
    await api.stop()  # connections are refused
    await asyncio.sleep(_AWAY_SECONDS)
    await api.start()
    await _sends_on_soon(trial)
    result = await trial.ends()
    assert (result.lost, result.to_gone) == (0, 0)
    assert set(trial.states()) == {"sent", "blocked"}


async def _sends_on_soon(trial: Trial) -> None:
    began = time.monotonic()
    await trial.sends_on()
    assert time.monotonic() - began <= _SOON_SECONDS


async def test_an_audience_whose_writer_is_killed_is_written_on_from_there(
    embedded: Database, api: TelegramStandIn, nursery: Nursery, tmp_path: Path
) -> None:
    people = 60_000
    trial = Trial(api, embedded, nursery, tmp_path)
    a_crowd(embedded, people, _CLOCK.now())
    row = await a_broadcast(embedded, _CLOCK.now())
    await trial.gives_birth(roles="scheduler")
    async with asyncio.timeout(60):
        while not (await the_broadcast(embedded, row.id)).built_to:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(0.005)
    await trial.bots[0].kill()
    halfway = await the_broadcast(embedded, row.id)
    assert halfway.state is BroadcastState.BUILDING
    assert 0 < halfway.built_to < people
    trial.bots.clear()
    await trial.gives_birth(roles="scheduler")
    async with asyncio.timeout(60):
        while (found := await the_broadcast(embedded, row.id)).state is BroadcastState.BUILDING:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (found.state, found.planned) == (BroadcastState.RUNNING, people)
    assert trial.states() == {"pending": people}


async def test_a_broadcast_keeps_its_pace_and_waits_when_it_is_told_to(
    embedded: Database, api: TelegramStandIn, nursery: Nursery, tmp_path: Path
) -> None:
    people, wait = 150, 2
    trial = Trial(api, embedded, nursery, tmp_path)
    await trial.gathers(people)
    await trial.gives_birth(telegram_rate_per_second=25)
    while len(api.log.of("sendMessage")) < people // 2:
        await trial.sends_on()
    api.fail_next("sendMessage", 429, parameters={"retry_after": wait})
    result = await trial.ends()
    moments = [record.at for record in api.log.of("sendMessage")]
    (told_at,) = [record.at for record in api.log.of("sendMessage") if record.status == 429]
    on_their_way = told_at + 0.2
    assert [at for at in moments if on_their_way < at < told_at + wait] == []
    assert max(sum(begin <= at < begin + 1 for at in moments) for begin in moments) <= 30
    before, after = [at for at in moments if at <= told_at], [at for at in moments if at >= told_at + wait]
    for stretch in (before, after):
        allowed = 25 * 1.05 * (stretch[-1] - stretch[0]) + 25 / 5  # and what may leave at once after a rest
        assert (
            len(stretch) - 1 <= allowed
        )  # a busy machine is late, but never early; the benches say how fast
    assert (result.lost, result.doubles) == (0, 0)
