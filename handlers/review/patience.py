"""When an application wants somebody: by the date that was agreed or set, or by how long it has waited."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

from storage.repositories.application_lists import Overdue
from storage.repositories.areas import OPEN_APPLICATIONS
from storage.states import ApplicationStatus

_PATIENCE = {  # after this long somebody should have looked again
    ApplicationStatus.SENT: timedelta(days=1),
    ApplicationStatus.MORE_WANTED: timedelta(days=7),
    ApplicationStatus.IN_REVIEW: timedelta(days=60),
    ApplicationStatus.UNDER_WAY: timedelta(days=30),
}
_COMMON_PATIENCE = timedelta(days=14)
_LAST_MINUTE = time(23, 59)


class Waiting(Protocol):
    """An application, as far as it tells since when and for what it waits."""

    @property
    def status(self) -> ApplicationStatus: ...
    @property
    def visit_at(self) -> datetime | None: ...
    @property
    def inspection_at(self) -> datetime | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def status_at(self) -> datetime: ...


def due_of(row: Waiting, zone: tzinfo) -> tuple[datetime, bool]:
    """The moment, and whether it is a date that was agreed or set."""
    dated = {ApplicationStatus.VISIT: row.visit_at, ApplicationStatus.INSPECTION: row.inspection_at}
    agreed = dated.get(row.status)
    if agreed is not None:
        return agreed, True
    if row.due_on is not None:
        return datetime.combine(row.due_on, _LAST_MINUTE, zone), True
    return row.status_at + _PATIENCE.get(row.status, _COMMON_PATIENCE), False


def is_late(row: Waiting, zone: tzinfo, now: datetime) -> bool:
    return row.status in OPEN_APPLICATIONS and due_of(row, zone)[0] < now


def overdue(zone: tzinfo, now: datetime) -> Overdue:
    """The same as a question to the tables; what has a day is late from the day after."""
    since = {each: now - _PATIENCE.get(each, _COMMON_PATIENCE) for each in OPEN_APPLICATIONS}
    return Overdue(now, now.astimezone(zone).date(), since)
