"""A meeting's conclusion becomes tasks, each with who has it and until when."""

from datetime import date

from handlers.reports.meetings import NewTask
from handlers.reports.model import MeetingTaskState, Problem, Refused
from handlers.reports.periods import month
from handlers.reports.room import ReportRoom
from storage.database import Database
from storage.tables import audit_event
from storage.tables_reports import meeting_task
from tests.support.clock import HandClock
from tests.support.reports import looked_at, rows_of
from tests.support.reviews import Member
from tests.support.rows import rows

_MEETING, _HELD_ON = "Thông báo 156/TB-UBND", date(2006, 4, 20)


def tasks_of_the_seed(officer: str, lead: str) -> list[NewTask]:
    """What the conclusion of 20 April 2006 asks for."""
    return [
        NewTask("Tổ chức hội nghị sơ kết 3 năm 2003-2005", lead, date(2006, 5, 31)),
        NewTask("Tổng hợp tình hình từ các ngành, các huyện", officer, date(2006, 5, 10)),
        NewTask("Lập lại Ban điều hành và Tổ chuyên viên", lead, date(2006, 6, 30)),
    ]


async def test_the_tasks_of_the_seed_stand_in_the_report_of_open_work(
    database: Database, reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    tasks = tasks_of_the_seed(officer.name, lead.name)
    assert await reports.meetings.add(lead, _MEETING, _HELD_ON, tasks, clock.now()) == 3
    listed = await reports.meetings.listed(officer, clock.now())
    assert [(each.title, each.owner) for each in listed] == [
        (tasks[1].title, officer.name),
        (tasks[0].title, lead.name),
        (tasks[2].title, lead.name),
    ]
    assert 0 < listed[2].days_late < listed[1].days_late < listed[0].days_late
    report = await looked_at(reports, officer, "R-04", month(2026, 11), clock.now())
    first = rows_of(report, "tasks")[0]
    assert first[:5] == ["Kết luận họp", tasks[1].title, _MEETING, officer.name, "10/05/2006"]


async def test_a_task_is_finished_once_and_can_be_handed_on(
    database: Database, reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    now, day = clock.now(), date(2026, 12, 1)
    one = [NewTask("Một việc", officer.name, day)]
    assert await reports.meetings.add(lead, "Họp giao ban", date(2026, 11, 20), one, now) == 1
    (task,) = await reports.meetings.listed(lead, now)
    assert task.days_late == 0
    later = date(2026, 12, 20)
    assert await reports.meetings.hand_on(officer, task.id, lead.name, later, now) is None
    (task,) = await reports.meetings.listed(lead, now)
    assert (task.owner, task.due_on) == (lead.name, later)
    assert await reports.meetings.finish(lead, task.id, MeetingTaskState.DONE, "đã gửi", now) is None
    again = await reports.meetings.finish(lead, task.id, MeetingTaskState.DROPPED, "", now)
    assert again is not None
    assert again.problem is Problem.GONE
    (done,) = await reports.meetings.listed(lead, now, is_finished=True)
    assert (done.state, done.note) == (MeetingTaskState.DONE, "đã gửi")
    actions = [row.action for row in rows(database, audit_event)]
    assert actions == ["meeting_task_made", "meeting_task_handed_on", "meeting_task_done"]


async def test_a_conclusion_is_written_down_whole_or_not_at_all(
    database: Database, reports: ReportRoom, officer: Member, viewer: Member, clock: HandClock
) -> None:
    good = NewTask("Một việc", officer.name, date(2006, 12, 1))
    for member, source, tasks in (
        (officer, "", [good]),
        (officer, _MEETING, []),
        (officer, _MEETING, [good, NewTask("Việc của ai", "nobody", date(2006, 12, 1))]),
        (officer, _MEETING, [good, NewTask("Việc không hạn", officer.name, None)]),
        (officer, _MEETING, [good, NewTask("x" * 301, officer.name, date(2006, 12, 1))]),
        (viewer, _MEETING, [good]),
    ):
        refused = await reports.meetings.add(member, source, _HELD_ON, tasks, clock.now())
        assert isinstance(refused, Refused), (source, tasks)
    assert rows(database, meeting_task) == []
