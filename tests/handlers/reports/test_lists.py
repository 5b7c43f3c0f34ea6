"""Lists of late and silent work, of needs, obstacles and workload: codes and places, never people."""

from datetime import date, timedelta

import pytest

from handlers.applications.codes import shown
from handlers.reports import periods
from handlers.reports.model import Report
from handlers.reports.room import ReportRoom
from storage.database import Database
from storage.states import ApplicationStatus, DateKind
from tests.support.applications import OWNER, PHONE, a_sent_application
from tests.support.clock import HandClock
from tests.support.reports import a_history, looked_at, rows_of, section
from tests.support.reviews import Member, Office

_MONTH = periods.month(2026, 11)


@pytest.fixture
def today(clock: HandClock) -> date:
    return clock.now().date()


async def test_late_work_is_listed_with_its_reason_the_longest_first(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock, today: date
) -> None:
    now = clock.now()
    visit = await a_sent_application(
        database, now, chat_key="a", status=ApplicationStatus.VISIT, visit_at=now - timedelta(days=3)
    )
    papers = await a_sent_application(
        database,
        now,
        chat_key="b",
        status=ApplicationStatus.MORE_WANTED,
        due_on=today - timedelta(days=10),
        assignee_id=officer.id,
    )
    await a_sent_application(
        database, now, chat_key="c", status=ApplicationStatus.VISIT, visit_at=now + timedelta(days=3)
    )
    report = await looked_at(reports, officer, "R-04", _MONTH, now)
    found = [(row[0], row[4], row[6], row[7]) for row in rows_of(report, "late")]
    assert found == [
        (shown(papers.code), "Quá hạn bổ sung, thực hiện", "10", officer.name),
        (shown(visit.code), "Qua ngày khảo sát", "3", "không rõ"),
    ]
    _names_nobody(report)


async def test_silence_and_unsettled_money_are_told(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock, today: date
) -> None:
    long_ago = clock.now() - timedelta(days=45)
    silent = await a_sent_application(database, long_ago, chat_key="a", status=ApplicationStatus.UNDER_WAY)
    inspected = await a_sent_application(database, long_ago, chat_key="b", status=ApplicationStatus.INSPECTED)
    dated = await a_sent_application(database, long_ago, chat_key="c", status=ApplicationStatus.INSPECTED)
    tour = await a_sent_application(
        database, long_ago, chat_key="d", form_id="A-05", status=ApplicationStatus.APPROVED
    )
    async with database.transaction() as store:
        day = today + timedelta(days=5)
        await store.dates.note(dated.id, DateKind.SETTLE_BY, day, "staff:1", clock.now())
        for kind, ago in ((DateKind.EVENT_ON, 9), (DateKind.EVENT_ENDS, 7)):
            on = today - timedelta(days=ago)
            await store.dates.note(tour.id, kind, on, "staff:1", clock.now())
    report = await looked_at(reports, officer, "R-04", _MONTH, clock.now())
    assert [(row[0], row[6]) for row in rows_of(report, "unreported")] == [
        (shown(silent.code), "15"),
        (shown(tour.code), "7"),
    ]
    assert [row[0] for row in rows_of(report, "unsettled")] == [shown(inspected.code)]


async def test_needs_are_what_nobody_decided_and_what_was_put_off(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    waiting = await a_history(database, date(2026, 10, 2), planned_vnd=150_000_000)
    put_off = await a_history(database, date(2026, 10, 3), form_id="A-05")
    await put_off.does("refuse", clock.now(), reason="plan_full")
    async with database.transaction() as store:
        await store.applications.change(put_off.row, clock.now(), ending="not_this_year")
    approved = await a_history(database, date(2026, 10, 4))
    await approved.does("take_up", clock.now())
    await approved.does("approve", clock.now())
    report = await looked_at(reports, officer, "R-02", periods.whole_year(2026), clock.now())
    found = [(row[0], row[5]) for row in rows_of(report, "needs")]
    assert found == [
        (shown(waiting.row.code), "150"),
        (shown(put_off.row.code), "chưa có số liệu"),
    ]
    here, missing = "xã Hảo Đước, Tây Ninh", "chưa có số liệu"
    sums = {tuple(row[1:]) for row in rows_of(report, "needs_by_place")}
    assert sums == {(here, "1", "150", missing), (here, "1", missing, missing)}
    _names_nobody(report)


async def test_obstacles_have_an_age_and_the_policys_own_are_marked(
    database: Database, reports: ReportRoom, office: Office, officer: Member, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now(), assignee_id=officer.id)
    await office.does(officer, row, "open_obstacle", obstacle="no_guidance", text="chưa có hướng dẫn")
    await office.does(officer, row, "open_obstacle", obstacle="papers", text="thiếu giấy")
    clock.pass_seconds(3 * 24 * 3600)
    report = await looked_at(reports, officer, "R-05", _MONTH, clock.now())
    assert [(row[0], row[5], row[6]) for row in rows_of(report, "obstacles")] == [
        ("Thiếu văn bản hướng dẫn *", "3", officer.name),
        ("Giấy tờ", "3", officer.name),
    ]
    chart = section(report, "obstacles").chart
    assert chart is not None
    assert "thiếu giấy" not in str(report)


async def test_workload_counts_what_each_has_and_did(
    database: Database, reports: ReportRoom, office: Office, officer: Member, lead: Member, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now(), assignee_id=officer.id)
    await office.does(officer, row, "note", text="đã gọi")
    await office.does(lead, row, "take_up")
    report = await looked_at(reports, officer, "R-06", _MONTH, clock.now())
    found = {row[0]: row[1:5] for row in rows_of(report, "workload")}
    missing = "chưa có số liệu"
    assert found[officer.name] == ["1", missing, "1", "1"]
    assert found[lead.name] == [missing, missing, "1", "1"]


def _names_nobody(report: Report) -> None:
    told = str(report)
    assert OWNER not in told
    assert PHONE not in told
    assert "Hương Quê" not in told
