"""Staff in Zalo's own tool: the bot is silent until they give the chat back; people who wait are not forgotten."""

from datetime import timedelta

from handlers.messages import Update, UpdateKind
from storage.states import Author, Holder
from storage.tables import conversation, delivery, inbound, message
from storage.tables_tasks import staff_task
from tests.standins.zalo import Person
from tests.support.houses import work_all
from tests.support.rows import rows
from tests.support.zalo import ZaloHouse

_HOUR = timedelta(hours=1)


async def _writes(here: ZaloHouse, person: Person, text: str, key: str) -> None:
    update = Update(here.address(person), key, UpdateKind.TEXT, text=text)
    await here.house.intake.accept(update, here.clock.now())
    await work_all(here.house)


def _holders(here: ZaloHouse) -> list[Holder]:
    return [row.holder for row in rows(here.database, conversation)]


async def test_from_the_first_word_of_staff_the_bot_is_silent_until_the_chat_is_given_back(
    here: ZaloHouse, sau: Person
) -> None:
    now = here.clock.now()
    assert await here.room.takeover.staff_said(here.address(sau), "echo:1", "em là cán bộ", now)
    assert not await here.room.takeover.staff_said(here.address(sau), "echo:1", "em là cán bộ", now)
    await _writes(here, sau, "ho tro mua may bao nhieu tien", "1")
    assert _holders(here) == [Holder.STAFF]
    assert rows(here.database, delivery) == []
    assert [row.author for row in rows(here.database, message)] == [Author.STAFF, Author.YOU]
    assert here.tasks() == [("taken_over", "zalo_tool")]
    (task,) = rows(here.database, staff_task)
    assert await here.house.desk.tasks.close(task.id, "staff:1", now)
    assert not await here.house.desk.tasks.close(task.id, "staff:1", now)
    assert _holders(here) == [Holder.BOT]
    await _writes(here, sau, "may cu co duoc ho tro khong vay", "2")
    assert len(rows(here.database, delivery)) == 1


async def test_a_second_takeover_is_a_task_again(here: ZaloHouse, sau: Person) -> None:
    for key in ("echo:1", "echo:2"):
        await here.room.takeover.staff_said(here.address(sau), key, "", here.clock.now())
        (task,) = [row for row in rows(here.database, staff_task) if row.closed_at is None]
        await here.house.desk.tasks.close(task.id, "staff:1", here.clock.now())
    assert len(rows(here.database, staff_task)) == 2
    assert {row.state.value for row in rows(here.database, inbound)} == {"done"}


async def test_somebody_whom_staff_hold_and_have_not_answered_for_forty_hours_is_a_task(
    here: ZaloHouse, sau: Person
) -> None:
    await here.room.takeover.staff_said(here.address(sau), "echo:1", "em chào", here.clock.now())
    here.clock.pass_seconds(60)
    await _writes(here, sau, "bao giờ có kết quả", "1")
    here.clock.pass_seconds(39 * 3600)
    assert await here.room.waiting.look(here.clock.now()) == 0
    here.clock.pass_seconds(3600)
    assert await here.room.waiting.look(here.clock.now()) == 1
    assert await here.room.waiting.look(here.clock.now()) == 0
    assert ("answer_waiting", "window_ends") in here.tasks()
    await here.room.takeover.staff_said(here.address(sau), "echo:2", "hôm nay ạ", here.clock.now())
    assert ("answer_waiting", "window_ends") not in here.tasks()
    assert await here.room.waiting.look(here.clock.now()) == 0


async def test_somebody_who_asked_for_a_person_waits_too_and_one_whom_the_bot_answered_does_not(
    here: ZaloHouse, sau: Person
) -> None:
    other = here.api.person("Bảy")
    await here.meets(other, 41 * _HOUR)
    identity = await here.meets(sau, 41 * _HOUR)
    async with here.database.transaction() as store:
        await store.inbox.moved(identity, here.clock.now() - 42 * _HOUR, waits=True)
    assert await here.room.waiting.look(here.clock.now()) == 1
    (task,) = rows(here.database, staff_task)
    assert task.conversation_id == identity


async def test_after_the_free_window_it_is_too_late_to_tell(here: ZaloHouse, sau: Person) -> None:
    await here.room.takeover.staff_said(here.address(sau), "echo:1", "", here.clock.now() - 60 * _HOUR)
    await here.meets(sau, 49 * _HOUR)
    assert await here.room.waiting.look(here.clock.now()) == 0
