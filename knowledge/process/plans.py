"""Follow-ups as data, and the moments at which they fall due."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from knowledge.forms.model import FieldName, Status
from knowledge.model import Line, Noun
from knowledge.privacy.working_days import WorkingDays
from knowledge.templates import Template

OPEN_APPLICATION, RESUME_DRAFT = "open_application", "resume_draft"  # payloads that are no action


class Anchor(StrEnum):
    """What the days of a plan are counted from."""

    ENTERED = "entered"  # the state
    LEFT = "draft_left"  # the last touch of a draft
    VISIT_AT = "visit_at"
    INSPECTION_AT = "inspection_at"
    DUE_ON = "due_on"

    @property
    def is_date(self) -> bool:
        """True for a date of the application, which may be unknown."""
        return self not in (Anchor.ENTERED, Anchor.LEFT)


class CancelOn(StrEnum):
    REPLY = "reply"  # they did something with this application since
    NEW_DATE = "new_date"  # the date it is counted from was changed


class Quiet(NamedTuple):
    """Hours in which nothing is sent, mostly over midnight."""

    begins: time
    ends: time

    def after(self, moment: datetime) -> datetime:
        """The moment, or the end of the quiet hours that it lies in."""
        at, is_over_midnight = moment.time(), self.begins > self.ends
        has_begun, has_ended = at >= self.begins, at >= self.ends
        is_quiet = has_begun or not has_ended if is_over_midnight else has_begun and not has_ended
        if not is_quiet:
            return moment
        day = moment.date() + timedelta(days=1 if is_over_midnight and has_begun else 0)
        return datetime.combine(day, self.ends, moment.tzinfo)


QUIET = Quiet(time(21), time(7))


class PlanButton(Noun):
    label: Line
    payload: FieldName


class Plan(Noun):
    """One reminder, or a row of them, that a state of an application starts."""

    id: FieldName
    status: Status
    counts_from: Anchor = Field(alias="from")
    unless_known: Anchor | None = None  # this date has a plan of its own
    days: int
    is_working_days: bool = Field(default=False, alias="working_days")
    at_hour: Annotated[time | None, BeforeValidator(lambda value: value and time.fromisoformat(value))] = (
        Field(default=None, alias="at")
    )
    every_days: int | None = Field(default=None, ge=1)
    at_most: int = Field(default=1, ge=1, le=24)
    valid_for_days: int = Field(ge=1)
    holds_in: tuple[Status, ...] = ()
    cancel_on: frozenset[CancelOn] = frozenset()
    said: Template
    is_framed: bool = Field(default=True, alias="framed")
    buttons: tuple[PlanButton, ...] = ()

    def holds(self, status: Status) -> bool:
        """False in a state in which it may no longer be sent."""
        return status is self.status or status in self.holds_in

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        if (self.every_days is None) != (self.at_most == 1):
            raise ValueError("every_days goes with an at_most of two or more")
        if self.counts_from.is_date and self.at_hour is None:
            raise ValueError("a plan counted from a date needs its hour: at")
        if self.days < 0 and not self.counts_from.is_date:
            raise ValueError("only a date has days before it")
        return self


class PlanFile(Noun):
    """plans.yaml."""

    plans: tuple[Plan, ...] = Field(min_length=1)


class Due(NamedTuple):
    """When it is to be sent, and until when it still makes sense; aware UTC."""

    due_at: datetime
    valid_until: datetime


def planned(
    plan: Plan,
    from_moment: datetime,
    zone: tzinfo,
    dates: Mapping[Anchor, datetime | date],
    working_days: WorkingDays,
    quiet: Quiet = QUIET,
) -> tuple[Due, ...]:
    """The moments of a plan that begins at an aware moment, in order; those that have passed are left out."""
    if plan.unless_known in dates:
        return ()
    anchor = dates.get(plan.counts_from) if plan.counts_from.is_date else from_moment
    if anchor is None:
        return ()
    local, end = _local(anchor, zone)
    move = working_days.moved if plan.is_working_days else _moved
    found = (_one(plan, local, end, move, quiet, nth) for nth in range(plan.at_most))
    return tuple(due for due in found if from_moment <= due.due_at < due.valid_until)


def _one(
    plan: Plan, local: datetime, end: datetime, move: Callable[[date, int], date], quiet: Quiet, nth: int
) -> Due:
    day = move(local.date(), plan.days) + timedelta(days=nth * (plan.every_days or 0))
    moment = quiet.after(datetime.combine(day, plan.at_hour or local.time(), local.tzinfo))
    until = moment + timedelta(days=plan.valid_for_days)
    if plan.days < 0:  # a reminder of what is over helps nobody
        until = min(until, end)
    return Due(moment.astimezone(UTC), until.astimezone(UTC))


def _local(anchor: datetime | date, zone: tzinfo) -> tuple[datetime, datetime]:
    """An anchor on the people's clock, and the moment it is over."""
    if isinstance(anchor, datetime):
        local = anchor.astimezone(zone)
        return local, local
    local = datetime.combine(anchor, time(), zone)
    return local, local + timedelta(days=1)


def _moved(day: date, days: int) -> date:
    return day + timedelta(days=days)
