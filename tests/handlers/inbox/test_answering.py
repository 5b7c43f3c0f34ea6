"""Staff answer through the one door, as people and not as the machine."""

import pytest

from handlers.inbox.model import Done, Refusal, Why
from storage.states import TaskKind
from storage.tables import conversation, delivery, message
from storage.tables_tasks import staff_task
from tests.support.inboxes import Office
from tests.support.rows import row, rows

BOT = "700100"


async def test_an_answer_leaves_by_the_door_and_stands_in_the_transcript_as_staffs(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    assert await office.answers(lan, talk, "  Chào anh/chị,\r\ntôi là cán bộ.  ") == Done()
    assert await office.said("staff") == ["Chào anh/chị,\ntôi là cán bộ."]
    assert await office.sends() == ["Chào anh/chị,\ntôi là cán bộ."]
    assert not office.waits(talk)
    last = rows(office.house.database, delivery)[-1]
    assert (last.author.value, last.lane, last.state.value) == ("staff", 0, "sent")
    assert office.traces("conversation_answered") == [
        (f"staff:{lan.id}", "conversation_answered", f"conversation:{talk}")
    ]


@pytest.mark.parametrize("channel", ["telegram", "zalo_oa", "zalo_bot"])
async def test_where_the_page_does_not_say_who_writes_the_words_do(office: Office, channel: str) -> None:
    talk, lan = await office.writes(channel=channel, bot_id=BOT), await office.member()
    await office.takes(lan, talk)
    await office.answers(lan, talk, "Chào anh/chị.")
    assert await office.sends(channel, BOT) == [f"{office.house.say('staff_says')}\nChào anh/chị."]
    assert await office.said("staff") == ["Chào anh/chị."]


async def test_only_the_one_who_holds_it_answers(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    assert await office.answers(lan, talk, "chào") == Refusal(Why.NOT_HELD)
    await office.takes(lan, talk)
    await office.gives(lan, talk)
    assert await office.answers(lan, talk, "chào") == Refusal(Why.NOT_HELD)
    assert await office.said("staff") == []


async def test_as_long_as_the_channel_takes_and_not_a_letter_more(office: Office) -> None:
    talk, lan = await office.writes(channel="zalo_oa", bot_id=BOT), await office.member()
    await office.takes(lan, talk)
    view = await office.room.viewing.open(lan, talk, office.house.clock.now())
    assert view is not None
    most = view.longest
    assert await office.answers(lan, talk, "ệ" * (most + 1)) == Refusal(Why.TOO_LONG, most=most)
    assert await office.answers(lan, talk, "😀" * (most // 2 + 1)) == Refusal(Why.TOO_LONG, most=most)
    assert await office.answers(lan, talk, "ệ" * 50_000) == Refusal(Why.TOO_LONG, most=most)
    assert await office.answers(lan, talk, " \r\n\t ") == Refusal(Why.EMPTY, most=most)
    assert await office.said("staff") == []
    assert await office.answers(lan, talk, "ệ" * most) == Done()
    (sent,) = await office.sends("zalo_oa", BOT)
    assert len(sent) == 2000


async def test_a_form_that_was_sent_twice_is_one_answer(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    view = await office.room.viewing.open(lan, talk, office.house.clock.now())
    assert view is not None
    seen = view.lines[-1].id
    for _ in range(2):
        assert await office.answers(lan, talk, "Dạ.", seen) == Done()
    assert await office.said("staff") == ["Dạ."]
    after = await office.room.viewing.open(lan, talk, office.house.clock.now())
    assert after is not None
    await office.answers(lan, talk, "Dạ.", after.lines[-1].id)
    assert await office.said("staff") == ["Dạ.", "Dạ."]


async def test_who_has_left_is_not_written_to(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    async with office.house.database.transaction() as store:
        await store.conversations.set_reachable(talk, False, "left")
    assert (await office.answers(lan, talk, "chào")) == Refusal(Why.UNREACHABLE, most=4096)


async def test_an_answer_settles_the_task_that_somebody_waits(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    async with office.house.database.transaction() as store:
        await store.tasks.open(TaskKind.ANSWER_WAITING, "window_ends", office.house.clock.now(), talk)
    await office.answers(lan, talk, "chào")
    assert rows(office.house.database, staff_task)[0].closed_by == f"staff:{lan.id}"


async def test_what_people_write_to_staff_waits_from_its_first_word_on(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    await office.answers(lan, talk, "chào")
    await office.writes("em hỏi thêm")
    first = row(office.house.database, conversation, talk).waits_since
    office.house.clock.pass_seconds(60)  # type: ignore[attr-defined]
    await office.writes("chị ơi")
    now = row(office.house.database, conversation, talk)
    assert now.waits_since == first
    assert now.desk_at > first


async def test_what_was_said_by_staff_is_sealed_like_everything_else(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    await office.answers(lan, talk, "chuyện riêng")
    body = rows(office.house.database, delivery)[-1].body
    assert "chuyện riêng".encode() not in body
    assert "chuyện riêng".encode() not in rows(office.house.database, message)[-1].body
