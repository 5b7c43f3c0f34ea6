"""When reminders fall due: on the people's clock, out of the quiet hours, and never after what they remind of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from knowledge.forms.model import Status
from knowledge.process.model import UNDECIDED
from knowledge.process.plans import QUIET, Anchor, CancelOn, Plan, PlanFile, Quiet, Trigger, planned
from knowledge.process.process import Process
from tests.knowledge.process.books import BOOK, PROCESS, VALUES, WORKING_DAYS

ZONE, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _plan(**fields: Any) -> Plan:
    said = {"id": "one", "name": "x", "status": "da_gui", "from": "entered", "days": 1, "valid_for_days": 2}
    given = said | {"said": "x"} | fields
    return Plan.model_validate({name: value for name, value in given.items() if value is not None})


def _due(plan: Plan, begins: str, dates: Mapping[Anchor, datetime | date]) -> list[tuple[str, str]]:
    found = planned(plan, _at(begins), ZONE, dates, WORKING_DAYS)
    return [(_told(due.due_at), _told(due.valid_until)) for due in found]


@pytest.mark.parametrize(
    ("plan", "begins", "dates", "due"),
    [
        ("draft_reminder", "2027-03-10 10:15", {}, [("2027-03-12 10:15", "2027-03-15 10:15")]),
        ("draft_reminder", "2027-03-10 22:40", {}, [("2027-03-13 07:00", "2027-03-16 07:00")]),
        ("draft_reminder", "2027-03-10 05:00", {}, [("2027-03-12 07:00", "2027-03-15 07:00")]),
        ("papers_after_week", "2027-03-10 10:15", {}, [("2027-03-17 09:00", "2027-03-22 09:00")]),
        ("papers_after_week", "2027-03-10 10:15", {Anchor.DUE_ON: date(2027, 3, 20)}, []),
        ("papers_before_due", "2027-03-10 10:15", {}, []),
        ("papers_before_due", "2027-03-10 10:15", {Anchor.DUE_ON: date(2027, 3, 20)},
         [("2027-03-18 09:00", "2027-03-20 09:00")]),
        ("papers_before_due", "2027-03-10 10:15", {Anchor.DUE_ON: date(2027, 3, 11)}, []),
        ("visit_tomorrow", "2027-03-10 10:15", {Anchor.VISIT_AT: _at("2027-03-15 14:00")},
         [("2027-03-14 08:00", "2027-03-15 08:00")]),
        ("visit_tomorrow", "2027-03-10 10:15", {Anchor.VISIT_AT: _at("2027-03-15 07:30")},
         [("2027-03-14 08:00", "2027-03-15 07:30")]),
        ("visit_tomorrow", "2027-03-14 10:15", {Anchor.VISIT_AT: _at("2027-03-15 14:00")}, []),
        ("inspection_soon", "2027-03-10 10:15", {Anchor.INSPECTION_AT: _at("2027-03-15 14:00")},
         [("2027-03-13 08:00", "2027-03-15 08:00")]),
        ("buy_by_list", "2027-03-10 23:59", {}, [("2027-03-11 08:00", "2027-03-16 08:00")]),
        ("effect_half_year", "2027-01-01 10:00", {}, [("2027-07-03 09:00", "2027-08-02 09:00")]),
        ("effect_year", "2027-01-01 10:00", {}, [("2028-01-01 09:00", "2028-01-31 09:00")]),
        ("settle_soon", "2027-03-01 10:00", {Anchor.SETTLE_BY: date(2027, 6, 15)},
         [("2027-06-01 09:00", "2027-06-14 09:00")]),
        ("settle_soon", "2027-06-02 10:00", {Anchor.SETTLE_BY: date(2027, 6, 15)}, []),
        ("settle_today", "2027-03-01 10:00", {Anchor.SETTLE_BY: date(2027, 6, 15)},
         [("2027-06-15 08:00", "2027-06-16 08:00")]),
        ("repay_soon", "2027-03-01 10:00", {}, []),
        ("certificate_quarter", "2027-03-01 10:00", {Anchor.CERTIFICATE_UNTIL: date(2030, 12, 31)},
         [("2030-10-02 09:00", "2030-11-01 09:00")]),
        ("tour_report", "2027-03-01 10:00", {Anchor.EVENT_ENDS: date(2027, 3, 14)},
         [("2027-03-16 09:00", "2027-04-15 09:00")]),
        ("tour_report", "2027-03-20 22:30", {Anchor.EVENT_ENDS: date(2027, 3, 14)},  # noted late: in the morning
         [("2027-03-21 07:00", "2027-04-15 09:00")]),
        ("tour_report", "2027-04-20 10:00", {Anchor.EVENT_ENDS: date(2027, 3, 14)}, []),
        ("wait_with_buying", "2027-01-10 10:00", {Anchor.ANSWER: date(2027, 3, 1)},
         [("2027-02-15 09:00", "2027-03-01 09:00")]),
    ],
)  # fmt: skip
def test_when_a_plan_falls_due(
    plan: str, begins: str, dates: Mapping[Anchor, datetime | date], due: list[tuple[str, str]]
) -> None:
    assert _due(PROCESS.plans[plan], begins, dates) == due


@pytest.mark.parametrize(("plan", "days"), [("still_in_review", 60), ("progress", 30)])
def test_a_repeated_plan_comes_again_and_again_but_not_for_ever(plan: str, days: int) -> None:
    due = PROCESS.planned(PROCESS.plans[plan], _at("2027-03-10 10:15"), ZONE)
    assert len(due) == 12
    first = _at("2027-03-10 09:00")
    assert [each.due_at for each in due] == [first + timedelta(days=days * nth) for nth in range(1, 13)]
    assert all(each.due_at.tzinfo is UTC and each.valid_until - each.due_at == timedelta(7) for each in due)


def test_working_days_leave_out_weekends_and_holidays() -> None:
    plan = _plan(days=2, working_days=True, at="09:00")
    assert _due(plan, "2027-04-29 10:00", {}) == [("2027-05-04 09:00", "2027-05-06 09:00")]
    before = _plan(days=-2, working_days=True, at="09:00", **{"from": "due_on"})
    assert _due(before, "2027-04-01 10:00", {Anchor.DUE_ON: date(2027, 5, 3)})[0][0] == "2027-04-28 09:00"


def test_days_are_those_of_the_people_not_of_the_server() -> None:
    begins = datetime(2027, 3, 10, 18, 30, tzinfo=UTC)  # the 11th in Vietnam
    (due,) = planned(
        _plan(at="09:00"), begins.astimezone(timezone(timedelta(hours=-5))), ZONE, {}, WORKING_DAYS
    )
    assert _told(due.due_at) == "2027-03-12 09:00"


@pytest.mark.parametrize(
    ("hour", "sent"),
    [
        ("06:59", "10 07:00"),
        ("07:00", "10 07:00"),
        ("20:59", "10 20:59"),
        ("21:00", "11 07:00"),
        ("23:30", "11 07:00"),
    ],
)
def test_nothing_is_sent_in_the_quiet_hours(hour: str, sent: str) -> None:
    assert f"{QUIET.after(_at(f'2027-03-10 {hour}')):%d %H:%M}" == sent


@pytest.mark.parametrize(
    "fields",
    [
        {"days": -1},
        {"from": "visit_at"},
        {"every_days": 30},
        {"at_most": 3},
        {"at": "25:00"},
        {"at_most": 0},
        {"valid_for_days": 0},
        {"status": None},
        {"status": None, "from": "settle_by", "at": "09:00"},
        {"status": None, "action": "note", "from": "done"},
        {"action": "note", "from": "done", "holds_in": ["da_gui"]},
        {"status": None, "action": "note", "holds_in": ["da_gui"]},
        {"status": None, "from": "visit_at", "at": "09:00", "holds_in": ["da_gui"]},
        {"status": None, "from": "answer", "at": "09:00", "holds_in": ["da_gui"], "forms": ["A-01"]},
        {"status": None, "from": "answer", "answer": "x", "at": "09:00", "holds_in": ["da_gui"]},
        {"said": None},
        {"said": None, "task": "x", "buttons": [{"label": "x", "payload": "x"}]},
        {"unless_answered": True},
    ],
)
def test_a_plan_that_cannot_be_counted_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _plan(**fields)


@pytest.mark.parametrize(
    ("status", "plans"),
    [
        (Status.DRAFT, "draft_reminder"),
        (Status.SENT, ""),
        (Status.MORE_WANTED, "papers_before_due papers_after_week"),
        (Status.VISIT, "visit_tomorrow"),
        (Status.IN_REVIEW, "still_in_review"),
        (Status.APPROVED, "buy_by_list"),
        (Status.UNDER_WAY, "progress work_due_soon"),
        (Status.INSPECTION, "inspection_soon"),
        (Status.INSPECTED, ""),
        (Status.SETTLED, "effect_half_year effect_year"),
        (Status.NOT_THIS_TIME, ""),
    ],
)
def test_a_state_starts_its_plans(status: Status, plans: str) -> None:
    assert [plan.id for plan in PROCESS.plans_for(status)] == plans.split()


def test_a_plan_of_a_state_ends_with_it_unless_it_holds_in_the_next() -> None:
    of_states = [plan for plan in PROCESS.plans.values() if plan.trigger is Trigger.STATUS]
    holding = {plan.id: {status for status in Status if plan.holds(status)} for plan in of_states}
    for plan in of_states:
        also = {Status.UNDER_WAY} if plan.id == "buy_by_list" else set()
        assert holding[plan.id] == {plan.status} | also
    assert PROCESS.plans["draft_reminder"].cancel_on == {CancelOn.REPLY}
    assert PROCESS.plans["visit_tomorrow"].cancel_on == {CancelOn.NEW_DATE}


@pytest.mark.parametrize(
    ("status", "plans"),
    [
        (Status.SENT, "wait_with_buying demanded_soon"),
        (Status.IN_REVIEW, "wait_with_buying demanded_soon"),
        (Status.INSPECTED, "settle tour class fair work certificate repay"),
        (Status.SETTLED, "tour_report class_result fair_result work certificate repay"),
        (Status.NOT_THIS_TIME, ""),
    ],
)
def test_a_date_starts_what_holds_in_the_state_of_the_day(status: Status, plans: str) -> None:
    started = [plan.id for plan in PROCESS.plans_by_date(status)]
    kinds = plans.split()
    assert all(any(plan.startswith(kind) for kind in kinds) for plan in started), started
    assert all(any(plan.startswith(kind) for plan in started) for kind in kinds), started


def test_money_that_is_to_be_paid_back_is_asked_for_only_where_it_is_such_money() -> None:
    for plan in (plan for plan in PROCESS.plans.values() if plan.counts_from is Anchor.REPAY_ON):
        assert plan.fits("A-01", "recoverable")
        assert not any(plan.fits("A-01", money) for money in ("national", "local", "donor", None))


def test_the_same_plans_have_the_same_version_and_others_another() -> None:
    assert Process(BOOK, WORKING_DAYS).plans_version == PROCESS.plans_version
    later = [plan.model_copy(update={"days": plan.days + 1}) for plan in BOOK.plans.plans]
    other = replace(BOOK, plans=PlanFile.model_construct(plans=tuple(later)))
    assert Process(other, WORKING_DAYS).plans_version != PROCESS.plans_version


@pytest.mark.parametrize("plan", PROCESS.plans.values(), ids=PROCESS.plans)
def test_a_reminder_says_what_it_is_about_in_every_state_it_may_come_in(plan: Plan) -> None:
    for status in plan.statuses if plan.said is not None else ():
        said, text = PROCESS.reminder(plan.id, at_status=status, **VALUES), PROCESS.status(status, **VALUES)
        assert (text.meaning in said) is plan.is_framed
        assert VALUES["form" if plan.status is Status.DRAFT else "code"] in said
        if plan.is_framed or status in UNDECIDED:
            assert (text.warning or "") in said
        with pytest.raises(KeyError):
            PROCESS.reminder(plan.id, at_status=status)
    if plan.task is not None:
        assert VALUES["code"] in PROCESS.task(plan.id, code=VALUES["code"])


def test_a_reminder_of_several_states_must_know_in_which_it_comes() -> None:
    with pytest.raises(KeyError):
        PROCESS.reminder("settle_today", **VALUES)


def test_a_reminder_warns_for_the_state_that_holds_by_now() -> None:
    approved = PROCESS.reminder("buy_by_list", code="KC-1")
    under_way = PROCESS.reminder("buy_by_list", at_status=Status.UNDER_WAY, code="KC-1")
    assert "ngày được bắt đầu thì chưa mua" in approved
    assert "ngày được bắt đầu thì chưa mua" not in under_way


@pytest.mark.parametrize(
    ("said", "fold", "sent"),
    [
        ("2026-10-25 02:10", 0, "2026-10-25 00:30"),
        ("2026-10-25 02:40", 0, "2026-10-25 00:40"),  # they are over
        ("2026-10-25 02:10", 1, "2026-10-25 01:30"),  # the hour comes again: never back in time
        ("2026-10-25 02:40", 1, "2026-10-25 01:40"),
        ("2026-03-29 01:50", 0, "2026-03-29 01:30"),  # 02:30 does not exist on that day
    ],
)
def test_quiet_hours_end_also_where_clocks_are_changed(said: str, fold: int, sent: str) -> None:
    quiet = Quiet(time(21), time(2, 30))
    moment = datetime.fromisoformat(said).replace(tzinfo=BERLIN, fold=fold)
    assert f"{quiet.after(moment).astimezone(UTC):%Y-%m-%d %H:%M}" == sent
    assert quiet.after(moment).astimezone(UTC) >= moment.astimezone(UTC)


@pytest.mark.parametrize("begins", ["2026-03-26 10:00", "2026-10-22 10:00"])
def test_each_day_has_one_moment_also_in_the_nights_when_clocks_are_changed(begins: str) -> None:
    plan = _plan(days=1, at="02:30", every_days=1, at_most=5)
    begun = datetime.fromisoformat(begins).replace(tzinfo=BERLIN)
    due = [each.due_at for each in planned(plan, begun, BERLIN, {}, WORKING_DAYS, Quiet(time(0), time(0)))]
    assert due == sorted(set(due))
    days = [each.astimezone(BERLIN).date() for each in due]
    assert days == [begun.date() + timedelta(days=nth) for nth in range(1, 6)]


def test_quiet_hours_are_those_of_the_night() -> None:
    assert (time(21), time(7)) == QUIET
