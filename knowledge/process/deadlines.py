"""Days of the year that staff must not miss: each rests on a fact, and is told of in time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from knowledge.forms.model import FieldName
from knowledge.model import Line, Noun, Slug
from knowledge.privacy.working_days import WorkingDays
from knowledge.process.model import Role
from knowledge.process.plans import Hour
from knowledge.templates import Template


class Deadline(Noun):
    """`days` are counted from the day: before it negative. One that lies after it is for what is still open."""

    id: FieldName
    name: Line
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    days: tuple[int, ...] = Field(min_length=1)
    at_hour: Hour = Field(alias="at")
    valid_for_days: int = Field(ge=1)
    roles: tuple[Role, ...] = Field(min_length=1)
    provinces: tuple[Slug, ...] = ()  # none: everywhere
    basis: tuple[Slug, ...] = Field(min_length=1)
    said: Template

    @model_validator(mode="after")
    def _comes_every_year(self) -> Self:
        date(2027, self.month, self.day)  # raises ValueError; a year without a 29 February
        if list(self.days) != sorted(set(self.days)):
            raise ValueError("days stand in their order, each once")
        return self


class DeadlineFile(Noun):
    """deadlines.yaml."""

    deadlines: tuple[Deadline, ...] = Field(min_length=1)


class Reminder(NamedTuple):
    """When staff are to be told of a day, and until when that still makes sense; aware UTC."""

    deadline: Deadline
    on: date  # the day itself
    days: int
    due_at: datetime
    valid_until: datetime


def reminders(
    deadline: Deadline, since: datetime, until: datetime, zone: tzinfo, working_days: WorkingDays
) -> Iterator[Reminder]:
    """Those that can be told at some moment between the two. Told before the day, it is on a working day."""
    for year in range(since.astimezone(zone).year - 1, until.astimezone(zone).year + 2):
        on = date(year, deadline.month, deadline.day)
        for days in deadline.days:
            day = on + timedelta(days=days)
            if not working_days.is_working(day):
                day = working_days.moved(day, -1 if days <= 0 else 1)
            local = datetime.combine(day, deadline.at_hour, zone)
            end = local + timedelta(days=deadline.valid_for_days)
            if days <= 0:  # nobody is told to be in time for what is over
                end = min(end, datetime.combine(on + timedelta(days=1), time(), zone))
            told = Reminder(deadline, on, days, local.astimezone(UTC), end.astimezone(UTC))
            if told.due_at <= until and since < told.valid_until:
                yield told
