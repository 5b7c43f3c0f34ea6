"""A conversation passes to one member of staff, to another, and back to the bot."""

from datetime import timedelta

import pytest

from handlers.inbox.model import Done, Refusal, Why
from storage.states import Role, TaskKind
from storage.tables_tasks import staff_task
from tests.support.inboxes import Office
from tests.support.rows import rows

QUESTION = "ho tro mua may bao nhieu tien"


async def test_whoever_takes_it_holds_it_and_the_bot_is_silent_until_it_is_given_back(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    assert await office.takes(lan, talk) == Done(unsent=1)
    assert office.holding(talk) == ("staff", lan.id)
    before = await office.said("bot")
    await office.writes(QUESTION)
    assert await office.said("bot") == before
    assert await office.gives(lan, talk) == Done()
    assert office.holding(talk) == ("bot", None)
    await office.writes(QUESTION)
    assert "Trần quốc gia" in (await office.said("bot"))[-1]
    assert office.traces("conversation_taken", "conversation_given_back") == [
        (f"staff:{lan.id}", "conversation_taken", f"conversation:{talk}"),
        (f"staff:{lan.id}", "conversation_given_back", f"conversation:{talk}"),
    ]


async def test_taking_what_one_holds_changes_nothing_and_leaves_no_trace(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    assert await office.takes(lan, talk) == Done()
    assert len(office.traces("conversation_taken")) == 1


async def test_a_second_one_is_told_who_holds_it_and_may_take_it_only_from_that_one(office: Office) -> None:
    talk = await office.writes()
    lan, hung, tam = [await office.member(name) for name in ("Lan", "Hùng", "Tâm")]
    await office.takes(lan, talk)
    assert await office.takes(hung, talk) == Refusal(Why.HELD, "Lan", lan.id)
    assert await office.takes(hung, talk, instead_of=lan.id) == Done()
    assert office.holding(talk) == ("staff", hung.id)
    assert await office.takes(tam, talk, instead_of=lan.id) == Refusal(Why.HELD, "Hùng", hung.id)
    assert await office.answers(lan, talk, "em đây ạ") == Refusal(Why.HELD, "Hùng", hung.id)
    assert await office.gives(lan, talk) == Refusal(Why.HELD, "Hùng", hung.id)
    assert await office.gives(lan, talk, instead_of=hung.id) == Done()
    assert office.holding(talk) == ("bot", None)


async def test_numbers_typed_after_it_was_given_back_choose_nothing_that_was_asked_before(
    office: Office,
) -> None:
    talk, lan = await office.writes("hồ sơ"), await office.member()
    await office.takes(lan, talk)
    await office.gives(lan, talk)
    await office.writes("2")
    assert "Căn cứ" not in (await office.said("bot"))[-1]


async def test_who_has_heard_a_person_is_told_that_the_machine_is_back(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    told = office.house.say("given_back")
    await office.takes(lan, talk)
    await office.gives(lan, talk)
    assert told not in await office.said("bot")
    await office.takes(lan, talk)
    await office.answers(lan, talk, "chào anh/chị")
    await office.gives(lan, talk)
    assert (await office.said("bot"))[-1] == told
    assert told in await office.sends()


async def test_one_who_only_waited_is_done_with_by_anybody(office: Office) -> None:
    talk, lan = await office.writes(), await office.member()
    async with office.house.database.transaction() as store:
        await store.tasks.open(TaskKind.ANSWER_WAITING, "window_ends", office.house.clock.now(), talk)
    assert office.waits(talk)
    assert await office.gives(lan, talk) == Done()
    assert not office.waits(talk)
    assert [task.closed_by for task in rows(office.house.database, staff_task)] == [f"staff:{lan.id}"]
    assert await office.gives(lan, talk) == Done()
    assert len(office.traces("conversation_given_back")) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BROADCASTER, Role.DATA_PROTECTION])
async def test_who_does_not_speak_with_people_may_do_nothing(office: Office, role: Role) -> None:
    talk, other = await office.writes(), await office.member(role.value, role)
    now, room = office.house.clock.now(), office.room
    refused = Refusal(Why.ROLE)
    assert await office.takes(other, talk) == refused
    assert await office.answers(other, talk, "chào") == refused
    assert await office.gives(other, talk) == refused
    assert await room.acting.note(other, talk, "ghi", now) == refused
    assert await room.viewing.open(other, talk, now) is None
    assert await room.viewing.follow(other, talk, 0, now) is None
    assert (await room.lists.search(other, str(talk), now)).lines == ()
    assert office.holding(talk) == ("bot", None)


async def test_what_is_not_there_is_refused(office: Office) -> None:
    lan, now = await office.member(), office.house.clock.now()
    for done in (
        await office.takes(lan, 999),
        await office.answers(lan, 999, "chào"),
        await office.gives(lan, 999),
        await office.room.acting.note(lan, 999, "ghi", now),
    ):
        assert done == Refusal(Why.NOT_FOUND)
    assert await office.room.viewing.open(lan, 999, now) is None


async def test_staff_in_the_platforms_own_tool_are_asked_for_too(office: Office) -> None:
    """Taken over from the tool it is held here, and the open task of the tool is settled."""
    talk, lan = await office.writes(), await office.member()
    now = office.house.clock.now()
    async with office.house.database.transaction() as store:
        chat = await store.conversations.lock(talk)
        assert chat is not None
        await store.conversations.hand_to(talk, chat.holder.STAFF, now)
        await store.tasks.open(TaskKind.TAKEN_OVER, "zalo_tool", now, talk)
    assert await office.takes(lan, talk) == Refusal(Why.HELD, "", 0)
    assert await office.takes(lan, talk, instead_of=0) == Done(unsent=1)
    (task,) = rows(office.house.database, staff_task)
    assert task.closed_at is not None
    office.house.clock.pass_seconds(timedelta(hours=1).total_seconds())  # type: ignore[attr-defined]
    assert not await office.house.desk.tasks.close(task.id, "staff:9", now)
    assert office.holding(talk) == ("staff", lan.id)
