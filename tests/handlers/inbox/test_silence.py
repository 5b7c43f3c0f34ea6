"""When staff take a conversation, what the bot was about to say is not said: not at the take, not at the send."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from handlers.channels import Delivered, InDoubt
from handlers.handover import take
from handlers.inbox.model import Done
from handlers.outbox import Parcel
from storage.states import Author, Holder, Lane
from storage.tables import audit_event, delivery, message
from tests.support.factories import PAGE, WEB
from tests.support.inboxes import Member, Office
from tests.support.rows import asked, rows

LATER = timedelta(minutes=2)
_WAITING = text("SELECT 1 FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
_ROUNDS = 25


async def claimed(office: Office, owner: str = "me") -> list[Parcel]:
    return await office.house.outbox.claim(WEB, PAGE, owner, office.house.clock.now(), 50)


async def started(office: Office, parcels: list[Parcel], owner: str = "me") -> list[str]:
    went = await office.house.outbox.start(parcels, owner, office.house.clock.now())
    return [parcel.reply.text for parcel in went]


def ends(office: Office) -> list[tuple[str, str | None]]:
    return [(each.state.value, each.outcome_code) for each in rows(office.house.database, delivery)]


@pytest.fixture
async def lan(office: Office) -> Member:
    return await office.member()


@pytest.fixture
async def talk(office: Office) -> int:
    """One in which everything that was said has arrived."""
    talk = await office.writes("xin chào")
    await office.sends()
    return talk


async def test_answers_that_wait_are_cancelled_and_were_never_said(
    office: Office, talk: int, lan: Member
) -> None:
    before = await office.said("bot")
    for said in ("một", "hai"):
        await office.bot_says(talk, said)
    assert await office.takes(lan, talk) == Done(unsent=2)
    assert await office.sends() == []
    assert await office.said("bot") == before
    assert ends(office)[-2:] == [("cancelled", "staff_answer")] * 2
    (trace,) = [
        each for each in rows(office.house.database, audit_event) if each.action == "conversation_taken"
    ]
    assert json.loads(trace.detail) == {"unsent": 2, "instead_of": 0}


async def test_an_answer_that_a_sender_has_claimed_does_not_begin(
    office: Office, talk: int, lan: Member
) -> None:
    await office.bot_says(talk, "một")
    parcels = await claimed(office)
    assert await office.takes(lan, talk) == Done(unsent=1)
    assert await started(office, parcels) == []
    assert ends(office)[-1] == ("cancelled", "staff_answer")


async def test_what_is_on_the_wire_arrives_and_was_said(office: Office, talk: int, lan: Member) -> None:
    await office.bot_says(talk, "một")
    parcels = await claimed(office)
    assert await started(office, parcels) == ["một"]
    assert await office.takes(lan, talk) == Done(unsent=0)
    outcomes = [(parcel, Delivered()) for parcel in parcels]
    await office.house.outbox.record(outcomes, "me", office.house.clock.now())
    assert ends(office)[-1] == ("sent", "ok")
    assert "một" in await office.said("bot")


async def test_what_comes_back_from_the_wire_while_staff_answer_does_not_begin_again(
    office: Office, talk: int, lan: Member
) -> None:
    """The take could not see it: it was on the wire then. The sending transaction looks once more."""
    await office.bot_says(talk, "một")
    parcels = await claimed(office)
    await started(office, parcels)
    await office.takes(lan, talk)
    now = office.house.clock.now()
    await office.house.outbox.record([(parcels[0], InDoubt("timeout"))], "me", now)
    office.house.clock.pass_seconds(LATER.total_seconds())  # type: ignore[attr-defined]
    again = await claimed(office)
    assert [parcel.reply.text for parcel in again] == ["một"]
    assert await started(office, again) == []
    assert ends(office)[-1] == ("cancelled", "staff_answer")


async def test_notices_and_what_staff_say_go_and_others_are_not_disturbed(
    office: Office, talk: int, lan: Member
) -> None:
    other = await office.writes("xin chào", chat_key="binh")
    await office.sends()
    await office.bot_says(talk, "một")
    await office.bot_says(talk, "tin về phiếu", Lane.NOTICE)
    await office.bot_says(other, "cho Bình")
    await office.takes(lan, talk)
    await office.answers(lan, talk, "chào anh/chị")
    assert await office.sends() == ["cho Bình", "chào anh/chị", "tin về phiếu"]
    assert "tin về phiếu" in await office.said("bot")


async def test_a_send_that_meets_the_take_waits_for_it_and_gives_way(
    office: Office, talk: int, lan: Member
) -> None:
    await office.bot_says(talk, "một")
    parcels, database = await claimed(office), office.house.database
    async with database.transaction() as store:
        chat = await store.conversations.lock(talk)
        assert chat is not None
        assert await take(store, chat, office.house.clock.now(), lan.id) == 1
        sending = asyncio.create_task(started(office, parcels))
        await until_it_waits(office)
    assert await sending == []


async def test_a_take_that_meets_the_send_waits_for_it_and_leaves_it_on_the_wire(
    office: Office, talk: int, lan: Member
) -> None:
    await office.bot_says(talk, "một")
    parcels, database = await claimed(office), office.house.database
    async with database.transaction() as store:
        ids = [parcel.id for parcel in parcels]
        begun = await store.deliveries.start(ids, "me", office.house.clock.now(), timedelta(seconds=60))
        taking = asyncio.create_task(office.takes(lan, talk))
        await until_it_waits(office)
    assert begun == set(ids)
    assert await taking == Done(unsent=0)
    assert ends(office)[-1][0] == "sending"
    assert office.holding(talk) == ("staff", lan.id)


async def test_whoever_is_first_nothing_begins_after_a_take_has_returned(office: Office, lan: Member) -> None:
    """Many takes beside a sender at work: each answer is either sent and said, or neither."""
    talks = [await office.writes("xin chào", chat_key=f"p{each}") for each in range(_ROUNDS)]
    await office.sends()
    for talk in talks:
        await office.bot_says(talk, f"cho {talk}")
    taken: set[int] = set()
    late: list[str] = []

    async def take_one(talk: int) -> None:
        await office.takes(lan, talk)
        taken.add(talk)

    async def send_all() -> None:
        while parcels := await office.house.outbox.claim(WEB, PAGE, "me", office.house.clock.now(), 4):
            before = set(taken)
            went = await office.house.outbox.start(parcels, "me", office.house.clock.now())
            late.extend(parcel.reply.text for parcel in went if parcel.conversation_id in before)
            outcomes = [(parcel, Delivered()) for parcel in went]
            await office.house.outbox.record(outcomes, "me", office.house.clock.now())

    await asyncio.gather(send_all(), *(take_one(talk) for talk in talks))
    assert late == []
    said = {each.delivery_id for each in rows(office.house.database, message)}
    for each in rows(office.house.database, delivery)[-_ROUNDS:]:
        assert (each.state.value == "sent") is (each.id in said)
        assert each.state.value in ("sent", "cancelled")


async def test_a_question_that_is_being_answered_ends_before_the_take_or_finds_staff(office: Office) -> None:
    """The dispatcher and the take hold the same conversation, one after the other."""
    lan = await office.member("Lan2")
    talks = [await office.writes("xin chào", chat_key=f"p{each}") for each in range(8)]
    await office.sends()
    for person in office.people.values():
        await person.says("ho tro mua may bao nhieu tien")
    office.house.clock.pass_seconds(5)  # type: ignore[attr-defined]
    now = office.house.clock.now()
    await asyncio.gather(
        *(office.house.dispatcher.work(talk, now) for talk in talks),
        *(office.takes(lan, talk) for talk in talks),
    )
    for talk in await office.house.dispatcher.due(now, 100):
        await office.house.dispatcher.work(talk, now)
    assert await office.sends() == []
    assert all(office.holding(talk) == (Holder.STAFF.value, lan.id) for talk in talks)
    for chat_key in office.people:
        assert len(await office.said(Author.BOT.value, chat_key)) == 1


async def until_it_waits(office: Office) -> None:
    """Until somebody waits for a lock; SQLite has one writer, who is met at the door."""
    if office.house.database.is_sqlite:
        return
    async with asyncio.timeout(10):
        while not asked(office.house.database, _WAITING, {}):  # noqa: ASYNC110 - it happens in a database
            await asyncio.sleep(0.02)
