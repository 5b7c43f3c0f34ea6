"""What staff are reminded of: days of the year, clocks of data requests, figures; each step once, and in time."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from handlers.followups.deadlines import StaffReminders, request_steps
from handlers.rights.codes import new_request_code, shown_request
from handlers.rights.requests_desk import RequestsDesk
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.requests import NewRequest, RequestRow
from storage.states import RequestKind, RequestState, Role, TaskKind
from storage.tables import audit_event
from storage.tables_followups import staff_reminder
from storage.tables_privacy import data_request
from storage.tables_tasks import staff_task
from tests.support.applications import a_member
from tests.support.kept import a_contact
from tests.support.reviews import Member, Office, a_door, a_linked_chat
from tests.support.rows import change, rows
from tests.support.talks import ZONE

DAY = timedelta(days=1)


def at(month: int, day: int, hour: int = 8, minute: int = 0, year: int = 2027) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture
def reminding(database: Database, knowledge: KnowledgeBase) -> StaffReminders:
    return StaffReminders(database, lambda: knowledge, a_door(), ZONE, province="tay-ninh")


async def a_chat(office: Office, role: Role) -> Member:
    """Of a member of staff, called by the role."""
    member = await office.member(role, name=role.value)
    await a_linked_chat(office.database, office.clock.now(), member.id, role.value)
    return member


async def told(office: Office, role: Role) -> list[str]:
    return [reply.text for reply in await office.told(role.value, "telegram")]


def tasks(office: Office) -> list[tuple[str, str]]:
    return [(each.reason, each.about) for each in rows(office.database, staff_task) if not each.closed_at]


async def a_request(database: Database, asked_at: datetime, first: date, done: date) -> RequestRow:
    async with database.transaction() as store:
        contact = await store.conversations.find_or_create("web", "page", "an", asked_at)
        row = await store.conversations.get(contact)
        assert row is not None
        kind = RequestKind.CORRECT
        new = NewRequest(new_request_code(), row.contact_id, kind, "web", first, done, note="sửa tên")
        found = await store.requests.get(await store.requests.add(new, asked_at))
    assert found is not None
    return found


async def test_the_list_for_the_nation_is_told_to_those_it_is_for_step_by_step(
    office: Office, reminding: StaffReminders
) -> None:
    for role in (Role.LEAD, Role.OFFICER, Role.BROADCASTER):
        await a_chat(office, role)
    moments = [at(5, 21, 7, 59), at(5, 21), at(5, 21, 9), at(6, 4), at(6, 15), at(6, 18), at(6, 19, 9)]
    assert [await reminding.remind(now) for now in moments] == [0, 1, 0, 1, 1, 1, 0]
    first, *_, last = await told(office, Role.LEAD)
    assert "trước ngày 20/6/2027, còn 30 ngày" in first
    assert "Thông tư 36/2013/TT-BCT" in first
    assert "còn 2 ngày" in last
    assert await told(office, Role.OFFICER) == await told(office, Role.BROADCASTER) == []
    assert tasks(office) == [("national_list", "20/6/2027")]
    trail = [each.subject for each in rows(office.database, audit_event) if each.action == "staff_reminded"]
    assert trail == ["deadline:national_list/2027-06-20"] * 4


async def test_after_the_day_only_what_still_stands_open_is_told(
    office: Office, reminding: StaffReminders
) -> None:
    await a_chat(office, Role.LEAD)
    assert await reminding.remind(at(6, 21)) == 0  # nobody was ever told of it: an office that has just begun
    await reminding.remind(at(6, 18))
    assert await reminding.remind(at(6, 21)) == 1
    async with office.database.transaction() as store:
        await store.tasks.close_about(TaskKind.DEADLINE, "staff:1", at(11, 1), about="20/11/2027")
        await store.reminders.take("deadline:annual_report/2027-11-20", "-30", at(10, 21))
        await store.tasks.open(TaskKind.DEADLINE, "annual_report", at(10, 21), about="20/11/2027")
        await store.tasks.close_about(TaskKind.DEADLINE, "staff:1", at(11, 1), about="20/11/2027")
    assert await reminding.remind(at(11, 5)) == 0  # somebody has seen to it


async def test_of_several_steps_that_nobody_was_there_to_tell_the_last_is_told(
    office: Office, reminding: StaffReminders
) -> None:
    await a_chat(office, Role.LEAD)
    assert await reminding.remind(at(6, 19, 12)) == 1
    assert len(await told(office, Role.LEAD)) == 1
    assert [each.step for each in rows(office.database, staff_reminder)] == ["-1"]


async def test_at_night_nothing_is_told_and_in_the_morning_it_is(
    office: Office, reminding: StaffReminders
) -> None:
    assert await reminding.remind(at(5, 22, 23)) == 0
    assert await reminding.remind(at(5, 23, 7)) == 1


async def test_of_several_processes_one_tells(
    office: Office, database: Database, knowledge: KnowledgeBase
) -> None:
    await a_chat(office, Role.LEAD)
    many = [StaffReminders(database, lambda: knowledge, a_door(), ZONE) for _ in range(4)]
    assert sum(await asyncio.gather(*(each.remind(at(5, 21)) for each in many))) == 1
    assert len(await told(office, Role.LEAD)) == 1


async def test_both_clocks_of_a_request_are_told_and_chased_on_working_days_until_it_is_over(
    office: Office, database: Database, reminding: StaffReminders, knowledge: KnowledgeBase
) -> None:
    member = await a_chat(office, Role.DATA_PROTECTION)
    await a_contact(database, office.clock.now())
    row = await a_request(database, at(3, 1, 10), date(2027, 3, 3), date(2027, 3, 11))  # a Monday
    code = shown_request(row.code)
    days = {
        at(3, 1, 10): ("mới", 1),  # it has come
        at(3, 2): ("chưa trả lời lần đầu", 1),  # half and four fifths of two days
        at(3, 4): ("Quá hạn", 1),  # and every working day from now on
        at(3, 5): ("Quá hạn", 1),
        at(3, 6): ("", 0),  # Saturday
    }
    for now, (words, count) in days.items():
        before = len(await told(office, Role.DATA_PROTECTION))
        assert await reminding.remind(now) == count, now
        assert await reminding.remind(now) == 0
        new = (await told(office, Role.DATA_PROTECTION))[before:]
        assert all(words in text and code in text for text in new)
        assert len(new) == count
    desk = RequestsDesk(database, lambda: knowledge, a_door(), ZONE)
    await desk.answer(code, member, "Mai xem sổ.", at(3, 6))
    assert tasks(office) == [("request_done_fresh", code)]
    assert await reminding.remind(at(3, 8)) == 1  # half of the other clock
    assert await reminding.remind(at(3, 9)) == 1  # four fifths
    assert await reminding.remind(at(3, 10)) == 0
    assert tasks(office) == [("request_done_urgent", code)]
    assert await reminding.remind(at(3, 12)) == 1
    assert await reminding.remind(at(3, 15)) == 1
    await desk.finish(code, member, at(3, 15, 9))
    assert tasks(office) == []
    assert await reminding.remind(at(3, 16)) == 0


async def test_an_extended_clock_begins_anew(database: Database) -> None:
    row = await a_request(database, at(3, 1, 10), date(2027, 3, 3), date(2027, 3, 11))
    change(
        database,
        update(data_request).values(
            extended_to=date(2027, 3, 21), answered_at=at(3, 2), state=RequestState.OPEN
        ),
    )
    async with database.reading() as store:
        extended = await store.requests.get(row.id)
    assert extended is not None
    steps = {
        day: [step.step for step in request_steps(extended, date(2027, 3, day), ZONE)] for day in (9, 12, 22)
    }
    assert steps == {
        9: ["done_fresh_2027-03-21"],
        12: ["done_half_2027-03-21"],
        22: ["done_overdue_2027-03-22"],
    }


async def test_figures_are_chased_until_they_are_given(
    office: Office, database: Database, reminding: StaffReminders
) -> None:
    lead, lan = await a_chat(office, Role.LEAD), await a_chat(office, Role.OFFICER)
    async with database.transaction() as store:
        due = date(2027, 3, 15)  # a Monday
        asked = await store.reminders.ask_figures(lead.id, lan.id, "số lao động", due, at(3, 1))
    days = [at(3, day) for day in (11, 12, 13, 15, 16, 17)]
    assert [await reminding.remind(now) for now in days] == [0, 1, 0, 1, 1, 1]
    before, today, *late = await told(office, Role.OFFICER)
    assert before.startswith("Sắp tới hạn số liệu: số lao động")
    assert "Hôm nay 15/3/2027" in today
    assert all("Quá hạn số liệu" in text for text in late)
    async with database.transaction() as store:
        await store.reminders.give_figures(asked, lan.id, at(3, 17, 10))
    assert await reminding.remind(at(3, 18)) == 0


async def test_who_has_no_chat_finds_it_in_the_list(office: Office, reminding: StaffReminders) -> None:
    await a_member(office.database, office.clock.now(), Role.LEAD)
    assert await reminding.remind(at(5, 21)) == 1
    assert tasks(office) == [("national_list", "20/6/2027")]


async def test_a_day_of_one_province_is_told_only_there(database: Database, knowledge: KnowledgeBase) -> None:
    here = StaffReminders(database, lambda: knowledge, a_door(), ZONE, province="lam-dong")
    found = {each.deadline.id for each in here.deadlines(at(1, 1), at(12, 31))}
    assert found == {"national_list", "annual_report", "next_year_needs"}
