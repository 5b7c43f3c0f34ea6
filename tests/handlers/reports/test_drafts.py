"""A report is a draft until a second right lets it stand; then it stays as it was."""

import asyncio
from datetime import date

import pytest

from handlers.reports import periods
from handlers.reports.model import Heading, Period, Problem, Refused, ReportState, Wanted
from handlers.reports.room import ReportRoom
from handlers.reports.writing import LONGEST_TEXT
from storage.database import Database
from storage.states import Role
from storage.tables import audit_event
from tests.support.clock import HandClock
from tests.support.reports import a_draft, a_figure, line, opened, settled
from tests.support.reviews import Member, Office
from tests.support.rows import rows

_YEAR = periods.whole_year(2025)
_WANTED = Wanted("R-01", _YEAR)


async def test_a_draft_counts_anew_and_a_final_one_stays(
    database: Database, reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    await settled(database, date(2025, 1, 5), 10, 1_000_000, actor=f"staff:{officer.id}")
    draft = await a_draft(reports, officer, _WANTED, clock.now())
    await settled(database, date(2025, 2, 5), 10, 1_000_000, actor=f"staff:{officer.id}")
    before = await opened(reports, officer, draft, clock.now())
    assert line(before.report, "Đề án được duyệt")["Trong kỳ"] == "2"
    assert before.report.head[-1] == "Trạng thái: NHÁP, chưa duyệt"
    assert await reports.desk.approve(lead, draft, before.revision, clock.now()) is None
    await settled(database, date(2025, 3, 5), 10, 1_000_000, actor=f"staff:{officer.id}")
    await a_figure(database, "trained", _YEAR, "99", by_id=lead.id)
    after = await opened(reports, officer, draft, clock.now())
    assert after.state is ReportState.FINAL
    assert line(after.report, "Đề án được duyệt")["Trong kỳ"] == "2"
    assert line(after.report, "Lao động học nghề gắn với việc làm")["Trong kỳ"] == "chưa có số liệu"
    assert after.report.head[-1] == f"Trạng thái: đã duyệt ngày 23/11/2026, người duyệt {lead.name}"
    assert after.report.sections == before.report.sections


async def test_the_six_texts_are_proposed_written_and_kept(
    database: Database, reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    await settled(database, date(2025, 1, 5), 10, 1_500_000, actor=f"staff:{officer.id}")
    draft = await a_draft(reports, officer, _WANTED, clock.now())
    found = await opened(reports, officer, draft, clock.now())
    titles = [each.title for each in found.report.texts]
    assert titles == ["Làm được", "Chưa làm được", "Tồn tại", "Nguyên nhân", "Phương hướng", "Giải pháp"]
    assert found.texts[Heading.DONE].splitlines()[:3] == [
        "Được duyệt 1 đề án.",
        "Đã nghiệm thu 1 đề án, quyết toán 1 đề án.",
        "Đã chi 1,5 triệu đồng.",
    ]
    mine = {Heading.CAUSES: "Phân bổ vốn muộn.\nXã thiếu người."}
    assert await reports.desk.write(officer, draft, mine, found.revision, clock.now()) is None
    written = await opened(reports, officer, draft, clock.now())
    assert written.texts[Heading.CAUSES] == "Phân bổ vốn muộn.\nXã thiếu người."
    assert written.texts[Heading.DONE] == found.texts[Heading.DONE]  # still a proposal
    assert await reports.desk.approve(lead, draft, written.revision, clock.now()) is None
    final = await opened(reports, officer, draft, clock.now())
    assert final.texts == written.texts


@pytest.mark.parametrize("role", Role)
async def test_only_a_second_right_approves(
    office: Office, reports: ReportRoom, officer: Member, clock: HandClock, role: Role
) -> None:
    draft = await a_draft(reports, officer, _WANTED, clock.now())
    member = await office.member(role)
    refused = await reports.desk.approve(member, draft, 0, clock.now())
    assert (refused is None) == (role in (Role.LEAD, Role.ADMIN))
    read = await reports.desk.look(member, _WANTED, clock.now())
    may_read = role in (Role.VIEWER, Role.OFFICER, Role.LEAD, Role.ADMIN)
    assert isinstance(read, Refused) != may_read
    made = await reports.desk.create(member, _WANTED, clock.now())
    assert isinstance(made, int) == (role in (Role.OFFICER, Role.LEAD, Role.ADMIN))


async def test_of_two_who_change_a_draft_the_second_is_told(
    reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    draft, now = await a_draft(reports, officer, _WANTED, clock.now()), clock.now()
    texts = {Heading.DONE: "một"}
    done = await asyncio.gather(
        reports.desk.write(officer, draft, texts, 0, now), reports.desk.approve(lead, draft, 0, now)
    )
    (refused,) = [each for each in done if each is not None]
    assert refused.problem in (Problem.OVERTAKEN, Problem.FINAL)
    too_long = {Heading.DONE: "x" * (LONGEST_TEXT + 1)}
    refused = await reports.desk.write(officer, draft, too_long, 1, now)
    assert refused is not None
    assert refused.problem in (Problem.TEXT, Problem.FINAL)


async def test_a_final_report_takes_no_more_words(
    reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    draft, now = await a_draft(reports, officer, _WANTED, clock.now()), clock.now()
    assert await reports.desk.approve(lead, draft, 0, now) is None
    for refused in (
        await reports.desk.write(officer, draft, {Heading.DONE: "một"}, 1, now),
        await reports.desk.approve(lead, draft, 1, now),
    ):
        assert refused is not None
        assert refused.problem is Problem.FINAL


async def test_everything_is_in_the_audit_trail(
    database: Database, reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    now = clock.now()
    draft = await a_draft(reports, officer, _WANTED, now)
    await reports.desk.look(officer, _WANTED, now)
    await opened(reports, officer, draft, now)
    await reports.desk.write(officer, draft, {Heading.DONE: "một chuyện"}, 0, now)
    await reports.desk.exported(officer, draft, "xlsx", now)
    await reports.desk.approve(lead, draft, 1, now)
    trail = [(row.actor, row.action, row.subject) for row in rows(database, audit_event)]
    mine, own = f"staff:{officer.id}", f"report:{draft}"
    assert trail == [
        (mine, "report_made", own),
        (mine, "report_read", "report:R-01"),
        (mine, "report_read", own),
        (mine, "report_written", own),
        (mine, "report_exported", own),
        (f"staff:{lead.id}", "report_approved", own),
    ]
    assert "một chuyện" not in str(rows(database, audit_event))


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (Wanted("R-99", _YEAR), Problem.KIND),
        (Wanted("R-01", Period(date(2026, 1, 2), date(2026, 1, 1))), Problem.PERIOD),
    ],
)
async def test_a_report_of_nothing_is_refused(
    reports: ReportRoom, officer: Member, clock: HandClock, wanted: Wanted, problem: Problem
) -> None:
    for refused in (
        await reports.desk.look(officer, wanted, clock.now()),
        await reports.desk.create(officer, wanted, clock.now()),
    ):
        assert isinstance(refused, Refused)
        assert refused.problem is problem
