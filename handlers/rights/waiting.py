"""What people asked for and still wait for, with how far each clock has run."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from handlers.rights.codes import shown_request
from storage.database import Database
from storage.repositories.requests import RequestRow


class Stage(StrEnum):
    """How much of the time is over; the first that holds from the end."""

    FRESH = "fresh"
    HALF = "half"  # 50 % and more
    URGENT = "urgent"  # 80 % and more
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open request as staff see it."""

    code: str  # as people read it
    kind: str
    contact_id: int
    asked_on: date
    first_answer_by: date
    due_on: date  # with its extension
    stage: Stage
    is_answered: bool
    is_answer_late: bool  # no first answer, and its day is over
    is_extended: bool
    note: str  # what the person wrote


class OpenRequests:
    """Days are counted in `zone`."""

    def __init__(self, database: Database, zone: tzinfo) -> None:
        self._database = database
        self._zone = zone

    async def list(self, actor: str, now: datetime) -> list[Waiting]:
        """The most urgent first. Reads what people wrote, which leaves one row in the audit trail."""
        async with self._database.transaction() as store:
            rows = await store.requests.open()
            await store.audit.add(now, actor, "requests_read", "request", rows=len(rows))
        waiting = [self._waiting(row, now.astimezone(self._zone).date()) for row in rows]
        return sorted(waiting, key=lambda each: (each.due_on, each.code))

    async def counts(self, now: datetime) -> dict[Stage, int]:
        """How many stand at each stage; reads nothing that people wrote."""
        async with self._database.reading() as store:
            rows = await store.requests.open()
        stages = [self._waiting(row, now.astimezone(self._zone).date()).stage for row in rows]
        return {stage: stages.count(stage) for stage in Stage}

    def _waiting(self, row: RequestRow, today: date) -> Waiting:
        asked_on = row.asked_at.astimezone(self._zone).date()
        due_on = row.extended_to or row.done_by
        return Waiting(
            code=shown_request(row.code),
            kind=row.kind.value,
            contact_id=row.contact_id,
            asked_on=asked_on,
            first_answer_by=row.first_answer_by,
            due_on=due_on,
            stage=stage_of(asked_on, due_on, today),
            is_answered=row.answered_at is not None,
            is_answer_late=row.answered_at is None and today > row.first_answer_by,
            is_extended=row.extended_to is not None,
            note=row.note or "",
        )


def stage_of(asked_on: date, due_on: date, today: date) -> Stage:
    """As the law's clocks are reminded of: from the day on which half, then four fifths, of the days are over."""
    days = (due_on - asked_on).days
    if today > due_on:
        return Stage.OVERDUE
    if today >= asked_on + timedelta(days=days * 80 // 100):
        return Stage.URGENT
    return Stage.HALF if today >= asked_on + timedelta(days=days * 50 // 100) else Stage.FRESH
