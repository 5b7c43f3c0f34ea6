"""Days of the year: told before them on a working day, after them only so long."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from knowledge.process.deadlines import Deadline, reminders
from tests.knowledge.process.books import PROCESS, WORKING_DAYS

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _told(since: str, until: str, **fields: Any) -> list[tuple[date, int, str, str]]:
    deadline = Deadline.model_validate(
        {
            "id": "one",
            "name": "x",
            "month": 6,
            "day": 20,
            "days": [-14, -1, 1],
            "at": "08:00",
            "valid_for_days": 7,
            "roles": ["lead"],
            "basis": ["f-x"],
            "said": "{day}",
        }
        | fields
    )
    found = reminders(deadline, _at(since), _at(until), ZONE, WORKING_DAYS)
    return [
        (each.on, each.days, *(f"{moment.astimezone(ZONE):%d/%m %H:%M}" for moment in each[3:]))
        for each in found
    ]


def test_a_year_has_each_once() -> None:
    on = date(2027, 6, 20)  # a Sunday, and so is the 6th
    assert _told("2027-01-01 00:00", "2027-12-31 00:00") == [
        (on, -14, "04/06 08:00", "11/06 08:00"),
        (on, -1, "18/06 08:00", "21/06 00:00"),
        (on, 1, "21/06 08:00", "28/06 08:00"),
    ]


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2027-06-04 07:59", []),
        ("2027-06-04 08:00", [-14]),
        ("2027-06-11 07:59", [-14]),
        ("2027-06-11 08:00", []),
        ("2027-06-20 23:59", [-1]),
        ("2027-06-21 00:00", []),
        ("2027-06-28 07:59", [1]),
    ],
)
def test_one_is_told_from_its_hour_on_as_long_as_it_makes_sense(now: str, days: list[int]) -> None:
    assert [told[1] for told in _told(now, now)] == days


def test_what_falls_before_new_year_belongs_to_the_day_after_it() -> None:
    found = _told("2026-12-20 00:00", "2027-01-03 00:00", month=1, day=4, days=[-14])
    assert [(told[0], told[2]) for told in found] == [(date(2027, 1, 4), "21/12 08:00")]


def test_the_office_is_told_of_the_list_for_the_nation_and_of_the_report_of_the_year() -> None:
    found = PROCESS.deadline_reminders(_at("2027-01-01 00:00"), _at("2027-12-31 00:00"), ZONE)
    days = {(each.deadline.id, each.on) for each in found}
    assert {("national_list", date(2027, 6, 20)), ("annual_report", date(2027, 11, 20))} <= days
    assert [each.due_at for each in found] == sorted(each.due_at for each in found)
