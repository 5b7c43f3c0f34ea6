"""When a broadcast that repeats goes out next."""

from calendar import monthrange
from datetime import datetime, timedelta, tzinfo

from storage.states import Repeat

_WEEK = timedelta(days=7)


def next_time(
    last: datetime, repeat: Repeat, zone: tzinfo, now: datetime, first: datetime | None = None
) -> datetime:
    """The same hour on the people's clock, later than now; times that have passed meanwhile are left out.

    What first went out on the 31st goes out on the last day of a shorter month, and on the 31st again after it.
    """
    local = last.astimezone(zone)
    day = _wanted_day(local, first.astimezone(zone) if first is not None else local)
    count = 1
    while (following := _after(local, repeat, count, day)) <= now:
        count += 1
    return following


def _wanted_day(last: datetime, first: datetime) -> int:
    was_shortened = last.day == monthrange(last.year, last.month)[1] and first.day > last.day
    return first.day if was_shortened else last.day


def _after(local: datetime, repeat: Repeat, count: int, day: int) -> datetime:
    if repeat is Repeat.WEEKLY:
        return local + _WEEK * count  # on the wall clock: a change of summer time keeps the hour
    months = local.month - 1 + count
    year, month = local.year + months // 12, months % 12 + 1
    return local.replace(year=year, month=month, day=min(day, monthrange(year, month)[1]))
