"""The one door in: stored once, settled when short, kept in the transcript as it was said."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.intake import Intake
from handlers.messages import STATE, Address, Button, DialogueState, UpdateKind
from handlers.text import clean
from handlers.transcript import Transcript
from storage.database import Database
from storage.tables import audit_event, conversation, inbound, message
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation, an_update
from tests.support.rows import rows

LONG = "cho tôi hỏi mua máy sấy được hỗ trợ không"


@pytest.fixture
def intake(database: Database) -> Intake:
    return Intake(database, lambda: None)


def due_times(database: Database) -> list[datetime]:
    return [found.next_at for found in rows(database, inbound)]


async def said(database: Database, chat_key: str = "an") -> list[str]:
    lines = await Transcript(database).after(Address(WEB, PAGE, chat_key), 0)
    return [line.reply.text for line in lines if line.author == "you"]


async def test_an_update_is_safe_before_anybody_is_woken(database: Database, clock: HandClock) -> None:
    seen_when_woken: list[int] = []
    intake = Intake(database, lambda: seen_when_woken.append(len(rows(database, inbound))))
    await intake.accept(an_update("xin chào"), clock.now())
    await intake.accept_all([an_update("một"), an_update("hai")], clock.now())
    assert seen_when_woken == [1, 3]


async def test_a_repeated_update_changes_nothing_and_points_at_the_same_line(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    update = an_update("xin chào")
    first = await intake.accept(update, clock.now())
    clock.pass_seconds(0.5)
    repeated = await intake.accept(update, clock.now())
    assert first.message_id is not None
    assert first.is_new
    assert repeated == replace(first, is_new=False)
    assert await said(database) == ["xin chào"]
    assert due_times(database) == [clock.now() + timedelta(seconds=0.5)]


async def test_repeats_at_the_same_moment_are_stored_once(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    updates = [an_update(f"tin {number}", key=f"k{number}") for number in range(4)] * 3
    accepted = await asyncio.gather(*(intake.accept(update, clock.now()) for update in updates))
    assert len({found.conversation_id for found in accepted}) == 1
    assert len({found.message_id for found in accepted}) == 4
    assert len(rows(database, inbound)) == len(await said(database)) == 4


async def test_transcript_ids_grow_in_the_order_of_acceptance(intake: Intake, clock: HandClock) -> None:
    ids = [(await intake.accept(an_update(f"tin {n}"), clock.now())).message_id or 0 for n in range(5)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 5


async def test_a_batch_is_stored_whole_or_not_at_all(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    broken = an_update("nửa chữ \ud83d")  # no adapter lets this through; the disk could fail the same way
    with pytest.raises(ValueError, match="surrogate"):
        await intake.accept_all([an_update("một"), broken], clock.now())
    assert rows(database, inbound) == rows(database, message) == rows(database, conversation) == []


async def test_what_is_complete_in_itself_is_due_at_once(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    complete = [an_update(text, text) for text in (LONG, "2", " 15 ", "/start")]
    for kind in (UpdateKind.BUTTON, UpdateKind.ATTACHMENT, UpdateKind.FOLLOW, UpdateKind.UNFOLLOW):
        complete.append(an_update(chat_key=kind, kind=kind))
    for update in complete:
        await intake.accept(update, clock.now())
        assert due_times(database)[-1] == clock.now(), update


async def test_short_words_wait_one_quiet_second_and_never_more_than_four(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    began_at = clock.now()
    for number in range(6):
        await intake.accept(an_update(f"chữ {number}"), clock.now())
        quiet = clock.now() + timedelta(seconds=1)
        assert set(due_times(database)) == {min(quiet, began_at + timedelta(seconds=4))}
        clock.pass_seconds(0.8)


async def test_a_burst_that_waits_too_long_for_its_worker_is_due_at_once(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    await intake.accept(an_update("em hỏi"), clock.now())
    clock.pass_seconds(30)
    await intake.accept(an_update("chút"), clock.now())
    assert set(due_times(database)) == {clock.now()}


async def test_a_long_sentence_inside_a_burst_settles_with_it(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    await intake.accept(an_update("em chào"), clock.now())
    await intake.accept(an_update(LONG), clock.now())
    assert set(due_times(database)) == {clock.now() + timedelta(seconds=1)}


async def test_a_button_ends_the_waiting_of_the_words_before_it(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    await intake.accept(an_update("cho em"), clock.now())
    await intake.accept(an_update(kind=UpdateKind.BUTTON, payload="person"), clock.now())
    assert set(due_times(database)) == {clock.now()}


async def test_a_pressed_button_is_written_as_the_label_that_was_offered(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    identity = await a_conversation(database, clock.now())
    state = DialogueState((Button("Gặp cán bộ", "person"),))
    async with database.transaction() as store:
        await store.conversations.save(identity, STATE.dump_json(state).decode(), clock.now())
    for payload in ("person", "entry:long-gone"):
        await intake.accept(an_update(kind=UpdateKind.BUTTON, payload=payload), clock.now())
    assert await said(database) == ["Gặp cán bộ", "entry:long-gone"]


async def test_things_without_words_leave_no_line(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    for kind in (UpdateKind.FOLLOW, UpdateKind.ATTACHMENT, UpdateKind.LOCATION, UpdateKind.UNFOLLOW):
        assert (await intake.accept(an_update(kind=kind), clock.now())).message_id is None
    assert await said(database) == []


async def test_an_unreadable_update_is_set_aside_once_and_audited_without_its_words(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    for _ in range(2):
        await intake.set_aside("telegram", "77", "u1", '{"text":"bí mật"', clock.now())
    (stored,) = rows(database, inbound)
    (event,) = rows(database, audit_event)
    assert (stored.state, stored.error, stored.next_at) == ("dead", "unreadable", None)
    assert (event.action, event.subject) == ("update_set_aside", f"inbound:{stored.id}")
    assert event.detail == '{"channel": "telegram"}'


async def test_words_of_every_kind_come_back_exactly_as_cleaned(
    intake: Intake, database: Database, clock: HandClock
) -> None:
    typed = (
        "Tiếng Việt có dấu",
        "e\u0302\u0301 tách rời",
        "🏭👩‍🌾 ảnh",
        "ẩn\u200bgiữa\u200d",
        "\u202eđảo chiều\u202c",
        "x\x00y\x07z",
        "một\r\nhai\tba",
        "nửa \ud83d chữ",
        "dài " * 2000,
        "𝒦𝒸" * 3000,
    )
    for text in typed:
        await intake.accept(an_update(clean(text)), clock.now())
    assert await said(database) == [clean(text) for text in typed]
    stored = [found.body for found in rows(database, message)]
    assert not any("Tiếng".encode() in body for body in stored)
