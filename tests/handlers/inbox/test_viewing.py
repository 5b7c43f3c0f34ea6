"""One conversation as staff read it, what staff note for each other, and the trace of every look."""

from datetime import timedelta

import pytest

from handlers.inbox.model import LONGEST_NOTE, ConversationView, Done, Refusal, Why
from storage.states import ApplicationStatus, Author
from storage.tables import audit_event, conversation
from storage.tables_inbox import conversation_note
from tests.support.applications import a_sent_application, an_application
from tests.support.forgetting import Forgetting
from tests.support.inboxes import Member, Office
from tests.support.rows import row, rows

QUESTION = "ho tro mua may bao nhieu tien"


@pytest.fixture
async def lan(office: Office) -> Member:
    return await office.member()


async def opened(office: Office, member: Member, talk: int) -> ConversationView:
    view = await office.room.viewing.open(member, talk, office.house.clock.now())
    assert view is not None
    return view


async def forgets(office: Office, span: timedelta) -> None:
    house = office.house
    house.clock.pass_seconds(span.total_seconds())  # type: ignore[attr-defined]
    await Forgetting(house.database, house.knowledge, house.clock)()  # type: ignore[arg-type]


async def test_the_transcript_is_shown_in_its_order_with_what_became_of_each_message(
    office: Office, lan: Member
) -> None:
    talk = await office.writes("xin chào")
    await office.sends()
    await office.takes(lan, talk)
    await office.answers(lan, talk, "tôi là cán bộ")
    await office.writes("dạ em nghe")
    view = await opened(office, lan, talk)
    assert [(line.author, line.state and line.state.value) for line in view.lines] == [
        (Author.YOU, None),
        (Author.BOT, "sent"),
        (Author.STAFF, "pending"),
        (Author.YOU, None),
    ]
    assert [line.text for line in view.lines][::2] == ["xin chào", "tôi là cán bộ"]
    assert view.row.unread == 2
    assert (await opened(office, lan, talk)).row.unread == 0
    assert view.kept_for == timedelta(days=1)
    await forgets(office, timedelta(days=1, seconds=1))
    assert (await opened(office, lan, talk)).lines == ()


async def test_every_opening_is_traced_and_every_new_line_and_no_empty_look(
    office: Office, lan: Member
) -> None:
    talk, now = await office.writes("xin chào"), office.house.clock.now
    last = (await opened(office, lan, talk)).lines[-1].id
    follow = office.room.viewing.follow
    told = await follow(lan, talk, last, now())
    assert told is not None
    assert (told.lines, told.held_by) == ((), None)
    await office.takes(lan, talk)
    await office.writes("chị ơi")
    told = await follow(lan, talk, last, now())
    assert told is not None
    assert [line.text for line in told.lines] == ["chị ơi"]
    assert (told.holder.value, told.held_by) == ("staff", lan.id)
    assert row(office.house.database, conversation, talk).read_to == told.lines[-1].id
    assert office.traces("conversation_read", "conversation_followed") == [
        (f"staff:{lan.id}", "conversation_read", f"conversation:{talk}"),
        (f"staff:{lan.id}", "conversation_followed", f"conversation:{talk}"),
    ]
    assert "xin chào" not in str(rows(office.house.database, audit_event))


async def test_the_persons_applications_and_other_chats_stand_beside_it(office: Office, lan: Member) -> None:
    now, database = office.house.clock.now(), office.house.database
    talk = await office.writes("xin chào")
    sent = await a_sent_application(database, now, status=ApplicationStatus.IN_REVIEW)
    await an_application(database, now)
    other = await office.writes("xin chào", chat_key="p7", channel="telegram", bot_id="7")
    async with database.transaction() as store:
        owners = await store.joins.lock(talk, other)
        await store.joins.merge(owners[other], owners[talk], now)
    view = await opened(office, lan, talk)
    assert [(each.code, each.status) for each in view.applications] == [(sent.code, "Đang xét")]
    assert [(each.id, each.channel) for each in view.others] == [(other, "telegram")]


async def test_notes_are_for_staff_alone_sealed_and_kept_as_long_as_they_are_needed(
    office: Office, lan: Member
) -> None:
    talk, hung = await office.writes(), await office.member("Hùng")
    note, now = office.room.acting.note, office.house.clock.now
    await office.takes(lan, talk)
    assert await note(lan, talk, "đã hỏi Sở", now()) == Done()
    assert await note(hung, talk, "thứ Sáu trả lời", now()) == Done()
    view = await opened(office, lan, talk)
    assert [(each.by, each.text) for each in view.notes] == [
        ("Hùng", "thứ Sáu trả lời"),
        ("Lan", "đã hỏi Sở"),
    ]
    assert "đã hỏi Sở".encode() not in b"".join(
        each.body for each in rows(office.house.database, conversation_note)
    )
    assert "đã hỏi Sở" not in await office.said("staff")
    assert [actor for actor, *_ in office.traces("conversation_noted")] == [
        f"staff:{lan.id}",
        f"staff:{hung.id}",
    ]
    await forgets(office, timedelta(days=9))
    assert len((await opened(office, lan, talk)).notes) == 2
    await office.gives(lan, talk)
    await forgets(office, timedelta(minutes=1))
    assert rows(office.house.database, conversation_note) == []


async def test_a_note_of_today_outlives_the_handover_by_the_rest_of_the_day(
    office: Office, lan: Member
) -> None:
    talk = await office.writes()
    await office.takes(lan, talk)
    await office.room.acting.note(lan, talk, "đã hỏi Sở", office.house.clock.now())
    await office.gives(lan, talk)
    await forgets(office, timedelta(hours=23))
    assert len((await opened(office, lan, talk)).notes) == 1
    await forgets(office, timedelta(hours=1, seconds=1))
    assert rows(office.house.database, conversation_note) == []


async def test_a_note_has_words_and_not_too_many_and_a_conversation_that_staff_have_to_do_with(
    office: Office, lan: Member
) -> None:
    talk, note, now = await office.writes(), office.room.acting.note, office.house.clock.now()
    assert await note(lan, talk, "ă" * (LONGEST_NOTE + 1), now) == Refusal(Why.TOO_LONG, most=LONGEST_NOTE)
    assert await note(lan, talk, "\r\n", now) == Refusal(Why.EMPTY)
    assert await note(lan, talk, "ă" * LONGEST_NOTE, now) == Done()
    await office.gives(lan, talk)
    assert await note(lan, talk, "ghi", now) == Refusal(Why.NOT_HELD)


async def test_answers_that_stand_ready_are_those_of_the_knowledge_base(office: Office) -> None:
    canned = office.room.canned
    found = canned.find(QUESTION)
    assert any("Trần quốc gia" in each.text for each in found)
    assert all("Kiểm tra ngày" in each.text and "**" not in each.text for each in found)
    assert canned.text(found[0].id) == found[0].text
    assert canned.find("   ") == ()
    assert canned.text("no-such-entry") == ""
