"""What was chosen for a report: a kind, a time by month, quarter, half, year or two days, and a place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.reports import periods
from handlers.reports.choosing import Choices
from handlers.reports.model import Period, Place, Wanted

SPANS = ("month", "quarter", "half", "year", "free")
_NUMBER = re.compile(r"[0-9]{1,4}")
_LONGEST = 80
_PARTS = {"month": (12, periods.month), "quarter": (4, periods.quarter), "half": (2, periods.half)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """As it stands in the form, and what it means; `problem` is the word for what is not right."""

    fields: Mapping[str, str]
    period: Period | None
    place: Place | None
    problem: str = ""

    def wanted(self) -> Wanted | None:
        if self.period is None or self.place is None:
            return None
        return Wanted(self.fields["kind"], self.period, self.place)


def read_choice(typed: Mapping[str, str], choices: Choices, today: date) -> Chosen:
    """What is left out is of this month and of everywhere."""
    fields = {
        "kind": typed.get("kind", "")[:_LONGEST],
        "span": typed.get("span", "month"),
        "year": typed.get("year", str(today.year))[:_LONGEST],
        "number": typed.get("number", str(today.month))[:_LONGEST],
        "since": typed.get("since", "")[:_LONGEST],
        "until": typed.get("until", "")[:_LONGEST],
        "province": typed.get("province", choices.home)[:_LONGEST],
        "commune": typed.get("commune", "")[:_LONGEST],
    }
    period, place = read_period(fields), choices.place(fields["province"], fields["commune"])
    problem = "wrong_period" if period is None else "wrong_area" if place is None else ""
    return Chosen(fields, period, place, problem)


def read_period(fields: Mapping[str, str]) -> Period | None:
    """None when it is none, or longer than anybody means."""
    span = fields["span"]
    if span == "free":
        since, until = read_day(fields["since"]), read_day(fields["until"])
        found = Period(since, until) if since is not None and until is not None else None
    else:
        found = _of_year(span, _number(fields["year"]), _number(fields["number"]))
    return found if found is not None and periods.is_sound(found) else None


def read_day(typed: str) -> date | None:
    """As the browser's own field for days sends it, and as people write it."""
    typed = typed.strip()
    day, slash, rest = typed.partition("/")
    month, _, year = rest.partition("/")
    if slash and all(_NUMBER.fullmatch(each) for each in (day, month, year)):
        typed = f"{year:0>4}-{month:0>2}-{day:0>2}"
    try:
        return date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None


def _of_year(span: str, year: int | None, number: int | None) -> Period | None:
    if year is None or not 1990 <= year <= 2100:
        return None
    if span == "year":
        return periods.whole_year(year)
    most, made = _PARTS.get(span, (0, periods.month))
    return made(year, number) if number is not None and 1 <= number <= most else None


def _number(typed: str) -> int | None:
    return int(typed) if _NUMBER.fullmatch(typed.strip()) else None
