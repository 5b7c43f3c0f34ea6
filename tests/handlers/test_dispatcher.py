"""From stored updates to answers: joined, chosen, held by staff, reachable."""

import asyncio

import pytest

from handlers.messages import Button, Reply, UpdateKind
from handlers.turns import GapNote, Response, Turn
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.states import GapKind, Holder
from storage.tables import address, delivery, inbound
from tests.support.clock import HandClock
from tests.support.desks import APOLOGY, Desk, Listener
from tests.support.factories import a_conversation, an_update
from tests.support.rows import row, rows

CHOICES = (Button("Mua máy", "entry:may-moc"), Button("Hồ sơ", "entry:ho-so"), Button("Gặp cán bộ", "person"))


@pytest.fixture
def skill() -> Listener:
    return Listener(Reply("Anh/chị hỏi việc nào?", CHOICES))


@pytest.fixture
def desk(database: Database, clock: HandClock, skill: Listener) -> Desk:
    return Desk(database, clock, skill)


async def locked(desk: Desk, conversation_id: int) -> ConversationRow:
    async with desk.database.transaction() as store:
        found = await store.conversations.lock(conversation_id)
    assert found is not None
    return found


async def test_short_texts_in_a_row_are_one_question_with_one_answer(desk: Desk, skill: Listener) -> None:
    for text in ("em", "muon mua may", "duoc bao nhieu"):
        await desk.takes(an_update(text))
        desk.clock.pass_seconds(0.5)
    await desk.works(after_seconds=1)
    assert skill.heard == ["em\nmuon mua may\nduoc bao nhieu"]
    assert len(await desk.said()) == 1
    stored = rows(desk.database, inbound)
    assert {found.state for found in stored} == {"done"}
    assert [found.inbound_id for found in rows(desk.database, delivery)] == [stored[-1].id]


async def test_a_number_or_command_is_never_joined_with_the_words_before_it(
    desk: Desk, skill: Listener
) -> None:
    for alone in ("2", " 3 ", "/start", "/trogiup ngay"):
        await desk.takes(an_update("cho hỏi"))
        await desk.takes(an_update(alone))
        await desk.works()
        assert skill.heard[-2:] == ["cho hỏi", alone.strip()]


async def test_things_that_are_not_text_part_the_words_around_them(desk: Desk, skill: Listener) -> None:
    await desk.takes(an_update("đây ạ"))
    await desk.takes(an_update(kind=UpdateKind.ATTACHMENT))
    await desk.takes(an_update("giấy của em"))
    await desk.works(after_seconds=1)
    assert [(turn.kind, turn.text) for turn in skill.turns] == [
        (UpdateKind.TEXT, "đây ạ"),
        (UpdateKind.ATTACHMENT, ""),
        (UpdateKind.TEXT, "giấy của em"),
    ]


async def test_people_are_answered_apart(desk: Desk, skill: Listener) -> None:
    await desk.takes(an_update("một", "an"))
    await desk.takes(an_update("hai", "binh"))
    await desk.works(after_seconds=1)
    assert sorted(skill.heard) == ["hai", "một"]
    assert await desk.said("you", "binh") == ["hai"]


async def test_number_label_and_payload_all_choose(desk: Desk, skill: Listener) -> None:
    for typed in (
        "2",
        "2.",
        " 2)",
        "02",
        "２",
        "Hồ sơ",
        "ho so",
        "HỒ SƠ",
        "ho\u0302\u0300 so\u031b",
        "entry:ho-so",
    ):
        await desk.hears("xin chào")
        await desk.hears(typed)
        assert skill.turns[-1].payload == "entry:ho-so", typed


async def test_a_pressed_button_chooses_by_itself(desk: Desk, skill: Listener) -> None:
    await desk.hears(kind=UpdateKind.BUTTON, payload="more:bat-ky")
    assert skill.turns[-1].payload == "more:bat-ky"


async def test_what_names_no_choice_is_a_question(desk: Desk, skill: Listener) -> None:
    numbers = ("0", "4", "99", "100", "0015", "0012345678", "2026", "9" * 4096, "-1", "²", "①")
    for typed in (*numbers, "1 máy", "hồ", "?", "."):
        await desk.hears("xin chào")
        await desk.hears(typed)
        assert (skill.turns[-1].payload, skill.turns[-1].text) == ("", typed)
    assert APOLOGY not in await desk.said()


async def test_numbers_mean_the_newest_choices_only(desk: Desk, skill: Listener) -> None:
    await desk.hears("xin chào")
    skill.response = Response((Reply("Không có lựa chọn."),))
    await desk.hears("1")
    await desk.hears("1")
    assert [turn.payload for turn in skill.turns] == ["", "entry:may-moc", ""]


async def test_a_silent_turn_leaves_the_choices_open(desk: Desk, skill: Listener) -> None:
    await desk.hears("xin chào")
    offers, skill.response = skill.response, Response()
    await desk.hears("ừ")
    skill.response = offers
    await desk.hears("3")
    assert skill.turns[-1].payload == "person"


async def test_while_staff_hold_a_conversation_the_bot_is_silent_and_the_transcript_keeps_it(
    desk: Desk, skill: Listener
) -> None:
    await desk.hears("xin chào")
    identity = await a_conversation(desk.database, desk.clock.now())
    async with desk.database.transaction() as store:
        await store.conversations.hand_to(identity, Holder.STAFF)
    await desk.hears("2")
    await desk.hears("em hỏi chị cán bộ")
    assert len(skill.turns) == 1
    assert len(await desk.said()) == 1
    assert await desk.said("you") == ["xin chào", "2", "em hỏi chị cán bộ"]
    assert {found.state for found in rows(desk.database, inbound)} == {"done"}
    assert desk.last_inbound_at() == desk.clock.now()
    async with desk.database.transaction() as store:
        await store.conversations.hand_to(identity, Holder.BOT)
    await desk.hears("2")
    assert skill.turns[-1].payload == "entry:ho-so"


async def test_who_leaves_is_unreachable_until_they_write_again(desk: Desk) -> None:
    await desk.hears("xin chào")
    identity = await a_conversation(desk.database, desk.clock.now())
    await desk.hears(kind=UpdateKind.UNFOLLOW)
    assert not (await locked(desk, identity)).is_reachable
    assert rows(desk.database, address)[0].unreachable_reason == "left"
    await desk.hears("em quay lại")
    assert (await locked(desk, identity)).is_reachable
    assert rows(desk.database, address)[0].unreachable_reason is None


async def test_who_follows_again_is_reachable(desk: Desk) -> None:
    await desk.hears(kind=UpdateKind.UNFOLLOW)
    await desk.hears(kind=UpdateKind.FOLLOW)
    assert (await locked(desk, await a_conversation(desk.database, desk.clock.now()))).is_reachable


async def test_two_workers_at_one_conversation_answer_once(desk: Desk, skill: Listener) -> None:
    identity = await desk.takes(an_update("xin hỏi"))
    desk.clock.pass_seconds(1)
    async with asyncio.timeout(20):
        await asyncio.gather(*(desk.dispatcher.work(identity, desk.clock.now()) for _ in range(4)))
    assert len(skill.turns) == 1
    assert len(rows(desk.database, delivery)) == 1


async def test_what_is_not_due_yet_is_left_alone(desk: Desk, skill: Listener) -> None:
    identity = await desk.takes(an_update("xin"))
    await desk.dispatcher.work(identity, desk.clock.now())
    assert skill.turns == []
    assert await desk.dispatcher.due(desk.clock.now(), 10) == []
    next_at = await desk.dispatcher.next_due_at()
    assert next_at is not None
    assert (next_at - desk.clock.now()).total_seconds() == 1


async def test_a_question_nobody_could_answer_is_noted_and_the_later_choice_with_it(
    desk: Desk, skill: Listener
) -> None:
    note = GapNote(GapKind.CLARIFY, "mức hỗ trợ?", ("muc-a", "muc-b"), 0.4)
    skill.response = Response((Reply("Việc nào?", CHOICES),), note)
    await desk.hears("mức hỗ trợ?")
    skill.response = Response((Reply("Đây ạ."),), chosen_entry="muc-b")
    await desk.hears("2")
    await desk.hears("2")  # the question is no longer open: nothing more to note
    async with desk.database.reading() as store:
        (noted,) = await store.gaps.latest(5)
    assert (noted.question, noted.candidates, noted.chosen_entry) == (
        "mức hỗ trợ?",
        ("muc-a", "muc-b"),
        "muc-b",
    )


async def test_the_skill_gets_composed_text_without_control_characters(desk: Desk, skill: Listener) -> None:
    await desk.hears("  ho\u0309\x00i ma\u0301y  ")
    turn: Turn = skill.turns[0]
    assert turn.text == "hỏi máy"


async def test_an_answer_and_its_update_are_written_in_one_commit(desk: Desk, skill: Listener) -> None:
    await desk.hears("xin chào")
    (sent,) = rows(desk.database, delivery)
    worked = row(desk.database, inbound, sent.inbound_id)
    assert (worked.state, worked.payload, sent.state) == ("done", None, "pending")
    assert (sent.chat_key, sent.channel, sent.created_at) == ("an", "web", desk.clock.now())
