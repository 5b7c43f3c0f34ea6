"""What will go out, by the day and by the application, for whoever looks after it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.applications.planning import Planner
from handlers.followups.calendar import ApplicationCalendar, Calendar, Count
from handlers.followups.firing import FollowUps
from handlers.followups.room import follow_up_room
from handlers.review.model import Refusal
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, DateKind, FollowUpState, Role
from storage.tables import audit_event
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.reviews import Office, a_door
from tests.support.rows import rows
from tests.support.talks import ZONE

S, DAY = ApplicationStatus, timedelta(days=1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def calendar(database: Database, knowledge: KnowledgeBase) -> Calendar:
    return follow_up_room(database, lambda: knowledge, a_door(), ZONE).calendar


async def planned(
    database: Database, knowledge: KnowledgeBase, now: datetime, status: S, chat_key: str, **columns: object
) -> ApplicationRow:
    row = await a_sent_application(database, now, chat_key=chat_key, status=status, **columns)  # type: ignore[arg-type]
    async with database.transaction() as store:
        await Planner(lambda: knowledge, ZONE).plan_for(store, row, now)
    return row


async def test_thirty_days_are_counted_by_plan_on_the_peoples_clock(
    office: Office, database: Database, calendar: Calendar, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    lead = await office.member(Role.LEAD)
    for number in range(3):
        await planned(database, knowledge, clock.now(), S.APPROVED, f"p{number}")
    await planned(database, knowledge, clock.now(), S.UNDER_WAY, "q")
    await planned(database, knowledge, clock.now(), S.IN_REVIEW, "r")  # in sixty days
    days = await calendar.days(lead, clock.now())
    assert [day.on for day in days] == [TODAY + ahead * DAY for ahead in range(30)]
    assert {day.on: day.counts for day in days if day.counts} == {
        date(2026, 11, 24): (Count("Nhắc mua đúng danh mục", 3),),
    }
    later = await calendar.days(lead, clock.now() + DAY, 31)
    counted = {day.on: day.total for day in later if day.total}
    assert counted == {date(2026, 11, 24): 3, date(2026, 12, 23): 1}


async def test_what_is_overdue_goes_out_today(
    office: Office, database: Database, calendar: Calendar, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    lead = await office.member(Role.LEAD)
    await planned(database, knowledge, clock.now(), S.APPROVED, "p")
    now = clock.now() + 2 * DAY
    today, *rest = await calendar.days(lead, now)
    assert (today.total, sum(day.total for day in rest)) == (1, 0)
    assert [line.plan for line in await calendar.of_day(lead, today.on, now)] == ["Nhắc mua đúng danh mục"]


async def test_an_officer_sees_what_is_theirs_and_others_see_nothing(
    office: Office, database: Database, calendar: Calendar, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    officer = await office.member(areas=("gia-lai",))
    await planned(database, knowledge, clock.now(), S.APPROVED, "p")
    mine = await planned(database, knowledge, clock.now(), S.APPROVED, "q", province="gia-lai", commune=None)
    tomorrow = TODAY + DAY
    assert [line.code for line in await calendar.of_day(officer, tomorrow, clock.now())] == [mine.code]
    assert sum(day.total for day in await calendar.days(officer, clock.now())) == 1
    for role in (Role.VIEWER, Role.BROADCASTER, Role.DATA_PROTECTION):
        other = await office.member(role)
        assert await calendar.days(other, clock.now()) == ()
        assert await calendar.of_day(other, tomorrow, clock.now()) == ()
        assert await calendar.figures(other) == ()
    reads = [each for each in rows(database, audit_event) if each.action == "calendar_read"]
    assert len(reads) == 1


async def test_days_of_the_year_stand_in_it(office: Office, calendar: Calendar) -> None:
    lead = await office.member(Role.LEAD)
    begin = datetime(2027, 5, 20, 9, tzinfo=ZONE).astimezone(UTC)
    told = {day.on: day.deadlines for day in await calendar.days(lead, begin) if day.deadlines}
    name = "Gửi danh mục khuyến công quốc gia"
    assert told == dict.fromkeys(
        (date(2027, 5, 21), date(2027, 6, 4), date(2027, 6, 15), date(2027, 6, 18)), (name,)
    )


async def test_of_one_application_the_coming_and_the_past_are_told_with_day_and_hour(
    office: Office, database: Database, calendar: Calendar, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    lead = await office.member(Role.LEAD)
    row = await planned(database, knowledge, clock.now(), S.APPROVED, "an")
    tour = (date(2027, 6, 15),)
    await office.does(lead, row, "note_date", date_kind=DateKind.SETTLE_BY, days=tour)
    await office.does(lead, row, "start_work")
    await FollowUps(database, lambda: knowledge, a_door(), ZONE).fire_due(clock.now() + DAY, 10)
    found = await calendar.of_application(lead, row.code, clock.now())
    assert isinstance(found, ApplicationCalendar)
    first = found.coming[0]
    assert (first.plan, first.state, first.is_of_staff) == ("Hỏi tiến độ", FollowUpState.PLANNED, False)
    assert first.at == datetime(2026, 12, 23, 9, tzinfo=ZONE)
    assert "Nhắc hạn quyết toán" in {each.plan for each in found.coming}
    assert [(each.plan, each.state) for each in found.past] == [
        ("Nhắc mua đúng danh mục", FollowUpState.FIRED)
    ]
    assert [each.on_day for each in found.view.dates] == [date(2027, 6, 15)]
    assert [each.at for each in found.coming] == sorted(each.at for each in found.coming)


async def test_what_is_not_there_or_not_for_somebody_is_refused(
    office: Office, database: Database, calendar: Calendar, clock: HandClock
) -> None:
    lead, news = await office.member(Role.LEAD), await office.member(Role.BROADCASTER)
    row = await a_sent_application(database, clock.now())
    assert isinstance(await calendar.of_application(lead, "7Q4M2X9T1B5V", clock.now()), Refusal)
    assert isinstance(await calendar.of_application(news, row.code, clock.now()), Refusal)
