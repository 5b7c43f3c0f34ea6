"""Follow-ups as data, and the moments at which they fall due."""

from collections.abc import Callable, Mapping, Set
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import BeforeValidator, Field, field_serializer, model_validator

from knowledge.forms.model import FieldName, FormId, Status
from knowledge.model import Line, Noun, Scheme
from knowledge.privacy.working_days import WorkingDays
from knowledge.templates import Template

OPEN_APPLICATION, RESUME_DRAFT = "open_application", "resume_draft"  # payloads that are no action


class Trigger(StrEnum):
    """What starts a plan."""

    STATUS = "status"
    ACTION = "action"
    DATE = "date"


class Anchor(StrEnum):
    """What the days of a plan are counted from."""

    ENTERED = "entered"  # the state
    LEFT = "draft_left"  # the last touch of a draft
    DONE = "done"  # the action that starts the plan
    VISIT_AT = "visit_at"
    INSPECTION_AT = "inspection_at"
    DUE_ON = "due_on"
    ANSWER = "answer"  # a day that a field of the form was answered with
    SETTLE_BY = "settle_by"
    EVENT_ON = "event_on"  # a tour, a class, a fair begins
    EVENT_ENDS = "event_ends"
    CERTIFICATE_UNTIL = "certificate_until"
    REPAY_ON = "repay_on"  # of several instalments

    @property
    def is_date(self) -> bool:
        """True for a date of the application, which may be unknown."""
        return self not in (Anchor.ENTERED, Anchor.LEFT, Anchor.DONE)

    @property
    def is_noted(self) -> bool:
        """True for a day that staff write down beside the application."""
        return self in NOTED


NOTED = frozenset(
    {Anchor.SETTLE_BY, Anchor.EVENT_ON, Anchor.EVENT_ENDS, Anchor.CERTIFICATE_UNTIL, Anchor.REPAY_ON}
)


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
        ends = datetime.combine(day, self.ends, moment.tzinfo)
        is_past = ends.astimezone(UTC) < moment.astimezone(UTC)  # an hour that comes twice, the second time
        return ends.replace(fold=1) if is_past else ends


QUIET = Quiet(time(21), time(7))
Hour = Annotated[time, BeforeValidator(lambda value: value and time.fromisoformat(value))]


class PlanButton(Noun):
    label: Line
    payload: FieldName


class Plan(Noun):
    """One reminder, or a row of them, that a state, an action or a date of an application starts."""

    id: FieldName
    name: Line  # in the calendar
    status: Status | None = None
    action: FieldName | None = None
    counts_from: Anchor = Field(alias="from")
    answer: FieldName | None = None  # the field whose answer is the date
    unless_known: Anchor | None = None  # this date has a plan of its own
    days: int
    is_working_days: bool = Field(default=False, alias="working_days")
    at_hour: Hour | None = Field(default=None, alias="at")
    every_days: int | None = Field(default=None, ge=1)
    at_most: int = Field(default=1, ge=1, le=24)
    valid_for_days: int = Field(ge=1)
    forms: tuple[FormId, ...] = ()  # none: all of them
    money: Scheme | None = None  # only where the money comes from there
    holds_in: tuple[Status, ...] = ()
    cancel_on: frozenset[CancelOn] = frozenset()
    ended_by: tuple[FieldName, ...] = ()  # actions after which there is nothing to remind of
    asks: FieldName | None = None  # the survey that it opens, or waits for
    is_for_unanswered: bool = Field(default=False, alias="unless_answered")
    said: Template | None = None  # to the person
    task: Template | None = None  # to staff: who has the application, and who looks after its commune
    is_framed: bool = Field(default=True, alias="framed")
    buttons: tuple[PlanButton, ...] = ()

    @property
    def trigger(self) -> Trigger:
        if self.status is not None:
            return Trigger.STATUS
        return Trigger.ACTION if self.action is not None else Trigger.DATE

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The states in which it may be sent."""
        return tuple(status for status in Status if self.holds(status))

    def holds(self, status: Status) -> bool:
        """False in a state in which it may no longer be sent."""
        return status is self.status or status in self.holds_in

    def fits(self, form_id: str, money: str | None) -> bool:
        """False for an application that it is not meant for."""
        return (not self.forms or form_id in self.forms) and self.money in (None, money)

    @field_serializer("cancel_on")
    def _in_order(self, cancel_on: Set[CancelOn]) -> list[str]:
        """Else the same plans would not always read the same."""
        return sorted(cancel_on)

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        if (self.every_days is None) != (self.at_most == 1):
            raise ValueError("every_days goes with an at_most of two or more")
        if self.counts_from.is_date and self.at_hour is None:
            raise ValueError("a plan counted from a date needs its hour: at")
        if self.days < 0 and not self.counts_from.is_date:
            raise ValueError("only a date has days before it")
        return self

    @model_validator(mode="after")
    def _can_be_started(self) -> Self:
        if self.status is not None and self.action is not None:
            raise ValueError("a state starts it or an action, not both")
        if (self.counts_from is Anchor.DONE) != (self.action is not None):
            raise ValueError("an action goes with from: done")
        if (self.counts_from is Anchor.ANSWER) != (self.answer is not None):
            raise ValueError("an answer goes with from: answer")
        is_of_date = self.counts_from.is_noted or self.counts_from is Anchor.ANSWER
        if self.trigger is Trigger.DATE and not is_of_date:
            raise ValueError(
                "nothing starts it: name a status, an action, or count from a date that is noted"
            )
        if self.trigger is not Trigger.STATUS and not self.holds_in:
            raise ValueError("holds_in: in which states it may be sent")
        if self.answer is not None and not self.forms:
            raise ValueError("forms: whose answer it is")
        return self

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.said is None and self.task is None:
            raise ValueError("says nothing: said to the person, or task to staff")
        if self.said is None and self.buttons:
            raise ValueError("buttons go with said")
        if self.is_for_unanswered and self.asks is None:
            raise ValueError("unless_answered goes with asks")
        return self


class PlanFile(Noun):
    """plans.yaml."""

    plans: tuple[Plan, ...] = Field(min_length=1)


class Due(NamedTuple):
    """When it is to be sent, until when it still makes sense, and which of its row it is; aware UTC."""

    due_at: datetime
    valid_until: datetime
    nth: int = 0


def planned(
    plan: Plan,
    from_moment: datetime,
    zone: tzinfo,
    dates: Mapping[Anchor, datetime | date],
    working_days: WorkingDays,
    quiet: Quiet = QUIET,
) -> tuple[Due, ...]:
    """The moments of a plan that begins at an aware moment, in order; those that have passed are left out.

    A single reminder after a day that is noted late is due at once, as long as it makes sense.
    """
    if plan.unless_known in dates:
        return ()
    anchor = dates.get(plan.counts_from) if plan.counts_from.is_date else from_moment
    if anchor is None:
        return ()
    local, end = _local(anchor, zone)
    move = working_days.moved if plan.is_working_days else _moved
    found = [_one(plan, local, end, move, quiet, nth) for nth in range(plan.at_most)]
    if plan.trigger is Trigger.DATE and plan.days >= 0 and plan.at_most == 1:
        begins = quiet.after(from_moment.astimezone(zone)).astimezone(UTC)
        found = [due._replace(due_at=max(due.due_at, begins)) for due in found]
    return tuple(due for due in found if from_moment <= due.due_at < due.valid_until)


def _one(
    plan: Plan, local: datetime, end: datetime, move: Callable[[date, int], date], quiet: Quiet, nth: int
) -> Due:
    day = move(local.date(), plan.days) + timedelta(days=nth * (plan.every_days or 0))
    moment = quiet.after(datetime.combine(day, plan.at_hour or local.time(), local.tzinfo))
    until = moment + timedelta(days=plan.valid_for_days)
    if plan.days < 0:  # a reminder of what is over helps nobody
        until = min(until, end)
    return Due(moment.astimezone(UTC), until.astimezone(UTC), nth)


def _local(anchor: datetime | date, zone: tzinfo) -> tuple[datetime, datetime]:
    """An anchor on the people's clock, and the moment it is over."""
    if isinstance(anchor, datetime):
        local = anchor.astimezone(zone)
        return local, local
    local = datetime.combine(anchor, time(), zone)
    return local, local + timedelta(days=1)


def _moved(day: date, days: int) -> date:
    return day + timedelta(days=days)
