"""A thousand reminders while nobody ran, three processes at once, wrong clocks: none is lost, none comes twice."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from handlers.applications.causes import moment_name
from handlers.followups.firing import LEASE, FollowUps
from handlers.followups.replanning import Replanning
from handlers.followups.room import follow_up_room
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.states import ApplicationStatus, FollowUpState
from storage.tables import address, contact, conversation, delivery
from storage.tables_applications import application, follow_up
from tests.conftest import SECRET
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB
from tests.support.postgres import Postgres
from tests.support.reviews import a_door
from tests.support.rows import change, rows
from tests.support.source import ROOT
from tests.support.talks import ZONE

COUNT, LATE = 1000, 300
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)  # ten in the morning, some days after most of them were due
_PLAN, _VALID = "buy_by_list", 5 * DAY
_FIRST = 1_000_000  # an id of the tests' own
_START_SECONDS = 120.0


@pytest.fixture
async def on_postgres(postgres_server: Postgres, postgres_template: str) -> AsyncIterator[Database]:
    """Where several processes may work."""
    name = f"down_{uuid4().hex[:12]}"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    async with Database(database_url(f"{postgres_server.url}/{name}"), Vault(SECRET)) as opened:
        yield opened
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def many(database: Database, count: int, late: int = 0) -> None:
    """So many people with an approved application and a reminder that is due; `late` are no use any more."""
    first = await a_sent_application(database, NOW - 9 * DAY, status=ApplicationStatus.APPROVED)
    like = rows(database, application)[0]._asdict()
    numbers = range(_FIRST, _FIRST + count - 1)
    of = {"channel": WEB, "bot_id": PAGE, "created_at": NOW}
    change(database, contact.insert(), [{"id": each, "created_at": NOW} for each in numbers])
    change(
        database,
        address.insert(),
        [{**of, "id": each, "contact_id": each, "chat_key": f"p{each}"} for each in numbers],
    )
    change(database, conversation.insert(), [{"id": each, "address_id": each} for each in numbers])
    others = [
        {"id": each, "code": f"K{each}", "contact_id": each, "conversation_id": each} for each in numbers
    ]
    change(database, application.insert(), [like | other for other in others])
    due = [_due(each, at < late, first.status_at) for at, each in enumerate((first.id, *numbers))]
    change(database, follow_up.insert(), due)


def _due(number: int, is_late: bool, status_at: datetime) -> dict[str, Any]:
    due_at = NOW - (_VALID + 2 * DAY if is_late else 3 * DAY)
    return {
        "application_id": number,
        "plan": _PLAN,
        "cause": moment_name(status_at),
        "nth": 0,
        "due_at": due_at,
        "valid_until": due_at + _VALID,
        "state": FollowUpState.PLANNED,
        "next_at": due_at,
    }


def everybody_is_told_once(database: Database, count: int, late: int) -> None:
    ended = Counter((each.state, each.outcome) for each in rows(database, follow_up))
    expected = {(FollowUpState.FIRED, "posted"): count - late, (FollowUpState.EXPIRED, "too_late"): late}
    assert ended == +Counter(expected)
    told = Counter(each.conversation_id for each in rows(database, delivery))
    assert set(told.values()) == {1}
    assert len(told) == count - late


async def test_a_thousand_that_fell_due_while_nobody_ran_are_said_within_a_minute_or_expire(
    sqlite_url: str, knowledge: KnowledgeBase
) -> None:
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        room = follow_up_room(database, lambda: knowledge, a_door(), ZONE)
        assert await room.replanning.look(lambda: NOW)  # nothing is other than before
        await many(database, COUNT, LATE)
        begun = time.monotonic()
        assert await room.remind(lambda: NOW) == COUNT - LATE
        assert time.monotonic() - begun < 60
        everybody_is_told_once(database, COUNT, LATE)


async def test_three_processes_whose_clocks_differ_by_an_hour_say_nothing_twice(
    on_postgres: Database, knowledge: KnowledgeBase
) -> None:
    count, late = 200, 40
    assert await Replanning(on_postgres, lambda: knowledge, ZONE).look(lambda: NOW)
    await many(on_postgres, count, late)
    url = on_postgres.url.render_as_string(hide_password=False)
    clocks = (NOW - HOUR, NOW, NOW + HOUR)
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.reminding", url, clock.isoformat()),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for clock in clocks
    ]
    async with asyncio.timeout(_START_SECONDS):
        assert [await _line(process) for process in processes] == ["ready"] * 3
        for process in processes:
            process.stdin.write(b"go\n")  # type: ignore[union-attr]
        told = [int(await _line(process)) for process in processes]
        assert [await process.wait() for process in processes] == [0] * 3
    assert sum(told) == count - late
    assert sum(each > 0 for each in told) > 1  # they did share the work
    everybody_is_told_once(on_postgres, count, late)


async def _line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


@pytest.mark.parametrize("jumps", [(-1, 0, -1, 1, 0), (1, -1, 0, 1), (0, 1, -1, -1)])
async def test_a_clock_that_is_set_an_hour_back_or_on_loses_and_doubles_nothing(
    database: Database, knowledge: KnowledgeBase, jumps: tuple[int, ...]
) -> None:
    """Some are claimed by a process that dies; whatever the clock says then, all are said once in the end."""
    count = 20
    await many(database, count)
    firing = FollowUps(database, lambda: knowledge, a_door(), ZONE)
    async with database.transaction() as store:
        await store.follow_ups.claim(NOW, NOW + LEASE, count // 4)
    moments = [NOW + hours * HOUR + at * LEASE for at, hours in enumerate(jumps)]
    told = sum([await firing.fire_all(lambda now=now: now) for now in moments])  # type: ignore[misc]
    told += await firing.fire_all(lambda: NOW + 2 * HOUR)
    assert told == count
    everybody_is_told_once(database, count, 0)


@pytest.mark.parametrize(
    "begins", [datetime(2026, 10, 24, 15, tzinfo=UTC), datetime(2027, 3, 27, 15, tzinfo=UTC)]
)
async def test_a_night_in_which_clocks_are_changed_loses_and_doubles_nothing(
    database: Database, knowledge: KnowledgeBase, clock: HandClock, begins: datetime
) -> None:
    """In Berlin, where quiet hours end within the hour that comes twice, or in the one that does not come."""
    berlin, quiet = ZoneInfo("Europe/Berlin"), Quiet(clock_time(21), clock_time(2, 30))
    count = 24
    await many(database, count)
    for number, row in enumerate(rows(database, follow_up)):
        due = begins + number * timedelta(minutes=35)
        values = {"due_at": due, "next_at": due, "valid_until": due + DAY}
        change(database, follow_up.update().where(follow_up.c.id == row.id).values(values))
    firing, told = FollowUps(database, lambda: knowledge, a_door(), berlin, quiet), 0
    for minutes in range(0, 24 * 60, 10):
        now = begins + timedelta(minutes=minutes)
        new = await firing.fire_all(lambda now=now: now)  # type: ignore[misc]
        local = now.astimezone(berlin)
        assert not new or (2, 30) <= (local.hour, local.minute) < (21, 0), local
        told += new
    assert told == count
    everybody_is_told_once(database, count, 0)
