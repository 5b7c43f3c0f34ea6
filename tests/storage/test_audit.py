"""The trail of what was done: added in the same transaction as the deed, chained, and only growing."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import ColumnElement, Executable, delete, insert, update
from sqlalchemy.exc import DBAPIError

from storage.crypto import Vault
from storage.database import Database, database_url
from storage.repositories.audit import Chain
from storage.tables import audit_event, audit_head
from tests.conftest import SECRET
from tests.support.clock import HandClock
from tests.support.rows import change, rows, without_triggers

LONG_AGO = datetime(2023, 5, 4, 3, 2, tzinfo=UTC)


async def note(database: Database, clock: HandClock, *actions: str) -> None:
    """One transaction that does all this."""
    async with database.transaction() as store:
        for action in actions:
            await store.audit.add(clock.now(), "staff:7", action, "application:9", rows=1)


async def chain(database: Database) -> Chain:
    async with database.reading() as store:
        return await store.audit.verify()


@pytest.fixture
async def five(database: Database, clock: HandClock) -> list[int]:
    """The ids of five events, written by two transactions."""
    await note(database, clock, "one", "two")
    clock.pass_seconds(0.000001)
    await note(database, clock, "three", "four", "five")
    return [row.id for row in rows(database, audit_event)]


async def test_an_event_says_when_who_what_and_whom(database: Database, clock: HandClock) -> None:
    async with database.transaction() as store:
        await store.audit.add(clock.now(), "staff:7", "staff_added", "staff:9", role="officer", tries=2)
    (found,) = rows(database, audit_event)
    assert (found.at, found.actor, found.action, found.subject) == (
        clock.now(),
        "staff:7",
        "staff_added",
        "staff:9",
    )
    assert json.loads(found.detail) == {"role": "officer", "tries": 2}


async def test_a_deed_that_is_rolled_back_leaves_no_event(database: Database, clock: HandClock) -> None:
    async def fail_after_the_deed() -> None:
        async with database.transaction() as store:
            await store.audit.add(clock.now(), "system", "forgotten", "old rows")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_the_deed()
    assert rows(database, audit_event) == []


async def test_every_event_follows_the_one_before(database: Database, five: list[int]) -> None:
    found = rows(database, audit_event)
    assert [row.previous_hash for row in found] == ["", *(row.hash for row in found[:-1])]
    (head,) = rows(database, audit_head)
    assert (head.event_id, head.hash) == (five[-1], found[-1].hash)
    assert await chain(database) == Chain(5)


async def test_a_transaction_that_notes_nothing_leaves_the_chain_alone(database: Database) -> None:
    async with database.transaction() as store:
        await store.staff.count()
    assert rows(database, audit_head) == []
    assert await chain(database) == Chain(0)


async def test_a_rollback_leaves_no_hole(database: Database, clock: HandClock, five: list[int]) -> None:
    async def fail_at_the_commit() -> None:
        async with database.transaction() as store:
            await store.audit.add(clock.now(), "system", "lost", "nothing")
            await store.audit.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_at_the_commit()
    await note(database, clock, "six")
    assert await chain(database) == Chain(6)


@pytest.mark.parametrize("statement", [update(audit_event).values(actor="nobody"), delete(audit_event)])
async def test_the_database_itself_refuses_to_change_the_past(
    database: Database, five: list[int], statement: Executable
) -> None:
    with pytest.raises(DBAPIError, match="audit_event only grows"):
        change(database, statement)
    assert await chain(database) == Chain(5)


def _row(identity: int) -> ColumnElement[bool]:
    return audit_event.c.id == identity


TAMPERINGS: dict[str, tuple[Callable[[list[int]], Executable], int]] = {
    "an actor": (lambda ids: update(audit_event).where(_row(ids[1])).values(actor="staff:8"), 1),
    "an action": (lambda ids: update(audit_event).where(_row(ids[0])).values(action="none"), 0),
    "a subject": (lambda ids: update(audit_event).where(_row(ids[4])).values(subject="application:1"), 4),
    "a detail": (lambda ids: update(audit_event).where(_row(ids[2])).values(detail='{"rows": 2}'), 2),
    "a moment": (
        lambda ids: update(audit_event).where(_row(ids[3])).values(at=HandClock().now() - timedelta(days=1)),
        3,
    ),
    "one taken out": (lambda ids: delete(audit_event).where(_row(ids[2])), 3),
    "the first taken out": (lambda ids: delete(audit_event).where(_row(ids[0])), 1),
    "the last taken out": (lambda ids: delete(audit_event).where(_row(ids[4])), 4),
    "one made to look old": (
        lambda ids: update(audit_event).where(_row(ids[0])).values(hash=None, previous_hash=None),
        1,
    ),
    "one made to look old in the middle": (
        lambda ids: update(audit_event).where(_row(ids[2])).values(hash=None, previous_hash=None),
        2,
    ),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
async def test_whoever_goes_round_the_triggers_is_found(
    database: Database, five: list[int], tampering: str
) -> None:
    statement, first_broken = TAMPERINGS[tampering]
    without_triggers(database, statement(five))
    assert (await chain(database)).broken_at == five[first_broken]


async def test_an_event_that_was_slipped_in_is_found(
    database: Database, clock: HandClock, five: list[int]
) -> None:
    forged = {"at": clock.now(), "actor": "staff:1", "action": "x", "subject": "y", "detail": "{}"}
    change(database, insert(audit_event).values(id=five[-1] + 1, **forged))
    assert (await chain(database)).broken_at is not None


async def test_events_older_than_the_chain_are_counted_and_prove_nothing(
    database: Database, clock: HandClock
) -> None:
    old = {"at": clock.now(), "actor": "staff:1", "action": "x", "subject": "y", "detail": "{}"}
    change(database, insert(audit_event).values(**old))
    await note(database, clock, "one")
    assert await chain(database) == Chain(2)


async def test_writers_at_once_keep_one_chain(any_database_url: str, clock: HandClock) -> None:
    """Two processes on PostgreSQL, the very first events among them."""
    url, vault = database_url(any_database_url), Vault(SECRET)
    async with Database(url, vault) as one, Database(url, vault) as other:
        writers = [one] * 30 if one.is_sqlite else [one, other] * 15
        await asyncio.gather(*(note(database, clock, "a", "b") for database in writers))
        assert await chain(one) == Chain(60)


async def test_the_chain_is_read_while_others_write(database: Database, clock: HandClock) -> None:
    writing = asyncio.gather(*(note(database, clock, "a") for _ in range(30)))
    for _ in range(5):
        assert (await chain(database)).broken_at is None
    await writing
    assert await chain(database) == Chain(30)


async def test_events_of_a_window_come_in_their_order(database: Database, clock: HandClock) -> None:
    began = clock.now()
    for action in ("before", "within", "within too", "after"):
        await note(database, clock, action)
        clock.pass_seconds(60)
    async with database.reading() as store:
        window = store.audit.between(began + timedelta(seconds=60), began + timedelta(seconds=180))
        assert [event.action async for event in window] == ["within", "within too"]


async def test_what_is_two_years_old_may_go_and_the_rest_stays_one_chain(
    database: Database, clock: HandClock
) -> None:
    async with database.transaction() as store:
        for action in ("one", "two", "three"):
            await store.audit.add(LONG_AGO, "staff:7", action, "application:9")
    await note(database, clock, "four", "five")
    async with database.transaction() as store:
        assert await store.audit.forget(LONG_AGO + timedelta(days=1), 2) == 2
        assert await store.audit.forget(LONG_AGO + timedelta(days=1), 2) == 1
        assert await store.audit.forget(LONG_AGO + timedelta(days=1), 2) == 0
    assert [row.action for row in rows(database, audit_event)] == ["four", "five"]
    assert await chain(database) == Chain(2)
    await note(database, clock, "six")
    assert await chain(database) == Chain(3)


async def test_a_chain_of_which_all_went_goes_on(database: Database, clock: HandClock) -> None:
    async with database.transaction() as store:
        await store.audit.add(LONG_AGO, "staff:7", "one", "application:9")
    async with database.transaction() as store:
        assert await store.audit.forget(clock.now(), 10) == 1
    assert await chain(database) == Chain(0)
    await note(database, clock, "two")
    assert await chain(database) == Chain(1)


async def test_younger_events_stay_whatever_the_program_wants(database: Database, five: list[int]) -> None:
    with pytest.raises(DBAPIError, match="only grows"):
        async with database.transaction() as store:
            await store.audit.forget(datetime.now(UTC) + timedelta(days=9), 10)
    assert await chain(database) == Chain(5)
