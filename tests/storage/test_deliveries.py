"""The outbox as rows: who may claim what, when, and what a lost lease may still write."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from handlers.messages import REPLY, Reply
from storage.database import Database
from storage.repositories.deliveries import DeliveryRow, Result
from storage.states import DeliveryState, Lane, Promise
from storage.tables import delivery
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation, a_delivery, an_inbound
from tests.support.rows import change, delivery_states, row

LEASE = timedelta(seconds=60)


async def claim(
    database: Database, clock: HandClock, owner: str = "me", limit: int = 10, channel: str = WEB
) -> list[DeliveryRow]:
    async with database.transaction() as store:
        return await store.deliveries.claim(channel, PAGE, owner, clock.now(), LEASE, limit)


async def start(database: Database, clock: HandClock, ids: list[int], owner: str = "me") -> set[int]:
    async with database.transaction() as store:
        return await store.deliveries.start(ids, owner, clock.now(), LEASE)


async def record(database: Database, clock: HandClock, result: Result, owner: str = "me") -> int:
    async with database.transaction() as store:
        return await store.deliveries.record([result], owner, clock.now())


def sent(identity: int) -> Result:
    return Result(identity, DeliveryState.SENT, "ok", platform_message_id="m1")


def doubtful(identity: int, clock: HandClock) -> Result:
    return Result(identity, DeliveryState.PENDING, "timeout", clock.now() + timedelta(seconds=2))


async def test_lanes_leave_in_their_order_and_inside_a_lane_the_longest_waiting_first(
    database: Database, clock: HandClock
) -> None:
    bulk = await a_delivery(database, clock.now(), "an", lane=Lane.BULK)
    late_notice = await a_delivery(database, clock.now() + timedelta(seconds=5), "binh", lane=Lane.NOTICE)
    early_notice = await a_delivery(database, clock.now(), "chi", lane=Lane.NOTICE)
    reply = await a_delivery(database, clock.now() + timedelta(seconds=9), "dung", lane=Lane.REPLY)
    clock.pass_seconds(10)
    claimed = [(await claim(database, clock, limit=1))[0].id for _ in range(4)]
    assert claimed == [reply, early_notice, late_notice, bulk]


async def test_what_is_not_due_yet_or_belongs_to_another_channel_is_not_claimed(
    database: Database, clock: HandClock
) -> None:
    await a_delivery(database, clock.now() + timedelta(seconds=1), "an")
    await a_delivery(database, clock.now(), "binh", channel="telegram")
    assert await claim(database, clock) == []
    async with database.reading() as store:
        assert await store.deliveries.next_due_at(WEB, PAGE) == clock.now() + timedelta(seconds=1)
        assert await store.deliveries.next_due_at("zalo", PAGE) is None


async def test_a_person_gets_messages_of_one_lane_one_after_the_other(
    database: Database, clock: HandClock
) -> None:
    first = await a_delivery(database, clock.now(), text="một")
    second = await a_delivery(database, clock.now(), text="hai")
    assert [found.id for found in await claim(database, clock)] == [first]
    assert await claim(database, clock) == []
    await start(database, clock, [first])
    await record(database, clock, sent(first))
    assert [found.id for found in await claim(database, clock)] == [second]


async def test_a_message_that_is_tried_again_later_is_not_overtaken_by_the_next_one(
    database: Database, clock: HandClock
) -> None:
    first = await a_delivery(database, clock.now(), text="một")
    await a_delivery(database, clock.now(), text="hai")
    await claim(database, clock)
    await start(database, clock, [first])
    await record(database, clock, doubtful(first, clock))
    assert await claim(database, clock) == []
    clock.pass_seconds(2)
    assert [found.id for found in await claim(database, clock)] == [first]


async def test_a_reply_does_not_wait_behind_a_broadcast_to_the_same_person(
    database: Database, clock: HandClock
) -> None:
    bulk = await a_delivery(database, clock.now(), lane=Lane.BULK)
    reply = await a_delivery(database, clock.now(), lane=Lane.REPLY)
    assert [found.id for found in await claim(database, clock)] == [reply, bulk]


async def test_a_claim_takes_no_more_than_its_limit_and_shows_the_opened_body(
    database: Database, clock: HandClock
) -> None:
    for number in range(4):
        await a_delivery(database, clock.now(), f"person {number}", text=f"tin {number}")
    claimed = await claim(database, clock, limit=3)
    told = [REPLY.validate_json(found.body or "") for found in claimed]
    assert told == [Reply(f"tin {number}") for number in range(3)]
    assert len(await claim(database, clock)) == 1


async def test_a_lease_that_ended_gives_the_row_to_another_owner(
    database: Database, clock: HandClock
) -> None:
    identity = await a_delivery(database, clock.now())
    await claim(database, clock, "first")
    clock.pass_seconds(59)
    assert await claim(database, clock, "second") == []
    clock.pass_seconds(1)
    assert [found.attempts for found in await claim(database, clock, "second")] == [0]
    assert row(database, delivery, identity).owner == "second"


async def test_a_late_owner_can_neither_start_nor_record(database: Database, clock: HandClock) -> None:
    identity = await a_delivery(database, clock.now())
    await claim(database, clock, "late")
    clock.pass_seconds(61)
    await claim(database, clock, "new")
    assert await start(database, clock, [identity], "late") == set()
    assert await start(database, clock, [identity], "new") == {identity}
    assert await record(database, clock, sent(identity), "late") == 0
    before = row(database, delivery, identity)
    assert (before.state, before.owner, before.attempts) == (DeliveryState.SENDING, "new", 0)
    assert await record(database, clock, sent(identity), "new") == 1


async def test_a_result_without_a_start_is_not_written(database: Database, clock: HandClock) -> None:
    identity = await a_delivery(database, clock.now())
    await claim(database, clock)
    assert await record(database, clock, sent(identity)) == 0
    assert delivery_states(database) == ["leased"]


async def test_a_finished_row_says_when_how_and_is_never_due_again(
    database: Database, clock: HandClock
) -> None:
    identity = await a_delivery(database, clock.now())
    await claim(database, clock)
    await start(database, clock, [identity])
    clock.pass_seconds(3)
    await record(database, clock, sent(identity))
    found = row(database, delivery, identity)
    assert (found.state, found.outcome_code, found.platform_message_id) == ("sent", "ok", "m1")
    assert (found.next_at, found.finished_at, found.attempts) == (None, clock.now(), 1)
    clock.pass_seconds(10_000)
    assert await claim(database, clock) == []


async def test_a_chunk_is_recorded_row_by_row_and_only_what_is_mine_counts(
    database: Database, clock: HandClock
) -> None:
    mine, doubted, foreign = [await a_delivery(database, clock.now(), f"p{n}") for n in range(3)]
    await claim(database, clock, limit=2)
    await claim(database, clock, "other")
    await start(database, clock, [mine, doubted])
    await start(database, clock, [foreign], "other")
    async with database.transaction() as store:
        results = [sent(mine), doubtful(doubted, clock), sent(foreign)]
        assert await store.deliveries.record(results, "me", clock.now()) == 2
        assert await store.deliveries.record([], "me", clock.now()) == 0
        assert await store.deliveries.depth() == {"pending": 1, "sending": 1}
    assert delivery_states(database) == ["sent", "pending", "sending"]


async def test_people_who_cannot_be_reached_are_skipped_at_the_moment_of_sending(
    database: Database, clock: HandClock
) -> None:
    gone = await a_delivery(database, clock.now(), "gone")
    there = await a_delivery(database, clock.now(), "there")
    await claim(database, clock)
    async with database.transaction() as store:
        conversation = await store.conversations.find(WEB, PAGE, "gone")
        await store.conversations.set_reachable(conversation or 0, False, "blocked")
    assert await start(database, clock, [gone, there]) == {there}
    skipped = row(database, delivery, gone)
    assert (skipped.state, skipped.outcome_code) == (DeliveryState.SKIPPED, "unreachable")
    assert (skipped.next_at, skipped.finished_at) == (None, clock.now())


async def test_release_gives_back_only_what_is_leased_to_this_owner(
    database: Database, clock: HandClock
) -> None:
    waiting, on_the_wire, foreign = [await a_delivery(database, clock.now(), f"p{n}") for n in range(3)]
    await claim(database, clock, limit=2)
    await claim(database, clock, "other")
    await start(database, clock, [on_the_wire])
    async with database.transaction() as store:
        assert await store.deliveries.release("me", clock.now()) == 1
    assert delivery_states(database) == ["pending", "sending", "leased"]
    assert row(database, delivery, waiting).owner is None
    assert row(database, delivery, foreign).owner == "other"


async def test_void_leases_makes_everything_under_way_due_at_once(
    database: Database, clock: HandClock
) -> None:
    leased, sending = [await a_delivery(database, clock.now(), f"p{n}") for n in range(2)]
    later = await a_delivery(database, clock.now() + timedelta(hours=1), "p2")
    await claim(database, clock)
    await start(database, clock, [sending])
    async with database.transaction() as store:
        assert await store.deliveries.void_leases(clock.now()) == 2
    assert {found.id for found in await claim(database, clock, "after restart")} == {leased, sending}
    assert row(database, delivery, later).state == DeliveryState.PENDING


async def test_a_crash_on_the_wire_counts_as_an_attempt_and_the_row_comes_back(
    database: Database, clock: HandClock
) -> None:
    identity = await a_delivery(database, clock.now())
    for crashes in range(3):
        assert [found.attempts for found in await claim(database, clock)] == [crashes]
        await start(database, clock, [identity])
        clock.pass_seconds(60)
    assert row(database, delivery, identity).finished_at is None


async def test_a_doubtful_one_time_code_is_listed_as_unknown_and_never_sent_again(
    database: Database, clock: HandClock
) -> None:
    identity = await a_delivery(database, clock.now(), promise=Promise.AT_MOST_ONCE)
    await claim(database, clock)
    await start(database, clock, [identity])
    clock.pass_seconds(60)
    assert await claim(database, clock) == []
    found = row(database, delivery, identity)
    assert (found.state, found.outcome_code, found.attempts) == (DeliveryState.UNKNOWN, "crashed", 1)
    assert (found.next_at, found.finished_at) == (None, clock.now())


async def test_a_one_time_code_that_was_only_leased_is_still_sent(
    database: Database, clock: HandClock
) -> None:
    identity = await a_delivery(database, clock.now(), promise=Promise.AT_MOST_ONCE)
    await claim(database, clock)
    clock.pass_seconds(60)
    assert [found.id for found in await claim(database, clock)] == [identity]


async def test_an_answer_to_one_update_is_written_once(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now())
    update_id = await an_inbound(database, clock.now())
    added = []
    for _ in range(2):
        async with database.transaction() as store:
            added.append(
                await store.deliveries.add(
                    *(conversation, WEB, PAGE, "an", Lane.REPLY, Promise.AT_LEAST_ONCE, "{}"),
                    *(update_id, 0, clock.now()),
                )
            )
    assert added[0] is not None
    assert added[1] is None


async def test_a_body_under_a_broken_seal_does_not_hold_up_the_others(
    database: Database, clock: HandClock
) -> None:
    damaged = await a_delivery(database, clock.now(), "an")
    sound = await a_delivery(database, clock.now(), "binh")
    change(database, update(delivery).where(delivery.c.id == damaged).values(body=b"not what we wrote"))
    claimed = {found.id: found.body for found in await claim(database, clock)}
    assert claimed[damaged] is None
    assert "xin chào" in (claimed[sound] or "")


@pytest.mark.parametrize("age_seconds", [0, 3600])
async def test_bodies_of_old_finished_deliveries_are_emptied_and_the_record_stays(
    database: Database, clock: HandClock, age_seconds: int
) -> None:
    done, still_open = [await a_delivery(database, clock.now(), f"p{n}") for n in range(2)]
    await claim(database, clock, limit=1)
    await start(database, clock, [done])
    await record(database, clock, sent(done))
    clock.pass_seconds(age_seconds)
    async with database.transaction() as store:
        emptied = await store.deliveries.forget_bodies(clock.now() - timedelta(seconds=60))
    assert emptied == (1 if age_seconds else 0)
    assert (row(database, delivery, done).body == b"") is bool(age_seconds)
    assert row(database, delivery, done).state == "sent"
    assert row(database, delivery, still_open).body
