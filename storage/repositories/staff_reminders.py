"""That staff were told of something, once for each step; and the colleagues who were asked for figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert, insert_once
from storage.tables_followups import figures_request, staff_reminder


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """`given_at` is None while they are waited for."""

    id: int
    asked_by_id: int
    of_id: int
    what: str
    due_on: date
    asked_at: datetime
    given_at: datetime | None


_FIGURES = select(*(figures_request.c[name] for name in FiguresRow.__slots__))


class StaffReminders:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, subject: str, step: str, now: datetime) -> bool:
        """True for the one who may tell of this step; everybody else is too late."""
        values = {"subject": subject, "step": step, "at": now}
        return await insert_once(self._connection, staff_reminder, values) is not None

    async def told(self, subjects: Collection[str]) -> set[tuple[str, str]]:
        """Subjects and steps that were told."""
        statement = select(staff_reminder.c.subject, staff_reminder.c.step).where(
            staff_reminder.c.subject.in_(list(subjects))
        )
        return {(row[0], row[1]) for row in await self._connection.execute(statement)}

    async def ask_figures(self, asked_by_id: int, of_id: int, what: str, due_on: date, now: datetime) -> int:
        values = {"asked_by_id": asked_by_id, "of_id": of_id, "what": what, "due_on": due_on, "asked_at": now}
        return await insert(self._connection, figures_request, values)

    async def open_figures(self) -> list[FiguresRow]:
        """What is waited for, the first due first."""
        statement = _FIGURES.where(figures_request.c.given_at.is_(None)).order_by(
            figures_request.c.due_on, figures_request.c.id
        )
        return [FiguresRow(*row) for row in await self._connection.execute(statement)]

    async def figures(self, figures_id: int) -> FiguresRow | None:
        row = (
            await self._connection.execute(_FIGURES.where(figures_request.c.id == figures_id))
        ).one_or_none()
        return None if row is None else FiguresRow(*row)

    async def give_figures(self, figures_id: int, of_id: int, now: datetime) -> bool:
        """False when it was somebody else who was asked, or they have been given."""
        done = await self._connection.execute(
            update(figures_request)
            .where(
                figures_request.c.id == figures_id,
                figures_request.c.of_id == of_id,
                figures_request.c.given_at.is_(None),
            )
            .values(given_at=now)
        )
        return done.rowcount == 1
