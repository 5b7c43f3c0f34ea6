"""The lunar calendar of Vietnam worked out from new moons and solar terms, to hold the listed holidays against.

Mean elements and main periodic terms of Meeus, Astronomical Algorithms; good to some minutes within decades of 2000.
"""

from datetime import date, timedelta
from itertools import pairwise
from math import floor, radians, sin

_J2000 = 2451545.0
_SYNODIC = 29.530588861
_HANOI = 7 / 24  # days east of Greenwich


def solar_day(year: int, month: int, day: int) -> date:
    """The solar date of a day in one of the first nine months of a lunar year."""
    begins, ends = (_new_moon_before(_winter_solstice(each)) for each in (year - 1, year))
    months = _new_moons(begins, ends)
    is_leap_due = len(months) > 13  # the first month without a new solar term repeats its number
    number = 11  # the month of the solstice
    for first, following in pairwise(months):
        if first != begins:
            if is_leap_due and _term(first) == _term(following):
                is_leap_due = False
                continue
            number = number % 12 + 1
        if number == month:
            return first + timedelta(days=day - 1)
    raise ValueError(month)


def _winter_solstice(year: int) -> date:
    """The day on which the sun's longitude passes 270°."""
    day = date(year, 12, 19)
    while _term(day + timedelta(days=1)) != 9:
        day += timedelta(days=1)
    return day


def _term(day: date) -> int:
    """In which twelfth of its year the sun stands at the midnight that begins a day in Hanoi."""
    century = (_julian(day) - _J2000) / 36525
    mean = 280.46646 + 36000.76983 * century + 0.0003032 * century**2
    anomaly = radians(357.52911 + 35999.05029 * century - 0.0001537 * century**2)
    centre = (1.914602 - 0.004817 * century) * sin(anomaly) + 0.019993 * sin(2 * anomaly)
    centre += 0.000289 * sin(3 * anomaly)
    node = radians(125.04 - 1934.136 * century)
    return floor((mean + centre - 0.00569 - 0.00478 * sin(node)) % 360 / 30)


def _new_moon_before(day: date) -> date:
    nth = floor((_julian(day) - _J2000) / _SYNODIC) + 1
    while _new_moon(nth) > day:
        nth -= 1
    return _new_moon(nth)


def _new_moons(first: date, last: date) -> list[date]:
    """The days of the new moons from one to another, both included."""
    start = round((_julian(first) - 2451550.09766) / _SYNODIC)
    return [day for nth in range(start, start + 15) if (day := _new_moon(nth)) <= last]


def _new_moon(nth: int) -> date:
    """The day in Hanoi of the nth new moon after that of January 2000."""
    century = nth / 1236.85
    moment = 2451550.09766 + _SYNODIC * nth + 0.00015437 * century**2
    sun = radians(2.5534 + 29.10535670 * nth)
    moon = radians(201.5643 + 385.81693528 * nth + 0.0107582 * century**2)
    latitude = radians(160.7108 + 390.67050284 * nth - 0.0016118 * century**2)
    moment += (
        -0.40720 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * latitude)
    )
    moment += 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
    moment -= 70 / 86400  # dynamical time runs ahead of the clock
    return date.fromordinal(floor(moment + 0.5 + _HANOI) - 1721425)


def _julian(day: date) -> float:
    return day.toordinal() + 1721424.5 - _HANOI
