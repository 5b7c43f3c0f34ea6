"""The times that a report compares."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reports import periods
from handlers.reports.model import Period
from handlers.reports.showing import read_number, told_number

_days = st.dates(date(2000, 1, 1), date(2035, 12, 31))
_times = st.tuples(_days, _days).map(lambda two: Period(min(two), max(two)))


@pytest.mark.parametrize(
    ("made", "since", "until"),
    [
        (periods.month(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        (periods.month(2026, 12), date(2026, 12, 1), date(2026, 12, 31)),
        (periods.quarter(2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
        (periods.half(2026, 1), date(2026, 1, 1), date(2026, 6, 30)),
        (periods.half(2026, 2), date(2026, 7, 1), date(2026, 12, 31)),
        (periods.whole_year(2026), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_named_time_has_its_days(made: Period, since: date, until: date) -> None:
    assert made == Period(since, until)


@pytest.mark.parametrize(
    ("period", "last"),
    [
        (periods.month(2025, 2), periods.month(2024, 2)),
        (periods.month(2024, 2), periods.month(2023, 2)),
        (periods.whole_year(2026), periods.whole_year(2025)),
        (Period(date(2021, 1, 1), date(2025, 12, 31)), Period(date(2016, 1, 1), date(2020, 12, 31))),
    ],
)
def test_the_time_before_is_as_long_in_the_calendar(period: Period, last: Period) -> None:
    assert periods.before(period) == last


@given(_times)
def test_the_years_of_a_time_are_the_whole_of_it(period: Period) -> None:
    years = list(periods.years_of(period)) or [period]
    assert periods.covers(period, years)
    assert periods.tiles(period, years) == years


@given(_times, st.lists(_times, max_size=8))
def test_parts_that_are_added_up_never_count_a_day_twice(whole: Period, parts: list[Period]) -> None:
    chosen = periods.tiles(whole, parts)
    assert all(one.until < other.since for one, other in pairwise(chosen))
    assert all(each in parts and whole.since <= each.since <= each.until <= whole.until for each in chosen)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("7.700", "7.700"),
        ("7700", "7.700"),
        ("12,5", "12,5"),
        ("0", "0"),
        (" 1 150 ", "1.150"),
        ("1.234.567,25", "1.234.567,25"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, told: str) -> None:
    read = read_number(typed)
    assert read is not None
    assert told_number(read) == told


@pytest.mark.parametrize(
    "typed", ["", "-5", "12.5", "1,2,3", "7.70", "bảy", "1e5", "NaN", "Infinity", "٣", "9" * 30, "5,", ",5"]
)
def test_what_could_mean_something_else_is_no_number(typed: str) -> None:
    assert read_number(typed) is None
