"""Working days of Vietnam; the lunar holidays are held against the sky."""

from datetime import date

import pytest

from tests.knowledge.privacy.books import BOOK, PRIVACY
from tests.knowledge.privacy.moon import solar_day

_DAYS = PRIVACY.working_days


@pytest.mark.parametrize(
    ("year", "tet", "hung_kings"),
    [
        (2018, date(2018, 2, 16), date(2018, 4, 25)),
        (2020, date(2020, 1, 25), date(2020, 4, 2)),
        (2023, date(2023, 1, 22), date(2023, 4, 29)),  # a leap month lies between
        (2025, date(2025, 1, 29), date(2025, 4, 7)),
    ],
)
def test_the_computation_gives_the_days_of_years_gone_by(year: int, tet: date, hung_kings: date) -> None:
    assert (solar_day(year, 1, 1), solar_day(year, 3, 10)) == (tet, hung_kings)


@pytest.mark.parametrize("year", BOOK.holidays.years)
def test_the_listed_lunar_days_are_those_of_the_sky(year: int) -> None:
    days = BOOK.holidays.years[year]
    assert (days.tet, days.hung_kings) == (solar_day(year, 1, 1), solar_day(year, 3, 10))


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),
        (date(2027, 1, 1), False),
        (date(2030, 4, 30), False),  # of a year that is not listed
        (date(2030, 2, 4), True),  # its Tết is not known: the careful side
        (date(2027, 9, 2), False),
        (date(2027, 9, 3), True),  # the day beside it is set each year
        (date(2027, 2, 5), False),
        (date(2027, 2, 8), False),
        (date(2027, 2, 9), True),
        (date(2027, 4, 16), False),
    ],
)
def test_which_days_are_working_days(day: date, is_working: bool) -> None:
    assert _DAYS.is_working(day) is is_working


@pytest.mark.parametrize(
    ("day", "count", "after", "before"),
    [
        (date(2026, 11, 18), 2, date(2026, 11, 20), date(2026, 11, 16)),
        (date(2026, 11, 20), 2, date(2026, 11, 24), date(2026, 11, 18)),
        (date(2026, 11, 21), 2, date(2026, 11, 24), date(2026, 11, 19)),
        (date(2027, 2, 4), 1, date(2027, 2, 9), date(2027, 2, 3)),
        (date(2027, 4, 29), 2, date(2027, 5, 4), date(2027, 4, 27)),
        (date(2026, 11, 21), 0, date(2026, 11, 21), date(2026, 11, 21)),
    ],
)
def test_working_days_are_counted_without_the_first(day: date, count: int, after: date, before: date) -> None:
    assert (_DAYS.after(day, count), _DAYS.before(day, count)) == (after, before)
