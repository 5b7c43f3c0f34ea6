"""Stored updates: once each, worked in order, tried again, buried, forgotten."""

import asyncio
from datetime import timedelta

from sqlalchemy import update

from storage.database import Database
from storage.states import InboundState
from storage.tables import inbound
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation, an_inbound
from tests.support.rows import change, row, rows

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


async def add_settling(
    database: Database, clock: HandClock, chat_key: str, key: str, wait_seconds: float = 1
) -> int:
    conversation = await a_conversation(database, clock.now(), chat_key)
    async with database.transaction() as store:
        due_at = clock.now() + timedelta(seconds=wait_seconds)
        added = await store.inbound.add(
            WEB, PAGE, key, conversation, "{}", clock.now(), due_at, is_settling=True
        )
    assert added is not None
    return added


async def set_aside(database: Database, clock: HandClock, key: str = "broken") -> int | None:
    async with database.transaction() as store:
        return await store.inbound.set_aside(WEB, PAGE, key, "{broken", clock.now(), "unreadable")


async def taken(database: Database, clock: HandClock, chat_key: str = "an") -> list[tuple[int, str | None]]:
    conversation = await a_conversation(database, clock.now(), chat_key)
    async with database.reading() as store:
        return [(found.id, found.payload) for found in await store.inbound.take(conversation, clock.now())]


async def test_a_repeated_update_is_stored_once_and_other_bots_have_keys_of_their_own(
    database: Database, clock: HandClock
) -> None:
    await an_inbound(database, clock.now(), key="k1", payload="first")
    conversation = await a_conversation(database, clock.now())
    added = []
    for channel, bot_id in ((WEB, PAGE), ("telegram", PAGE), (WEB, "other bot")):
        async with database.transaction() as store:
            times = (clock.now(), clock.now())
            added.append(
                await store.inbound.add(channel, bot_id, "k1", conversation, "second", *times, False)
            )
    assert [identity is None for identity in added] == [True, False, False]
    assert [payload for _, payload in await taken(database, clock)] == ["first", "second", "second"]


async def test_what_was_said_is_not_readable_in_the_table(database: Database, clock: HandClock) -> None:
    await an_inbound(database, clock.now(), payload="tôi ở Gia Lai")
    assert all(b"Gia Lai" not in found.payload for found in rows(database, inbound))


async def test_an_unreadable_update_is_kept_once_and_never_due(database: Database, clock: HandClock) -> None:
    first = await set_aside(database, clock)
    assert first is not None
    assert await set_aside(database, clock) is None
    found = row(database, inbound, first)
    assert (found.state, found.error, found.next_at) == (InboundState.DEAD, "unreadable", None)
    async with database.reading() as store:
        assert await store.inbound.next_due_at() is None


async def test_a_burst_is_settling_since_its_first_message_and_moves_as_one(
    database: Database, clock: HandClock
) -> None:
    began_at = clock.now()
    await add_settling(database, clock, "an", "k1")
    clock.pass_seconds(0.5)
    await add_settling(database, clock, "an", "k2")
    await add_settling(database, clock, "binh", "k3", wait_seconds=9)
    conversation = await a_conversation(database, clock.now())
    due_at = clock.now() + timedelta(seconds=1)
    async with database.transaction() as store:
        assert await store.inbound.settling_since(conversation) == began_at
        await store.inbound.settle_at(conversation, due_at)
    assert [found.next_at for found in rows(database, inbound)] == [
        due_at,
        due_at,
        clock.now() + timedelta(seconds=9),
    ]


async def test_nothing_is_settling_when_the_burst_is_finished_or_being_tried_again(
    database: Database, clock: HandClock
) -> None:
    done = await add_settling(database, clock, "an", "k1")
    again = await add_settling(database, clock, "an", "k2")
    conversation = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        await store.inbound.finish([done])
        await store.inbound.retry([again], clock.now(), "ValueError")
        assert await store.inbound.settling_since(conversation) is None
        await store.inbound.settle_at(conversation, clock.now() + DAY)
    assert row(database, inbound, again).next_at == clock.now()


async def test_due_updates_are_taken_in_the_order_they_came(database: Database, clock: HandClock) -> None:
    first = await an_inbound(database, clock.now() + timedelta(seconds=2), payload="một")
    second = await an_inbound(database, clock.now(), payload="hai")
    assert await taken(database, clock) == [(second, "hai")]
    clock.pass_seconds(2)
    assert await taken(database, clock) == [(first, "một"), (second, "hai")]
    assert await taken(database, clock, "binh") == []


async def test_the_longest_waiting_conversation_comes_first_and_each_only_once(
    database: Database, clock: HandClock
) -> None:
    for chat_key in ("an", "binh", "an", "chi"):
        await an_inbound(database, clock.now(), chat_key)
        clock.pass_seconds(1)
    an, binh, chi = [await a_conversation(database, clock.now(), name) for name in ("an", "binh", "chi")]
    async with database.reading() as store:
        assert await store.inbound.due_conversations(clock.now(), 10) == [an, binh, chi]
        assert await store.inbound.due_conversations(clock.now(), 2) == [an, binh]
        assert await store.inbound.next_due_at() == clock.now() - timedelta(seconds=4)


async def test_a_payload_under_a_broken_seal_is_taken_as_none(database: Database, clock: HandClock) -> None:
    damaged = await an_inbound(database, clock.now(), payload="một")
    sound = await an_inbound(database, clock.now(), payload="hai")
    change(database, update(inbound).where(inbound.c.id == damaged).values(payload=b"\x00" * 40))
    assert await taken(database, clock) == [(damaged, None), (sound, "hai")]


async def test_a_payload_moved_to_another_update_does_not_open(database: Database, clock: HandClock) -> None:
    await an_inbound(database, clock.now(), payload="mine")
    other = await an_inbound(database, clock.now(), "binh", payload="hers")
    stolen = rows(database, inbound)[0].payload
    change(database, update(inbound).where(inbound.c.id == other).values(payload=stolen))
    assert await taken(database, clock, "binh") == [(other, None)]


async def test_a_finished_update_keeps_its_key_but_not_what_was_said(
    database: Database, clock: HandClock
) -> None:
    identity = await an_inbound(database, clock.now(), key="k1")
    async with database.transaction() as store:
        await store.inbound.finish([identity])
        assert await store.inbound.attempts([identity]) is None
    found = row(database, inbound, identity)
    assert (found.state, found.payload, found.next_at) == (InboundState.DONE, None, None)
    assert found.update_key == "k1"
    assert await taken(database, clock) == []


async def test_a_failed_try_is_counted_and_comes_back_later(database: Database, clock: HandClock) -> None:
    identity = await an_inbound(database, clock.now())
    later = clock.now() + timedelta(seconds=2)
    async with database.transaction() as store:
        assert await store.inbound.attempts([identity]) == 0
        await store.inbound.retry([identity], later, "ValueError")
        assert await store.inbound.attempts([identity]) == 1
    assert await taken(database, clock) == []
    clock.pass_seconds(2)
    assert len(await taken(database, clock)) == 1
    assert row(database, inbound, identity).error == "ValueError"


async def test_a_buried_update_is_dead_with_its_error_and_keeps_its_payload_for_a_look(
    database: Database, clock: HandClock
) -> None:
    identity = await an_inbound(database, clock.now())
    async with database.transaction() as store:
        await store.inbound.bury([identity], "KeyError")
    found = row(database, inbound, identity)
    assert (found.state, found.error, found.attempts) == (InboundState.DEAD, "KeyError", 1)
    assert found.next_at is None
    assert found.payload
    assert await taken(database, clock) == []


async def test_dead_payloads_go_after_a_day_and_finished_rows_after_a_week(
    database: Database, clock: HandClock
) -> None:
    dead = await set_aside(database, clock)
    done = await an_inbound(database, clock.now(), "an")
    waiting = await an_inbound(database, clock.now(), "binh")
    async with database.transaction() as store:
        await store.inbound.finish([done])
    clock.pass_seconds(DAY.total_seconds() + 1)
    async with database.transaction() as store:
        assert await store.inbound.forget(clock.now(), DAY, WEEK) == 0
    assert [found.payload is None for found in rows(database, inbound)] == [True, True, False]
    clock.pass_seconds(WEEK.total_seconds())
    async with database.transaction() as store:
        assert await store.inbound.forget(clock.now(), DAY, WEEK) == 2
    assert [found.id for found in rows(database, inbound)] == [waiting]
    assert dead is not None


async def test_a_fresh_dead_letter_is_left_alone(database: Database, clock: HandClock) -> None:
    await set_aside(database, clock)
    clock.pass_seconds(DAY.total_seconds() - 1)
    async with database.transaction() as store:
        await store.inbound.forget(clock.now(), DAY, WEEK)
    assert rows(database, inbound)[0].payload


async def test_an_open_payload_is_rewritten_once_by_whoever_saw_it_as_it_is(
    database: Database, clock: HandClock
) -> None:
    await an_inbound(database, clock.now(), payload='{"file":"there"}')
    conversation = await a_conversation(database, clock.now())
    async with database.reading() as store:
        (seen,) = await store.inbound.take(conversation, clock.now())
    async with database.transaction() as store:
        assert await store.inbound.rewrite(seen, '{"file":"here"}')
    async with database.transaction() as store:
        assert not await store.inbound.rewrite(seen, '{"file":"late"}')
    assert await taken(database, clock) == [(seen.id, '{"file":"here"}')]
    async with database.reading() as store:
        (seen,) = await store.inbound.take(conversation, clock.now())
    async with database.transaction() as store:
        await store.inbound.finish([seen.id])
        assert not await store.inbound.rewrite(seen, '{"file":"too late"}')
    assert rows(database, inbound)[0].payload is None


async def test_of_two_rewriters_at_the_same_moment_one_wins(database: Database, clock: HandClock) -> None:
    await an_inbound(database, clock.now())
    conversation = await a_conversation(database, clock.now())
    async with database.reading() as store:
        (seen,) = await store.inbound.take(conversation, clock.now())

    async def rewritten(payload: str) -> bool:
        async with database.transaction() as store:
            return await store.inbound.rewrite(seen, payload)

    won = await asyncio.gather(*(rewritten(f'{{"by":{number}}}') for number in range(4)))
    assert won.count(True) == 1
    assert await taken(database, clock) == [(seen.id, f'{{"by":{won.index(True)}}}')]


async def test_busy_conversations_are_passed_over(database: Database, clock: HandClock) -> None:
    for chat_key in ("an", "binh"):
        await an_inbound(database, clock.now(), chat_key)
    an, binh = [await a_conversation(database, clock.now(), chat_key) for chat_key in ("an", "binh")]
    async with database.reading() as store:
        assert await store.inbound.due_conversations(clock.now(), 10, {an}) == [binh]
        assert await store.inbound.next_due_at({an}) == clock.now()
        assert await store.inbound.due_conversations(clock.now(), 10, {an, binh}) == []
        assert await store.inbound.next_due_at([an, binh]) is None
