"""Follow-ups: planned with what causes them, claimed when due, finished once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import ApplicationStatus, FollowUpState
from storage.tables_applications import application, follow_up


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """Planning the same again changes nothing: a plan, what causes it, and which of its row it is."""

    application_id: int
    plan: str
    cause: str
    due_at: datetime
    valid_until: datetime
    nth: int = 0


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """`next_at`: when it is due, or until when somebody holds it; None when it is over."""

    id: int
    application_id: int
    plan: str
    cause: str
    due_at: datetime
    valid_until: datetime
    state: FollowUpState
    next_at: datetime | None
    outcome: str | None
    nth: int = 0


MOVED_ON, NO_PLAN, NEW_DATE, REPLANNED = "moved_on", "no_plan", "new_date", "replanned"
LOST = (MOVED_ON, NO_PLAN, NEW_DATE, REPLANNED)  # outcomes of one that lost its cause, and may have it back
_COLUMNS = tuple(follow_up.c[name] for name in FollowUpRow.__slots__)
# Built once: a clock asks it all the time.
_DUE = (
    select(follow_up.c.id)
    .where(follow_up.c.next_at <= bindparam("now"))
    .order_by(follow_up.c.next_at, follow_up.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(follow_up).where(follow_up.c.id.in_(_DUE)).values(next_at=bindparam("until")).returning(*_COLUMNS)
)


class FollowUps:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(self, new: NewFollowUp) -> bool:
        """Plans it, or moves it when it is planned for another moment; what was sent or answered stays so.

        False when nothing changed.
        """
        values: dict[str, Any] = {name: getattr(new, name) for name in NewFollowUp.__slots__}
        state = {"state": FollowUpState.PLANNED, "next_at": new.due_at}
        if await insert_once(self._connection, follow_up, {**values, **state}) is not None:
            return True
        is_elsewhen = or_(follow_up.c.due_at != new.due_at, follow_up.c.valid_until != new.valid_until)
        done = await self._connection.execute(
            update(follow_up)
            .where(
                follow_up.c.application_id == new.application_id,
                follow_up.c.plan == new.plan,
                follow_up.c.cause == new.cause,
                follow_up.c.nth == new.nth,
                or_(
                    and_(follow_up.c.state == FollowUpState.PLANNED, is_elsewhen),
                    and_(follow_up.c.state == FollowUpState.CANCELLED, follow_up.c.outcome.in_(LOST)),
                ),
            )
            .values(**values, **state, outcome=None, finished_at=None)
        )
        return done.rowcount == 1

    async def get(self, follow_up_id: int) -> FollowUpRow | None:
        statement = select(*_COLUMNS).where(follow_up.c.id == follow_up_id)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else FollowUpRow(*row)

    async def of(self, application_id: int) -> list[FollowUpRow]:
        """All of an application, in the order they fall due."""
        statement = (
            select(*_COLUMNS)
            .where(follow_up.c.application_id == application_id)
            .order_by(follow_up.c.due_at, follow_up.c.id)
        )
        return [FollowUpRow(*row) for row in await self._connection.execute(statement)]

    async def applications_after(self, application_id: int, limit: int) -> list[int]:
        """Applications with an id above that may have follow-ups: the next of all that are not over."""
        planned = select(follow_up.c.id).where(
            follow_up.c.application_id == application.c.id, follow_up.c.state == FollowUpState.PLANNED
        )
        statement = (
            select(application.c.id)
            .where(
                application.c.id > application_id,
                or_(application.c.status != ApplicationStatus.NOT_THIS_TIME, planned.exists()),
            )
            .order_by(application.c.id)
            .limit(limit)
        )
        return [int(row[0]) for row in await self._connection.execute(statement)]

    async def claim(self, now: datetime, until: datetime, limit: int) -> list[FollowUpRow]:
        """Due ones, mine until then, the longest due first; whoever claims at the same time gets others."""
        rows = await self._connection.execute(_CLAIM, {"now": now, "until": until, "most": limit})
        return sorted((FollowUpRow(*row) for row in rows), key=lambda row: (row.due_at, row.id))

    async def hold(self, claimed: FollowUpRow) -> bool:
        """Locks one that is still mine; False when it was cancelled, or my time was up and another took it."""
        statement = (
            select(follow_up.c.id)
            .where(
                follow_up.c.id == claimed.id,
                follow_up.c.state == FollowUpState.PLANNED,
                follow_up.c.next_at == claimed.next_at,
            )
            .with_for_update()
        )
        return (await self._connection.execute(statement)).scalar_one_or_none() is not None

    async def finish(
        self, row_ids: Collection[int], state: FollowUpState, outcome: str, now: datetime
    ) -> int:
        """Ends those that are still planned; how many."""
        done = await self._connection.execute(
            update(follow_up)
            .where(follow_up.c.id.in_(row_ids), follow_up.c.state == FollowUpState.PLANNED)
            .values(state=state, outcome=outcome, finished_at=now, next_at=None)
        )
        return done.rowcount

    async def put_off(self, row_id: int, to: datetime, valid_until: datetime) -> None:
        """It is due later than it was planned."""
        await self._connection.execute(
            update(follow_up)
            .where(follow_up.c.id == row_id, follow_up.c.state == FollowUpState.PLANNED)
            .values(next_at=to, valid_until=valid_until)
        )
