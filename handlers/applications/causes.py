"""What follow-ups are counted from: a time in a state, a day that was noted or answered, an action."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from handlers.applications.content import CONTENT
from knowledge.forms.days import span
from knowledge.forms.model import Status
from knowledge.process.plans import Anchor, Plan, Trigger
from storage.repositories.applications import ApplicationRow
from storage.repositories.dates import DateRow
from storage.states import DateKind

_MOMENT = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Cause:
    """What a plan is counted from, this time; it is planned for each of them once."""

    name: str  # as the row of a follow-up keeps it
    begins: datetime
    dates: Mapping[Anchor, datetime | date]


def causes(plan: Plan, row: ApplicationRow, noted: Iterable[DateRow]) -> Iterator[Cause]:
    """Each time that a state or a date of the application starts a plan; `noted` are the days that hold."""
    if plan.trigger is Trigger.STATUS:
        begins = row.changed_at if plan.status is Status.DRAFT else row.status_at
        yield Cause(cause_of(row, plan), begins, dates_of(row))
    elif plan.counts_from is Anchor.ANSWER:
        day = answered_day(row, plan.answer or "")
        if day is not None:
            begins = row.sent_at or row.created_at
            yield Cause(f"{Anchor.ANSWER}/{day:%Y%m%d}", begins, {Anchor.ANSWER: day})
    elif plan.trigger is Trigger.DATE:
        for each in days_for(plan.counts_from, noted):
            name = f"{plan.counts_from}/{each.on_day:%Y%m%d}"
            yield Cause(name, each.noted_at, {plan.counts_from: each.on_day})


def dates_of(row: ApplicationRow) -> Mapping[Anchor, datetime | date]:
    """The dates in the row of an application that are known."""
    dates: Mapping[Anchor, datetime | date | None] = {
        Anchor.VISIT_AT: row.visit_at,
        Anchor.INSPECTION_AT: row.inspection_at,
        Anchor.DUE_ON: row.due_on,
    }
    return {anchor: day for anchor, day in dates.items() if day is not None}


def days_for(anchor: Anchor, noted: Iterable[DateRow]) -> list[DateRow]:
    """The days that a plan counts from. What takes one day ends on the day it begins."""
    held = list(noted)
    found = [each for each in held if each.kind.value == anchor.value]
    if anchor is Anchor.EVENT_ENDS and not found:
        return [each for each in held if each.kind is DateKind.EVENT_ON]
    return found


def answered_day(row: ApplicationRow, field: str) -> date | None:
    """The day that a field was answered with, of a month its first; None for a year, and when nobody may read it."""
    if row.content is None:
        return None
    said = CONTENT.validate_json(row.content).answers.get(field)
    if not isinstance(said, str) or said.count("-") == 0:
        return None
    try:
        return span(said)[0]
    except ValueError:
        return None


def day_in(cause: str) -> date | None:
    """The day that a follow-up started by a date is counted from."""
    _, _, said = cause.partition("/")
    try:
        return datetime.strptime(said, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def cause_of(row: ApplicationRow, plan: Plan) -> str:
    """This time in this state, with the date that is counted from; a draft is one time, however often it is left."""
    if plan.status is Status.DRAFT:
        return plan.status.value
    day = dates_of(row).get(plan.counts_from)
    return moment_name(row.status_at) + (f"/{day:%Y%m%dT%H%M}" if day is not None else "")


def moment_name(at: datetime) -> str:
    return f"{at:{_MOMENT}}"


def begun(cause: str) -> datetime | None:
    """The moment that a cause names."""
    try:
        return datetime.strptime(cause, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
