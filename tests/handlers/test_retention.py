"""What is forgotten when, and what stays; the periods are those that people read."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert

from handlers.channels import Delivered
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import RetentionKind
from storage.database import Database
from storage.repositories.attachments import NewFile
from storage.repositories.profiles import Change, Judgement
from storage.states import ApplicationStatus, Author, GapKind
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
from storage.tables_applications import application
from storage.tables_privacy import certificate, person_key
from tests.support.applications import a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation, a_delivery, an_inbound
from tests.support.forgetting import DAY, HOUR, Forgetting
from tests.support.kept import a_profile
from tests.support.outboxes import an_outbox
from tests.support.rows import change, rows


@pytest.fixture
def forget(database: Database, knowledge: KnowledgeBase, clock: HandClock) -> Forgetting:
    return Forgetting(database, knowledge, clock)


def let_pass(clock: HandClock, span: timedelta) -> None:
    clock.pass_seconds(span.total_seconds())


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
    outbox = an_outbox(database)
    parcels = await outbox.claim(WEB, PAGE, "me", clock.now(), 10)
    started = await outbox.start(parcels, "me", clock.now())
    await outbox.record([(parcel, Delivered()) for parcel in started], "me", clock.now())


async def test_nothing_goes_before_its_time_and_nothing_is_audited(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    await live_a_day(database, clock, "an")
    let_pass(clock, DAY - timedelta(seconds=1))
    assert await forget() == {}
    assert rows(database, audit_event) == rows(database, certificate) == []
    assert all(found.payload for found in rows(database, inbound) if found.state == "dead")


async def test_after_a_day_the_words_are_gone_and_the_facts_stay(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    await live_a_day(database, clock, "old")
    let_pass(clock, DAY + timedelta(seconds=1))
    await live_a_day(database, clock, "new")
    assert await forget() == {"message": 1, "delivery": 1, "dead_update": 1}
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
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    await live_a_day(database, clock, "an")
    let_pass(clock, 7 * DAY + timedelta(seconds=1))
    assert (await forget())["update_guard"] == 2
    assert rows(database, inbound) == []
    assert [found.inbound_id for found in rows(database, delivery)] == [None]


async def test_questions_stay_half_a_year(database: Database, clock: HandClock, forget: Forgetting) -> None:
    await live_a_day(database, clock, "an")
    let_pass(clock, 180 * DAY - timedelta(seconds=1))
    assert "gap" not in await forget()
    let_pass(clock, timedelta(seconds=2))
    assert (await forget())["gap"] == 1


async def test_work_that_is_still_open_is_never_forgotten(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    await an_inbound(database, clock.now())
    await a_delivery(database, clock.now())
    await a_sent_application(database, clock.now(), status=ApplicationStatus.IN_REVIEW)
    let_pass(clock, 2000 * DAY)
    assert await forget() == {}
    assert rows(database, inbound)[0].payload
    assert rows(database, delivery)[0].body


async def test_what_went_is_certified_and_audited_kind_by_kind_and_once(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    await live_a_day(database, clock, "an")
    let_pass(clock, 25 * HOUR)
    gone = await forget()
    await forget()
    certified = {row.kind: (row.rows, row.subject, row.at) for row in rows(database, certificate)}
    assert certified == {kind: (count, "old rows", clock.now()) for kind, count in gone.items()}
    events = rows(database, audit_event)
    assert {(event.actor, event.action) for event in events} == {("retention", "destroyed")}
    assert {json.loads(event.detail)["kind"] for event in events} == gone.keys()
    assert len(rows(database, contact)) == len(rows(database, address)) == 1


async def test_a_kept_case_goes_a_year_after_the_last_consent_with_its_changes(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    old = await a_profile(database, clock.now(), "an")
    await a_profile(database, clock.now(), "binh")
    async with database.transaction() as store:
        change = Change("national", "unknown", "no", ())
        await store.profiles.record(Judgement(old, "v2", {"national": "no"}, (change,)), clock.now())
    let_pass(clock, 100 * DAY)
    consents_again = await a_profile(database, clock.now(), "binh")
    let_pass(clock, 265 * DAY - timedelta(seconds=1))
    assert "case" not in await forget()
    let_pass(clock, timedelta(seconds=2))
    assert (await forget())["case"] == 1
    assert [row.id for row in rows(database, profile)] == [consents_again]
    assert rows(database, verdict_change) == []


async def test_a_draft_goes_after_ninety_quiet_days_with_its_files_and_the_key(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    old = await an_application(database, clock.now(), chat_key="an")
    touched = await an_application(database, clock.now(), chat_key="binh")
    async with database.transaction() as store:
        await store.files.add(NewFile(old.id, "photo", "b" * 32, "jpeg", 3, "0" * 64, False), clock.now())
    let_pass(clock, 60 * DAY)
    async with database.transaction() as store:
        await store.applications.change(touched, clock.now())
    let_pass(clock, 31 * DAY)
    assert await forget() == {"draft": 1}
    assert [row.id for row in rows(database, application)] == [touched.id]
    assert [row.contact_id for row in rows(database, person_key)] == [touched.contact_id]
    assert forget.spent == ["b" * 32]
    assert {row.kind: row.rows for row in rows(database, certificate)} == {
        "draft": 1,
        "person_key": 1,
        "file": 1,
    }


async def test_keys_stay_while_any_application_is_there_whose_files_they_may_have_sealed(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    """A file is sealed under a key of the person, not of the application: a key taken over may have served both."""
    over = await an_application(database, clock.now(), chat_key="before")
    own = await an_application(database, clock.now(), chat_key="an")
    async with database.transaction() as store:
        key = await store.keys.share(over.key_id, own.contact_id, clock.now())
        await store.applications.change(over, clock.now(), contact_id=own.contact_id, key_id=key.id)
        writer = (await store.keys.of(own.contact_id, clock.now())).id
    let_pass(clock, 60 * DAY)
    async with database.transaction() as store:
        await store.applications.change(own, clock.now())
    let_pass(clock, 31 * DAY)
    assert (await forget())["draft"] == 1
    assert [row.id for row in rows(database, application)] == [own.id]
    theirs = [row.id for row in rows(database, person_key) if row.contact_id == own.contact_id]
    assert theirs == sorted({own.key_id, writer, key.id})
    let_pass(clock, 91 * DAY)
    await forget()
    assert [row for row in rows(database, person_key) if row.contact_id == own.contact_id] == []


async def test_ten_thousand_of_a_hundred_thousand_go_in_short_steps(
    database: Database, clock: HandClock, forget: Forgetting, knowledge: KnowledgeBase
) -> None:
    here = await a_conversation(database, clock.now())
    days = knowledge.privacy.retention[RetentionKind.GAP].days
    fresh, old = clock.now(), clock.now() - (days + 1) * DAY

    def row(number: int) -> dict[str, object]:
        at = old if number % 10 == 0 else fresh
        return {"kind": GapKind.UNKNOWN, "conversation_id": here, "question": b"?", "created_at": at}

    change(database, insert(gap), [row(number) for number in range(100_000)])
    assert (await forget())["gap"] == 10_000
    assert len(rows(database, gap)) == 90_000
    certified = [found.rows for found in rows(database, certificate) if found.kind == "gap"]
    assert sum(certified) == 10_000
    assert max(certified) <= 500
