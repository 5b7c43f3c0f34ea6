"""Days that staff note start reminders of their own: settlement, tours and classes, certificates, instalments."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.followups.firing import LEASE, FollowUps
from handlers.review.model import DateKind, DateState, Why
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, FollowUpState, MoneySource, Role
from storage.tables_applications import application_event, follow_up
from storage.tables_tasks import staff_task
from tests.support.applications import ANSWERS, a_sent_application
from tests.support.clock import HandClock
from tests.support.reviews import Member, Office, a_door, a_linked_chat
from tests.support.rows import rows
from tests.support.talks import ZONE

S, DAY = ApplicationStatus, timedelta(days=1)
SETTLE = date(2027, 6, 15)
_OF_STATES = {"buy_by_list", "progress", "effect_half_year", "effect_year"}


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture
async def lead(office: Office) -> Member:
    return await office.member(Role.LEAD)


@pytest.fixture
def firing(database: Database, knowledge: KnowledgeBase) -> FollowUps:
    return FollowUps(database, lambda: knowledge, a_door(), ZONE)


async def notes(
    office: Office,
    member: Member,
    row: ApplicationRow,
    kind: DateKind,
    *days: date,
    state: DateState = DateState.STANDING,
) -> None:
    await office.does(member, row, "note_date", date_kind=kind, days=days, date_state=state)


def open_ones(office: Office) -> list[tuple[str, datetime]]:
    """Without those that the state itself starts."""
    found = [each for each in rows(office.database, follow_up) if each.state is FollowUpState.PLANNED]
    return sorted((each.plan, each.due_at) for each in found if each.plan not in _OF_STATES)


def plans(office: Office) -> set[str]:
    return {plan for plan, _ in open_ones(office)}


async def until(firing: FollowUps, moment: datetime, *more: datetime) -> int:
    """Fires at each of the moments; how many told somebody something."""
    return sum([await firing.fire_due(each, 100) for each in (moment, *more)])


async def test_the_chain_of_a_settlement_goes_on_until_it_is_settled(
    office: Office, lead: Member, firing: FollowUps, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), status=S.INSPECTED, assignee_id=lead.id)
    await a_linked_chat(office.database, clock.now(), lead.id, "lead")
    await notes(office, lead, row, DateKind.SETTLE_BY, SETTLE)
    assert open_ones(office)[:2] == [
        ("settle_overdue", at(2027, 6, 18)),
        ("settle_overdue", at(2027, 6, 25)),
    ]
    assert ("settle_soon", at(2027, 6, 1)) in open_ones(office)
    assert await until(firing, at(2027, 6, 1), at(2027, 6, 15), at(2027, 6, 18), at(2027, 6, 25)) == 4
    told = [reply.text for reply in await office.told()]
    assert len(told) == 4
    assert all("15/6/2027" in text for text in told)
    in_office = [reply.text for reply in await office.told("lead", "telegram")]
    assert len(in_office) == 2
    assert all("quá hạn quyết toán 15/6/2027" in text for text in in_office)
    (task,) = rows(office.database, staff_task)  # however often it is said
    assert (task.reason, task.closed_at) == ("settle_overdue", None)
    await office.does(lead, row, "settle", amount=100_000_000)
    assert plans(office) == set()
    assert rows(office.database, staff_task)[0].closed_by == "follow_ups"


async def test_a_new_day_takes_the_place_of_the_old_one(
    office: Office, lead: Member, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), status=S.UNDER_WAY)
    await notes(office, lead, row, DateKind.SETTLE_BY, SETTLE)
    await notes(office, lead, row, DateKind.SETTLE_BY, SETTLE + 30 * DAY)
    assert ("settle_today", at(2027, 7, 15, 8)) in open_ones(office)
    assert ("settle_today", at(2027, 6, 15, 8)) not in open_ones(office)
    await notes(office, lead, row, DateKind.SETTLE_BY, SETTLE)
    assert ("settle_today", at(2027, 6, 15, 8)) in open_ones(office)
    outcomes = {each.outcome for each in rows(office.database, follow_up) if each.outcome}
    assert outcomes == {"new_date"}


async def test_what_is_looked_at_when_it_is_due_is_the_day_that_holds_then(
    office: Office, lead: Member, firing: FollowUps, clock: HandClock
) -> None:
    """Also where the row could not be cancelled with its cause."""
    row = await a_sent_application(office.database, clock.now(), status=S.INSPECTED)
    await notes(office, lead, row, DateKind.SETTLE_BY, SETTLE)
    async with office.database.transaction() as store:
        await store.dates.end(row.id, DateKind.SETTLE_BY, DateState.DROPPED)
    assert await until(firing, at(2027, 6, 15, 10)) == 0
    ended = {each.plan: each.outcome for each in rows(office.database, follow_up) if each.outcome}
    assert ended == {"settle_today": "new_date", "settle_soon": "too_late"}


async def test_a_tour_is_told_before_asked_after_and_chased(
    office: Office, lead: Member, firing: FollowUps, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), form_id="A-05", status=S.APPROVED)
    await notes(office, lead, row, DateKind.EVENT_ON, date(2027, 3, 12), date(2027, 3, 14))
    assert open_ones(office) == [
        ("tour_report", at(2027, 3, 16)),
        ("tour_report_again", at(2027, 3, 23)),
        ("tour_report_missing", at(2027, 3, 30)),
        ("tour_soon", at(2027, 3, 9, 8)),
    ]
    assert await until(firing, at(2027, 3, 9), at(2027, 3, 16), at(2027, 3, 23), at(2027, 3, 30)) == 4
    soon, report, again = await office.told()
    assert "12/3/2027" in soon.text
    assert [button.label for button in report.buttons] == ["Viết báo cáo (5 câu)", "Xem phiếu"]
    assert report.text == again.text
    (task,) = rows(office.database, staff_task)
    assert task.reason == "tour_report_missing"


async def test_what_takes_one_day_ends_on_it_and_a_last_day_noted_later_moves_what_comes_after(
    office: Office, lead: Member, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), form_id="A-03", status=S.APPROVED)
    await notes(office, lead, row, DateKind.EVENT_ON, date(2027, 3, 12))
    assert open_ones(office) == [("fair_result", at(2027, 3, 15)), ("fair_soon", at(2027, 3, 5, 8))]
    await notes(office, lead, row, DateKind.EVENT_ON, date(2027, 3, 12), date(2027, 3, 16))
    assert open_ones(office) == [("fair_result", at(2027, 3, 19)), ("fair_soon", at(2027, 3, 5, 8))]
    await notes(
        office, lead, row, DateKind.EVENT_ON, date(2027, 3, 12), date(2027, 3, 16), state=DateState.DROPPED
    )
    assert open_ones(office) == []


async def test_a_tour_that_was_noted_after_it_is_still_asked_for(
    office: Office, lead: Member, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), form_id="A-05", status=S.INSPECTED)
    await notes(office, lead, row, DateKind.EVENT_ON, date(2026, 11, 10))
    assert ("tour_report", clock.now()) in open_ones(office)
    assert "tour_soon" not in plans(office)


async def test_work_after_training_is_asked_for_after_three_and_six_months(
    office: Office, lead: Member, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), form_id="A-04", status=S.UNDER_WAY)
    await notes(office, lead, row, DateKind.EVENT_ON, date(2027, 3, 1), date(2027, 5, 31))
    assert {plan: due for plan, due in open_ones(office) if plan.startswith("work_")} == {
        "work_quarter": at(2027, 8, 30),
        "work_half_year": at(2027, 11, 30),
    }


async def test_money_to_be_paid_back_is_reminded_of_day_by_day_and_only_where_it_is_such_money(
    office: Office, lead: Member, firing: FollowUps, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), status=S.INSPECTED)
    first, second = date(2027, 6, 15), date(2027, 12, 15)
    await notes(office, lead, row, DateKind.REPAY_ON, first, second)
    assert plans(office) == set()
    await office.does(lead, row, "set_money", amount=200_000_000, source=MoneySource.RECOVERABLE)
    assert [due for plan, due in open_ones(office) if plan == "repay_today"] == [
        at(2027, 6, 15, 8),
        at(2027, 12, 15, 8),
    ]
    assert await until(firing, at(2027, 6, 20)) == 1  # overdue; what came before is past
    assert len(rows(office.database, staff_task)) == 1
    await notes(office, lead, row, DateKind.REPAY_ON, first, state=DateState.DONE)
    assert {due.year for plan, due in open_ones(office) if plan == "repay_overdue"} == {2027, 2028}
    assert min(due for plan, due in open_ones(office) if plan.startswith("repay")) == at(2027, 12, 1)
    await office.does(lead, row, "set_money", amount=200_000_000, source=MoneySource.LOCAL)
    assert plans(office) == set()
    assert all(task.closed_at for task in rows(office.database, staff_task))


async def test_a_certificate_is_told_of_ninety_and_thirty_days_before(
    office: Office, lead: Member, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), form_id="A-07", status=S.INSPECTED)
    await notes(office, lead, row, DateKind.CERTIFICATE_UNTIL, date(2030, 12, 31))
    assert open_ones(office) == [
        ("certificate_month", at(2030, 12, 1)),
        ("certificate_quarter", at(2030, 10, 2)),
    ]


@pytest.mark.parametrize(
    ("said", "due"), [("2027-03-15", at(2027, 3, 1)), ("2027-03", at(2027, 2, 15)), ("2027", None)]
)
async def test_the_day_on_which_people_mean_to_buy_is_told_in_time_while_nothing_is_decided(
    office: Office, lead: Member, clock: HandClock, said: str, due: datetime | None
) -> None:
    answers = {**ANSWERS, "install_time": said}
    row = await a_sent_application(office.database, clock.now(), answers=answers)
    await office.does(lead, row, "take_up")
    assert dict(open_ones(office)).get("wait_with_buying") == due
    await office.does(lead, row, "approve")
    assert "wait_with_buying" not in plans(office)


async def test_what_nobody_has_answered_comes_to_staff_and_ends_with_the_answer(
    office: Office, lead: Member, firing: FollowUps, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), status=S.UNDER_WAY)
    for _ in range(2):  # what waits already is not begun anew
        await office.does(lead, row, "open_obstacle", obstacle="papers", text="thiếu hóa đơn")
        clock.pass_seconds(60)
    assert len([plan for plan, _ in open_ones(office) if plan == "obstacle_waits"]) == 6
    assert next(due for plan, due in open_ones(office) if plan == "obstacle_waits") == at(2026, 12, 7, 8)
    assert await until(firing, at(2026, 12, 7, 10)) == 1
    assert await office.told() == []  # nothing of it is for the person
    assert [task.reason for task in rows(office.database, staff_task)] == ["obstacle_waits"]
    await office.does(lead, row, "close_obstacle")
    assert "obstacle_waits" not in plans(office)
    assert rows(office.database, staff_task)[0].closed_at is not None


async def test_noting_a_day_leaves_its_trace_and_wrong_days_are_refused(
    office: Office, lead: Member, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), status=S.UNDER_WAY)
    await notes(office, lead, row, DateKind.SETTLE_BY, SETTLE)
    event = rows(office.database, application_event)[-1]
    assert (event.action, event.actor) == ("note_date", f"staff:{lead.id}")
    assert '"days": "2027-06-15"' in event.detail
    for days in ((SETTLE, SETTLE + DAY), (date(2020, 1, 1),), (date(2060, 1, 1),)):
        refusal = await office.refused(lead, row, "note_date", date_kind=DateKind.SETTLE_BY, days=days)
        assert (refusal.why, refusal.need) == (Why.WRONG, "date")
    gone = {"date_kind": DateKind.REPAY_ON, "days": (SETTLE,), "date_state": DateState.DONE}
    assert (await office.refused(lead, row, "note_date", **gone)).need == "date"
    missing = await office.refused(lead, row, "note_date", date_kind=DateKind.SETTLE_BY)
    assert missing.why is Why.MISSING


async def test_a_colleague_who_writes_just_now_is_not_waited_for_and_told_later(
    office: Office, lead: Member, firing: FollowUps, clock: HandClock
) -> None:
    """Else two who wait for each other's chats would wait for ever."""
    if office.database.is_sqlite:
        return  # one writer at a time: nobody is ever waited for
    row = await a_sent_application(office.database, clock.now(), status=S.INSPECTED, assignee_id=lead.id)
    chat = await a_linked_chat(office.database, clock.now(), lead.id, "lead")
    await notes(office, lead, row, DateKind.SETTLE_BY, SETTLE)
    async with asyncio.timeout(10), office.database.transaction() as store:
        await store.conversations.lock(chat)
        assert await firing.fire_due(at(2027, 6, 18), 10) == 0
    assert await office.told() == []
    assert await firing.fire_due(at(2027, 6, 18) + LEASE, 10) == 1
    assert len(await office.told("lead", "telegram")) == len(await office.told()) == 1
