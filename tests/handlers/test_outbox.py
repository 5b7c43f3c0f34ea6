"""What a sender may do with deliveries, and what each Outcome makes of them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from handlers.channels import (
    ChannelDown,
    Delivered,
    InDoubt,
    NotSent,
    Outcome,
    PutOff,
    RefusedForGood,
    RefusedForNow,
)
from handlers.outbox import LEASE, Outbox, Parcel
from storage.database import Database
from storage.states import Lane, Promise
from storage.tables import address, delivery
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_delivery
from tests.support.outboxes import an_outbox
from tests.support.rows import change, delivery_states, row, rows

ONCE, AGAIN = Promise.AT_MOST_ONCE, Promise.AT_LEAST_ONCE


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return an_outbox(database, jitter=0.5)  # every wait grows by a tenth


async def claim(outbox: Outbox, clock: HandClock, owner: str = "me") -> list[Parcel]:
    return await outbox.claim(WEB, PAGE, owner, clock.now(), 10)


async def attempt(outbox: Outbox, clock: HandClock, outcome: Outcome) -> None:
    """One whole attempt at everything that is due, all with the same end."""
    started = await outbox.start(await claim(outbox, clock), "me", clock.now())
    await outbox.record([(parcel, outcome) for parcel in started], "me", clock.now())


def set_attempts(database: Database, attempts: int) -> None:
    change(database, update(delivery).values(attempts=attempts))


async def test_a_parcel_is_what_was_posted(outbox: Outbox, database: Database, clock: HandClock) -> None:
    await a_delivery(database, clock.now(), text="xin chào", lane=Lane.NOTICE)
    (parcel,) = await claim(outbox, clock)
    assert (parcel.address.channel, parcel.address.bot_id, parcel.address.chat_key) == (WEB, PAGE, "an")
    assert (parcel.reply.text, parcel.lane, parcel.promise, parcel.attempts) == (
        "xin chào",
        Lane.NOTICE,
        AGAIN,
        0,
    )


@pytest.mark.parametrize(
    ("outcome", "promise", "attempts", "state", "wait_seconds", "attempts_after"),
    [
        (Delivered("m1"), AGAIN, 0, "sent", None, 1),
        (RefusedForGood("bad_request"), AGAIN, 0, "failed", None, 1),
        (RefusedForGood("forbidden", is_person_gone=True), AGAIN, 0, "blocked", None, 1),
        (RefusedForNow(30, "slow_down"), AGAIN, 3, "pending", 33, 3),
        (ChannelDown("InvalidToken"), AGAIN, 3, "pending", 66, 3),
        (PutOff(HandClock().now() + timedelta(hours=7), "night"), ONCE, 3, "pending", 25_200, 3),
        (NotSent("no_connection"), AGAIN, 0, "pending", 1.1, 0),
        (NotSent("no_connection"), ONCE, 0, "pending", 1.1, 0),
        (InDoubt("timeout"), AGAIN, 0, "pending", 1.1, 1),
        (InDoubt("timeout"), AGAIN, 1, "pending", 7.7, 2),
        (InDoubt("timeout"), AGAIN, 3, "pending", 330, 4),
        (InDoubt("timeout"), AGAIN, 4, "unknown", None, 5),
        (InDoubt("timeout"), ONCE, 0, "unknown", None, 1),
    ],
)
async def test_every_outcome_leaves_its_state_its_wait_and_its_count(
    outbox: Outbox,
    database: Database,
    clock: HandClock,
    outcome: Outcome,
    promise: Promise,
    attempts: int,
    state: str,
    wait_seconds: float | None,
    attempts_after: int,
) -> None:
    identity = await a_delivery(database, clock.now(), promise=promise)
    set_attempts(database, attempts)
    await attempt(outbox, clock, outcome)
    found = row(database, delivery, identity)
    assert (found.state, found.attempts) == (state, attempts_after)
    assert found.outcome_code == getattr(outcome, "code", "ok")
    if wait_seconds is None:
        assert (found.next_at, found.finished_at) == (None, clock.now())
    else:
        assert found.next_at == clock.now() + timedelta(seconds=wait_seconds)
        assert found.finished_at is None


async def test_a_delivered_message_keeps_the_platforms_id_if_there_is_one(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    for platform_id in ("m77", ""):
        await a_delivery(database, clock.now())
        await attempt(outbox, clock, Delivered(platform_id))
    assert [found.platform_message_id for found in rows(database, delivery)] == ["m77", None]


async def test_a_person_who_is_gone_is_marked_and_gets_nothing_more(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    await a_delivery(database, clock.now(), text="một")
    await a_delivery(database, clock.now(), text="hai")
    await attempt(outbox, clock, RefusedForGood("forbidden", is_person_gone=True))
    assert (rows(database, address)[0].is_reachable, rows(database, address)[0].unreachable_reason) == (
        False,
        "forbidden",
    )
    await attempt(outbox, clock, Delivered("never"))
    assert delivery_states(database) == ["blocked", "skipped"]


async def test_a_refused_message_says_nothing_about_the_person(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    await a_delivery(database, clock.now())
    await attempt(outbox, clock, RefusedForGood("bad_request"))
    assert rows(database, address)[0].is_reachable is True


async def test_five_crashes_on_the_wire_are_listed_and_not_sent_a_sixth_time(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    identity = await a_delivery(database, clock.now())
    for _ in range(5):
        assert len(await outbox.start(await claim(outbox, clock), "me", clock.now())) == 1
        clock.pass_seconds(LEASE.total_seconds())
    assert await claim(outbox, clock) == []
    found = row(database, delivery, identity)
    assert (found.state, found.outcome_code, found.attempts) == ("unknown", "too_many_doubts", 5)
    assert (found.next_at, found.finished_at) == (None, clock.now())


@pytest.mark.parametrize("body", [b"damaged", b""])
async def test_a_message_that_cannot_be_opened_fails_alone(
    outbox: Outbox, database: Database, clock: HandClock, body: bytes
) -> None:
    damaged = await a_delivery(database, clock.now(), "an")
    await a_delivery(database, clock.now(), "binh")
    change(database, update(delivery).where(delivery.c.id == damaged).values(body=body))
    assert [parcel.address.chat_key for parcel in await claim(outbox, clock)] == ["binh"]
    found = row(database, delivery, damaged)
    assert (found.state, found.outcome_code, found.next_at, found.attempts) == (
        "failed",
        "unreadable",
        None,
        0,
    )


async def test_only_what_is_still_mine_is_started(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    await a_delivery(database, clock.now())
    late = await claim(outbox, clock, "late")
    clock.pass_seconds(LEASE.total_seconds())
    new = await claim(outbox, clock, "new")
    assert await outbox.start(late, "late", clock.now()) == []
    assert await outbox.start(new, "new", clock.now()) == new


async def test_a_late_record_does_not_touch_what_another_owner_holds(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    await a_delivery(database, clock.now())
    late = await outbox.start(await claim(outbox, clock, "late"), "late", clock.now())
    clock.pass_seconds(LEASE.total_seconds())
    await outbox.start(await claim(outbox, clock, "new"), "new", clock.now())
    await outbox.record([(late[0], Delivered("late"))], "late", clock.now())
    (found,) = rows(database, delivery)
    assert (found.state, found.owner, found.platform_message_id) == ("sending", "new", None)


async def test_release_and_recover_make_rows_due_again(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    await a_delivery(database, clock.now(), "an")
    await a_delivery(database, clock.now(), "binh")
    parcels = await claim(outbox, clock)
    await outbox.start(parcels[:1], "me", clock.now())
    assert await outbox.release("me", clock.now()) == 1
    assert delivery_states(database) == ["sending", "pending"]
    assert await outbox.recover(clock.now()) == 1
    assert await outbox.next_due_at(WEB, PAGE, clock.now()) == clock.now()
    assert len(await claim(outbox, clock, "after restart")) == 2
