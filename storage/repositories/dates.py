"""Days of an application that staff noted: until when to settle, when to travel, when to pay back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import DateKind, DateState
from storage.tables_followups import application_date


@dataclass(frozen=True, slots=True)
class DateRow:
    id: int
    application_id: int
    kind: DateKind
    on_day: date
    state: DateState
    noted_at: datetime
    noted_by: str


_SELECT = select(*(application_date.c[name] for name in DateRow.__slots__))


class ApplicationDates:
    """Call everything that writes with the application locked."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, application_id: int) -> list[DateRow]:
        """All of an application by their days, those that hold no more too."""
        statement = _SELECT.where(application_date.c.application_id == application_id).order_by(
            application_date.c.on_day, application_date.c.kind
        )
        return [DateRow(*row) for row in await self._connection.execute(statement)]

    async def note(self, application_id: int, kind: DateKind, day: date, by: str, now: datetime) -> bool:
        """False when it holds already. One that was dropped or done holds again."""
        values = {"state": DateState.STANDING, "noted_at": now, "noted_by": by}
        key = {"application_id": application_id, "kind": kind, "on_day": day}
        if await insert_once(self._connection, application_date, {**key, **values}) is not None:
            return True
        done = await self._connection.execute(
            update(application_date)
            .where(
                application_date.c.application_id == application_id,
                application_date.c.kind == kind,
                application_date.c.on_day == day,
                application_date.c.state != DateState.STANDING,
            )
            .values(values)
        )
        return done.rowcount == 1

    async def end(
        self,
        application_id: int,
        kind: DateKind,
        state: DateState,
        *,
        only: Collection[date] | None = None,
        but: Collection[date] = (),
    ) -> int:
        """Those of a kind hold no more, or only these of them, or all but these; how many."""
        which = [
            application_date.c.application_id == application_id,
            application_date.c.kind == kind,
            application_date.c.state == DateState.STANDING,
            application_date.c.on_day.not_in(list(but)),
        ]
        if only is not None:
            which.append(application_date.c.on_day.in_(list(only)))
        done = await self._connection.execute(update(application_date).where(*which).values(state=state))
        return done.rowcount
