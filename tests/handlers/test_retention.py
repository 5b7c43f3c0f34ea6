"""What is forgotten when, and what stays."""

import json
from datetime import timedelta

from handlers.channels import Delivered
from handlers.outbox import Outbox
from handlers.retention import forget_old
from storage.database import Database
from storage.repositories.profiles import Change, Judgement
from storage.states import Author, GapKind
from storage.tables import (
    address,
    audit_event,
    contact,
    delivery,
    gap,
    inbound,
    message,
    profile,
    verdict_change,
)
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation, a_delivery, an_inbound
from tests.support.kept import a_profile
from tests.support.rows import rows

HOUR = timedelta(hours=1)


async def live_a_day(database: Database, clock: HandClock, chat_key: str) -> None:
    """A question, its finished update, an answer that was sent, a gap and a dead letter."""
    conversation = await a_conversation(database, clock.now(), chat_key)
    asked = await an_inbound(database, clock.now(), chat_key)
    await a_delivery(database, clock.now(), chat_key)
    async with database.transaction() as store:
        await store.messages.add(conversation, Author.YOU, "{}", clock.now())
        await store.inbound.finish([asked])
        await store.inbound.set_aside(WEB, PAGE, f"dead {chat_key}", "{}", clock.now(), "unreadable")
        await store.gaps.add(GapKind.UNKNOWN, conversation, "?", (), 0.0, clock.now())
    outbox = Outbox(database, lambda: 0.0)
    parcels = await outbox.claim(WEB, PAGE, "me", clock.now(), 10)
    started = await outbox.start(parcels, "me", clock.now())
    await outbox.record([(parcel, Delivered()) for parcel in started], "me", clock.now())


async def test_nothing_goes_before_its_time_and_nothing_is_audited(
    database: Database, clock: HandClock
) -> None:
    await live_a_day(database, clock, "an")
    clock.pass_seconds((24 * HOUR).total_seconds() - 1)
    assert set((await forget_old(database, clock.now())).values()) == {0}
    assert rows(database, audit_event) == []
    assert all(found.payload for found in rows(database, inbound) if found.state == "dead")


async def test_after_a_day_the_words_are_gone_and_the_facts_stay(
    database: Database, clock: HandClock
) -> None:
    await live_a_day(database, clock, "old")
    clock.pass_seconds((24 * HOUR).total_seconds() + 1)
    await live_a_day(database, clock, "new")
    gone = await forget_old(database, clock.now())
    assert gone == {"messages": 1, "inbound": 0, "deliveries": 1, "gaps": 0, "profiles": 0}
    assert [found.created_at for found in rows(database, message)] == [clock.now()]
    assert [(found.state, bool(found.body)) for found in rows(database, delivery)] == [
        ("sent", False),
        ("sent", True),
    ]
    assert [bool(found.payload) for found in rows(database, inbound) if found.state == "dead"] == [
        False,
        True,
    ]
    assert len(rows(database, gap)) == 2


async def test_after_a_week_the_guards_against_repeats_go_and_answers_keep_their_record(
    database: Database, clock: HandClock
) -> None:
    await live_a_day(database, clock, "an")
    clock.pass_seconds(timedelta(days=7).total_seconds() + 1)
    assert (await forget_old(database, clock.now()))["inbound"] == 2
    assert rows(database, inbound) == []
    assert [found.inbound_id for found in rows(database, delivery)] == [None]


async def test_questions_stay_half_a_year(database: Database, clock: HandClock) -> None:
    await live_a_day(database, clock, "an")
    clock.pass_seconds(timedelta(days=180).total_seconds() - 1)
    assert (await forget_old(database, clock.now()))["gaps"] == 0
    clock.pass_seconds(2)
    assert (await forget_old(database, clock.now()))["gaps"] == 1


async def test_work_that_is_still_open_is_never_forgotten(database: Database, clock: HandClock) -> None:
    await an_inbound(database, clock.now())
    await a_delivery(database, clock.now())
    clock.pass_seconds(timedelta(days=400).total_seconds())
    await forget_old(database, clock.now())
    assert rows(database, inbound)[0].payload
    assert rows(database, delivery)[0].body


async def test_what_went_is_counted_in_the_audit_trail_once(database: Database, clock: HandClock) -> None:
    await live_a_day(database, clock, "an")
    clock.pass_seconds((25 * HOUR).total_seconds())
    gone = await forget_old(database, clock.now())
    await forget_old(database, clock.now())
    (event,) = rows(database, audit_event)
    assert (event.actor, event.action, event.at) == ("retention", "forgotten", clock.now())
    assert json.loads(event.detail) == gone
    assert len(rows(database, contact)) == len(rows(database, address)) == 1


async def test_a_kept_case_goes_a_year_after_the_last_consent_with_its_changes(
    database: Database, clock: HandClock
) -> None:
    old = await a_profile(database, clock.now(), "an")
    await a_profile(database, clock.now(), "binh")
    async with database.transaction() as store:
        change = Change("national", "unknown", "no", ())
        await store.profiles.record(Judgement(old, "v2", {"national": "no"}, (change,)), clock.now())
    clock.pass_seconds(timedelta(days=100).total_seconds())
    consents_again = await a_profile(database, clock.now(), "binh")
    clock.pass_seconds(timedelta(days=265).total_seconds() - 1)
    assert (await forget_old(database, clock.now()))["profiles"] == 0
    clock.pass_seconds(2)
    assert (await forget_old(database, clock.now()))["profiles"] == 1
    assert [row.id for row in rows(database, profile)] == [consents_again]
    assert rows(database, verdict_change) == []
    assert json.loads(rows(database, audit_event)[-1].detail)["profiles"] == 1
