"""People, their addresses and conversations: made once, locked by one, told apart by channel."""

import asyncio
import json

from storage.database import Database
from storage.states import Holder
from storage.tables import address, contact, conversation
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation
from tests.support.rows import rows


async def test_first_messages_at_the_same_moment_make_one_person_address_and_conversation(
    database: Database, clock: HandClock
) -> None:
    found = await asyncio.gather(*(a_conversation(database, clock.now()) for _ in range(8)))
    assert len(set(found)) == 1
    assert [len(rows(database, table)) for table in (contact, address, conversation)] == [1, 1, 1]


async def test_the_same_key_on_another_channel_is_somebody_else(database: Database, clock: HandClock) -> None:
    here = await a_conversation(database, clock.now(), "123")
    there = await a_conversation(database, clock.now(), "123", channel="telegram")
    assert here != there
    async with database.reading() as store:
        assert await store.conversations.find("telegram", PAGE, "123") == there
        assert await store.conversations.find("telegram", "other bot", "123") is None


async def test_a_new_conversation_is_the_bots_empty_and_reachable(
    database: Database, clock: HandClock
) -> None:
    identity = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        found = await store.conversations.lock(identity)
    assert found is not None
    assert (found.channel, found.bot_id, found.chat_key) == (WEB, PAGE, "an")
    assert (found.holder, found.state, found.last_inbound_at) == (Holder.BOT, "{}", None)
    assert found.is_reachable is True


async def test_what_is_saved_is_what_the_next_lock_shows(database: Database, clock: HandClock) -> None:
    identity = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        await store.conversations.save(identity, '{"gap_id":7}', clock.now())
        await store.conversations.hand_to(identity, Holder.STAFF)
    async with database.transaction() as store:
        found = await store.conversations.lock(identity)
    assert found is not None
    assert (found.state, found.holder, found.last_inbound_at) == ('{"gap_id":7}', Holder.STAFF, clock.now())


async def test_somebody_unreachable_has_a_reason_until_they_are_back(
    database: Database, clock: HandClock
) -> None:
    an = await a_conversation(database, clock.now(), "an")
    await a_conversation(database, clock.now(), "binh")
    async with database.transaction() as store:
        await store.conversations.set_reachable(an, False, "blocked")
    assert [(found.is_reachable, found.unreachable_reason) for found in rows(database, address)] == [
        (False, "blocked"),
        (True, None),
    ]
    async with database.transaction() as store:
        await store.conversations.set_reachable(an, True)
    assert (rows(database, address)[0].is_reachable, rows(database, address)[0].unreachable_reason) == (
        True,
        None,
    )


async def test_a_conversation_that_is_gone_cannot_be_locked(database: Database) -> None:
    async with database.transaction() as store:
        assert await store.conversations.lock(404) is None


async def test_a_held_conversation_is_passed_over_on_postgresql(database: Database, clock: HandClock) -> None:
    identity = await a_conversation(database, clock.now())
    other = await a_conversation(database, clock.now(), "binh")
    if database.is_sqlite:
        return  # its one writer at a time leaves nothing to pass over
    async with asyncio.timeout(10), database.transaction() as first:
        assert await first.conversations.lock(identity) is not None
        async with database.transaction() as second:
            assert await second.conversations.lock(identity, skip_locked=True) is None
            assert await second.conversations.lock(other, skip_locked=True) is not None
    async with database.transaction() as store:
        assert await store.conversations.lock(identity, skip_locked=True) is not None


async def test_whoever_waits_for_the_lock_sees_what_the_one_before_wrote(
    database: Database, clock: HandClock
) -> None:
    identity = await a_conversation(database, clock.now())

    async def count_up() -> None:
        async with database.transaction() as store:
            found = await store.conversations.lock(identity)
            assert found is not None
            counted = json.loads(found.state).get("n", 0) + 1
            await asyncio.sleep(0)  # lets the others come to the door
            await store.conversations.save(identity, json.dumps({"n": counted}), clock.now())

    async with asyncio.timeout(30):
        await asyncio.gather(*(count_up() for _ in range(15)))
    async with database.transaction() as store:
        found = await store.conversations.lock(identity)
    assert found is not None
    assert json.loads(found.state) == {"n": 15}


async def test_what_is_remembered_is_sealed_and_older_plain_states_are_still_read(
    database: Database, clock: HandClock
) -> None:
    identity = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        before = await store.conversations.lock(identity)
        await store.conversations.save(identity, '{"home": "dak-lak"}', clock.now())
    assert [row.state for row in rows(database, conversation) if "dak-lak" in row.state] == []
    async with database.transaction() as store:
        after = await store.conversations.lock(identity)
    assert before is not None
    assert after is not None
    assert (before.state, after.state) == ("{}", '{"home": "dak-lak"}')
