"""The times that a report compares: its own, since January, the one before, and its years."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from handlers.reports.model import Period
from storage.repositories.reports import Span

LONGEST_DAYS = 30 * 366
_QUARTER_MONTHS, _HALF_MONTHS = 3, 6


def month(year: int, number: int) -> Period:
    return _months(year, number, 1)


def quarter(year: int, number: int) -> Period:
    return _months(year, (number - 1) * _QUARTER_MONTHS + 1, _QUARTER_MONTHS)


def half(year: int, number: int) -> Period:
    return _months(year, (number - 1) * _HALF_MONTHS + 1, _HALF_MONTHS)


def whole_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def is_sound(period: Period) -> bool:
    """In its order, and of a length that somebody may mean."""
    return timedelta(0) <= period.until - period.since <= timedelta(days=LONGEST_DAYS)


def is_of_one_year(period: Period) -> bool:
    return period.since.year == period.until.year


def since_january(period: Period) -> Period:
    """From the first of January of its last year."""
    return Period(date(period.until.year, 1, 1), period.until)


def planned_period(period: Period) -> Period:
    """What the plan is for: the year, or the time itself when that is longer than one."""
    return whole_year(period.until.year) if is_of_one_year(period) else period


def before(period: Period) -> Period:
    """The same days a year ago; as many years earlier when it spans several."""
    years = period.until.year - period.since.year + 1
    return Period(_years_back(period.since, years), _years_back(period.until, years, is_end=True))


def years_of(period: Period) -> tuple[Period, ...]:
    """Each calendar year, cut to the time; none for a time within one year."""
    if is_of_one_year(period):
        return ()
    years = (whole_year(year) for year in range(period.since.year, period.until.year + 1))
    return tuple(Period(max(y.since, period.since), min(y.until, period.until)) for y in years)


def span_of(period: Period, zone: tzinfo) -> Span:
    """The same as moments, by the people's own days."""
    return Span(_begin(period.since, zone), _begin(period.until + timedelta(days=1), zone))


def tiles(whole: Period, parts: list[Period]) -> list[Period]:
    """Of some times those that together stand for the whole without counting a day twice, the longest first."""
    chosen: list[Period] = []
    inside = [each for each in parts if each.since >= whole.since and each.until <= whole.until]
    for each in sorted(set(inside), key=lambda one: (one.since - one.until, one.since)):
        if all(each.until < one.since or each.since > one.until for one in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda one: one.since)


def covers(whole: Period, parts: list[Period]) -> bool:
    """Whether times that do not overlap leave no day of the whole out."""
    return sum(map(_days, parts)) == _days(whole)


def told_days(period: Period) -> Iterator[str]:
    """Both days as people write them."""
    yield f"{period.since:%d/%m/%Y}"
    yield f"{period.until:%d/%m/%Y}"


def _months(year: int, first: int, count: int) -> Period:
    after = date(year + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1)
    return Period(date(year, first, 1), after - timedelta(days=1))


def _years_back(day: date, years: int, *, is_end: bool = False) -> date:
    """The end of February stays the end of February."""
    year = day.year - years
    if day.month == 2 and is_end and (day + timedelta(days=1)).month == 3:
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _days(period: Period) -> int:
    return (period.until - period.since).days + 1


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
