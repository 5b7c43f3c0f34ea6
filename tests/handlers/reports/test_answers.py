"""What people answered counts only for those who agree to statistics."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from handlers.reports import periods
from handlers.reports.room import ReportRoom
from knowledge.forms.replies import Value
from storage.database import Database
from storage.repositories.followups import NewFollowUp
from storage.repositories.surveys import NewAnswer
from storage.states import GapKind
from tests.support.applications import ANSWERS
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.reports import a_history, line, looked_at, noon, section, settled
from tests.support.reviews import Member

_COMPANY: Mapping[str, Value] = {**ANSWERS, "facility": "enterprise", "item": "technology_line"}


async def test_kinds_and_items_are_told_of_those_who_agree(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    for agrees, answers in ((True, ANSWERS), (True, _COMPANY), (False, ANSWERS), (None, _COMPANY)):
        await settled(database, date(2026, 1, 5), 10, 1_000_000, agrees=agrees, answers=answers)
    report = await looked_at(reports, officer, "R-01", periods.whole_year(2026), clock.now())
    assert line(report, "Cơ sở được hưởng")["Trong kỳ"] == "4"  # the office's own record
    for name in ("hộ kinh doanh", "doanh nghiệp", "Cơ sở có máy móc, thiết bị", "Cơ sở có dây chuyền"):
        assert line(report, name)["Trong kỳ"] == "1 (~)", name
    assert any("trong 2 phiếu đồng ý, tổng 4 phiếu" in note for note in section(report, "figures").notes)


async def test_a_consent_that_was_taken_back_counts_no_more(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    history = await settled(database, date(2026, 1, 5), 10, 1_000_000, agrees=True)
    async with database.transaction() as store:
        (given,) = await store.consents.of(history.row.contact_id)
        await store.consents.add(replace(given, is_given=False))
    report = await looked_at(reports, officer, "R-01", periods.whole_year(2026), clock.now())
    assert line(report, "hộ kinh doanh")["Trong kỳ"] == "chưa có số liệu"
    assert line(report, "Cơ sở được hưởng")["Trong kỳ"] == "1"


async def test_surveys_count_the_newest_answer_of_each_application(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    for agrees, numbers in ((True, (3, 5)), (True, (2,)), (False, (100,))):
        history = await settled(database, date(2026, 1, 5), 10, 1_000_000, agrees=agrees)
        for at, number in enumerate(numbers):
            await _answered(database, history.row.id, at, number)
    report = await looked_at(reports, officer, "R-01", periods.whole_year(2026), clock.now())
    assert line(report, "Việc làm mới")["Trong kỳ"] == "7"


async def test_questions_that_are_no_longer_kept_are_not_counted_as_none(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    now = clock.now()
    conversation = await a_conversation(database, now)
    async with database.transaction() as store:
        for kind in (GapKind.UNKNOWN, GapKind.UNKNOWN, GapKind.CLARIFY):
            await store.gaps.add(kind, conversation, "bao giờ có mưa", ("may-moc-muc",), 0.2, now)
    month = await looked_at(reports, officer, "R-06", periods.month(2026, 11), now)
    assert line(month, "Câu chưa trả lời được")["Trong kỳ"] == "2"
    year = await looked_at(reports, officer, "R-06", periods.whole_year(2026), now)
    assert line(year, "Câu chưa trả lời được")["Trong kỳ"] == "chưa có số liệu"
    assert any("đã quá 180 ngày" in note for note in section(year, "figures").notes)
    topics = await looked_at(reports, officer, "R-05", periods.month(2026, 11), now)
    (row,) = section(topics, "questions").tables[0].rows
    assert [cell.text for cell in row.cells[1:]] == ["2", "1", "chưa có số liệu"]


async def test_the_first_call_is_a_median(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    for days in (1, 3, 20):
        history = await a_history(database, date(2026, 10, 1), actor=f"staff:{officer.id}")
        await history.does("take_up", noon(date(2026, 10, 1)) + timedelta(days=days))
    await a_history(database, date(2026, 10, 1))  # nobody has touched it
    report = await looked_at(reports, officer, "R-06", periods.month(2026, 10), clock.now())
    name = "Ngày trung vị đến lần đầu cán bộ làm việc với phiếu"
    assert line(report, name)["Trong kỳ"] == "3"


async def _answered(database: Database, application_id: int, nth: int, number: int) -> None:
    at = noon(date(2026, 9, 1)) + timedelta(days=nth)
    async with database.transaction() as store:
        row = await store.applications.get(application_id)
        assert row is not None
        new = NewFollowUp(application_id, "effect", f"test{nth}", at, at + timedelta(days=9))
        await store.follow_ups.plan(new)
        follow_up = (await store.follow_ups.of(application_id))[-1]
        answer = NewAnswer(application_id, follow_up.id, "effect", "workers", number=number)
        await store.surveys.put(answer, await store.applications.key(row), at)
