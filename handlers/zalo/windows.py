"""Which ways a message may take to a person now, the cheapest first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

FREE_FOR = timedelta(hours=48)
OPEN_FOR = timedelta(days=7)
_DAY_BEGINS, _NIGHT_BEGINS = time(6), time(22)


class Way(StrEnum):
    FREE = "free"
    BILLED = "billed"
    FORM_BY_USER = "form_by_user"  # an approved form, by the person's id
    FORM_BY_PHONE = "form_by_phone"

    @property
    def is_form(self) -> bool:
        return self in (Way.FORM_BY_USER, Way.FORM_BY_PHONE)


@dataclass(frozen=True, slots=True)
class FilledForm:
    template_id: str
    values: Mapping[str, str] = field(repr=False)
    is_by_user: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the person whom a message is for. `phone` is empty unless it may be used."""

    last_inbound_at: datetime | None = None
    form: FilledForm | None = None
    phone: str = field(default="", repr=False)
    conversation_id: int | None = None
    application_id: int | None = None


def ways(standing: Standing, now: datetime) -> tuple[Way, ...]:
    """In the order in which they are to be tried; none: the message cannot be sent."""
    found: list[Way] = []
    since = now - standing.last_inbound_at if standing.last_inbound_at is not None else None
    if since is not None and since <= OPEN_FOR:
        found.append(Way.FREE if since <= FREE_FOR else Way.BILLED)
    if standing.form is not None and standing.form.is_by_user:
        found.append(Way.FORM_BY_USER)
    if standing.form is not None and standing.phone:
        found.append(Way.FORM_BY_PHONE)
    return tuple(found)


def end_of_night(now: datetime, zone: tzinfo) -> datetime | None:
    """Six in the morning when it is night among the people, else None."""
    local = now.astimezone(zone).time()
    return None if _DAY_BEGINS <= local < _NIGHT_BEGINS else next_morning(now, zone)


def next_morning(now: datetime, zone: tzinfo) -> datetime:
    """The next six o'clock."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < _DAY_BEGINS else local.date() + timedelta(days=1)
    return datetime.combine(day, _DAY_BEGINS, zone)
