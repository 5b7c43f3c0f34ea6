"""Days, months and years as people type them, written as ISO 8601 of as much as was said.

A reply is turned into signs, which a few patterns read: d, m, y, q for day, month, year, quarter; +1 for the next;
s, h, e for the start, the middle and end of a year; < and > for ago and from now. The day comes before the month.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from knowledge.forms.model import Days
from knowledge.forms.replies import Parsed, Reason, Refused, Reply, Unclear
from knowledge.forms.words import LONGEST_REPLY, Lexicon, Words, meaning_all

_TOKEN = re.compile(r"[0-9]{1,9}|[^\W\d_]+|[/.~\-]")
_LUNAR, _FILLER = "lunar", ""
_FIRST_YEAR, _YEARS_AHEAD = 1900, 15
_TRIED_YEARS = 9  # the next 29 February is within these
_EDGES = "/.~-"
_YEAR = r"(?:y?([0-9]{4})|y([+-][0-9]))?"
_DAY = re.compile(
    r"d?([0-9]{1,2})(?:[-/.]|m)m?([0-9]{1,2})(?:(?:[-/.]|y|[-/.]y)([0-9]{4}|[0-9]{2})|y([+-][0-9]))?"
)
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_CLOSE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_MONTH = re.compile(r"m([0-9]{1,2})[-/.]?" + _YEAR)
_MONTH_OF_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_WHOLE_YEAR = re.compile(r"y?(?:([12][0-9]{3})|(?<=y)([+-][0-9]))")
_NEAR = re.compile(r"([dm])([+-][0-9])")
_LATER = re.compile(r"([0-9]{1,2})([dmy])([<>]|[+-]1)")
_PART = re.compile(r"([she]|q[1-4])" + _YEAR)
_MONTHS_OF = {"s": (1, 2, 3), "h": (5, 6, 7), "e": (10, 11, 12)}
_IMPOSSIBLE = "impossible"


class DayReader:
    """Reads replies to "when"."""

    def __init__(self, words: Words) -> None:
        phrases = [*words.dates.items(), *meaning_all(words.ranges, "~"), *meaning_all(words.lunar, _LUNAR)]
        self._lexicon = Lexicon([*phrases, *meaning_all(words.fillers, _FILLER)])

    def __call__(self, reply: str, days: Days, today: date) -> Reply:
        signs = self._signs(reply)
        if signs is None:
            return Refused(Reason.DATE_LUNAR)
        found = list(dict.fromkeys(_ends(signs, days, today)))
        if not found:
            return Refused(Reason.DATE)
        if _IMPOSSIBLE in found:
            return Refused(Reason.DATE_IMPOSSIBLE)
        reasons = [misfit(each, days, today) for each in found]
        fitting = [each for each, reason in zip(found, reasons, strict=True) if reason is None]
        if not fitting:
            return Refused(reasons[0] or Reason.DATE)
        return Parsed(fitting[0]) if len(fitting) == 1 else Unclear(tuple(fitting))

    def _signs(self, reply: str) -> str | None:
        """The reply in signs, its unknown words at the edges left off; "?" stands for one in the middle."""
        tokens = _TOKEN.findall(unicodedata.normalize("NFC", reply[:LONGEST_REPLY]).lower())
        written: list[str] = []
        at = 0
        while at < len(tokens):
            hit = self._lexicon.at(tokens, at)
            if hit is not None and hit.meaning is _LUNAR:
                return None
            token = tokens[at]
            is_sign = token in _EDGES or token.isdecimal()
            sign = hit.meaning if hit is not None else token if is_sign else "?"
            if sign and sign[0].isdecimal() and written and written[-1].isdecimal():
                written.append("/")  # 15 3 2027
            if sign:
                written.append(sign)
            at = hit.end if hit is not None else at + 1
        return "".join(written).strip("?" + _EDGES)


def misfit(value: str, days: Days, today: date) -> Reason | None:
    """Why a date of that form cannot be; None when it can."""
    first, last = span(value)
    if first.year < _FIRST_YEAR or last.year > today.year + _YEARS_AHEAD:
        return Reason.DATE_FAR
    if days is Days.PAST and first > today:
        return Reason.DATE_NOT_PAST
    return Reason.DATE_NOT_FUTURE if days is Days.FUTURE and last < today else None


def span(value: str) -> tuple[date, date]:
    """The first and the last day of "2027", "2027-03" or "2027-03-15". Raises ValueError for anything else."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    year, month, day = parts
    return date(year, month, day), date(year, month, day)


def _ends(signs: str, days: Days, today: date) -> Iterator[str]:
    """What the signs say: one date, the two ends of a range, or the months of a part of a year."""
    whole = list(_dates(signs, days, today))
    if whole:
        yield from whole
        return
    first, mark, second = signs.partition("~") if "~" in signs else signs.partition("-")
    if mark and second.isdecimal() and first.startswith("m"):
        second = f"m{second}"  # tháng 3-4
    for end in (first, second) if mark else ():
        yield from _dates(end, days, today)


def _dates(signs: str, days: Days, today: date) -> Iterator[str]:
    for pattern, read in _READERS:
        found = pattern.fullmatch(signs)
        if found is not None:
            yield from read(found, days, today)
            return


def _iso(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    yield _day(int(found[1]), int(found[2]), int(found[3]))


def _close(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    yield _day(int(found[3]), int(found[2]), int(found[1]))


def _day_of(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    day, month = int(found[1]), int(found[2])
    if found[3] or found[4]:
        year = today.year + int(found[4]) if found[4] else _century(int(found[3]), len(found[3]), days, today)
        yield _day(year, month, day)
        return
    tried = [_day(year, month, day) for year in _years(days, today)]
    possible = [each for each in tried if each is not _IMPOSSIBLE]
    fitting = (each for each in possible if misfit(each, days, today) is None)
    yield next(fitting, possible[0] if possible else _IMPOSSIBLE)


def _month(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    month, year = int(found[1]), _year(found, 2, today)
    if not 1 <= month <= 12:
        yield _IMPOSSIBLE
        return
    tried = [_ym(each, month) for each in (_years(days, today) if year is None else [year])]
    yield next((each for each in tried if misfit(each, days, today) is None), tried[0])


def _month_of_year(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    year, month = int(found[2]), int(found[1])
    yield _ym(year, month) if 1 <= month <= 12 and year else _IMPOSSIBLE


def _whole_year(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    yield f"{_year(found, 1, today):04d}"


def _near(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    yield _moved(today, int(found[2]), found[1])


def _later(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    by = int(found[1]) * (-1 if found[3] in ("<", "-1") else 1)
    yield _moved(today, by, found[2])


def _part(found: re.Match[str], days: Days, today: date) -> Iterator[str]:
    """The months of a quarter, or of the start, the middle or the end of a year."""
    said = _year(found, 2, today)
    sign = found[1]
    quarter = 3 * int(sign[1]) if sign[0] == "q" else 0
    months = (quarter - 2, quarter - 1, quarter) if quarter else _MONTHS_OF[sign]
    for year in _years(days, today)[:2] if said is None else [said]:
        named = [_ym(year, month) for month in months]
        if any(misfit(each, days, today) is None for each in named) or said is not None:
            yield from named
            return


def _moved(today: date, by: int, unit: str) -> str:
    if unit == "d":
        return (today + timedelta(days=by)).isoformat()
    if unit == "y":
        return f"{today.year + by:04d}"
    months = today.year * 12 + today.month - 1 + by
    return _ym(months // 12, months % 12 + 1)


def _year(found: re.Match[str], at: int, today: date) -> int | None:
    """The year in two groups of a match: in figures, or counted from this one."""
    if found[at]:
        return int(found[at])
    return today.year + int(found[at + 1]) if found[at + 1] else None


def _years(days: Days, today: date) -> list[int]:
    """The years that a day without one may be of, the likeliest first."""
    if days is Days.ANY:
        return [today.year, *(today.year + by for by in range(1, _TRIED_YEARS))]
    return [today.year + (by if days is Days.FUTURE else -by) for by in range(_TRIED_YEARS)]


def _century(year: int, digits: int, days: Days, today: date) -> int:
    if digits == 4:
        return year
    return 1900 + year if days is Days.PAST and 2000 + year > today.year else 2000 + year


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return _IMPOSSIBLE


def _ym(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


_Reader = Callable[[re.Match[str], Days, date], Iterator[str]]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_ISO, _iso),
    (_CLOSE, _close),
    (_DAY, _day_of),
    (_MONTH, _month),
    (_MONTH_OF_YEAR, _month_of_year),
    (_WHOLE_YEAR, _whole_year),
    (_NEAR, _near),
    (_LATER, _later),
    (_PART, _part),
)
