"""What will go out and when: counts by the moment, and single follow-ups, of what a member of staff looks after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.areas import Area
from storage.repositories.review_lists import within
from storage.states import ApplicationStatus, FollowUpState
from storage.tables_applications import application, follow_up


@dataclass(frozen=True, slots=True)
class Whose:
    """Of a member of staff and the areas they look after; no areas at all is everything."""

    staff_id: int
    areas: tuple[Area, ...] | None = None


@dataclass(frozen=True, slots=True)
class ComingRow:
    code: str
    form_id: str
    plan: str
    next_at: datetime


class FollowUpCalendar:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def counts(self, whose: Whose, since: datetime, until: datetime) -> list[tuple[str, datetime, int]]:
        """Plan, moment and how many, the earliest first. Most fall on a full hour, so these are few rows."""
        statement = (
            select(follow_up.c.plan, follow_up.c.next_at, func.count())
            .join(application, application.c.id == follow_up.c.application_id)
            .where(*_coming(whose, since, until))
            .group_by(follow_up.c.next_at, follow_up.c.plan)
            .order_by(follow_up.c.next_at, follow_up.c.plan)
        )
        return [(row[0], row[1], row[2]) for row in await self._connection.execute(statement)]

    async def coming(self, whose: Whose, since: datetime, until: datetime, limit: int) -> list[ComingRow]:
        """Each by itself, the earliest first."""
        statement = (
            select(application.c.code, application.c.form_id, follow_up.c.plan, follow_up.c.next_at)
            .join(application, application.c.id == follow_up.c.application_id)
            .where(*_coming(whose, since, until))
            .order_by(follow_up.c.next_at, follow_up.c.id)
            .limit(limit)
        )
        return [ComingRow(*row) for row in await self._connection.execute(statement)]


def _coming(whose: Whose, since: datetime, until: datetime) -> Iterable[ColumnElement[bool]]:
    """Drafts are nobody's business; what is overdue goes out with the next tick, so it is of today."""
    yield follow_up.c.state == FollowUpState.PLANNED
    yield follow_up.c.next_at >= since
    yield follow_up.c.next_at < until
    yield application.c.status != ApplicationStatus.DRAFT
    mine = application.c.assignee_id == whose.staff_id
    yield true() if whose.areas is None else or_(mine, within(whose.areas))
