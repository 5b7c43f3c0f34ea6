"""The trail of what was done: added in the same transaction as the deed."""

import json

import pytest

from storage.database import Database
from storage.tables import audit_event
from tests.support.clock import HandClock
from tests.support.rows import rows


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
