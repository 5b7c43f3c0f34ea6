"""Open sessions of staff: only the hash of a session's id is here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.states import Role
from storage.tables import staff
from storage.tables_sessions import staff_session


@dataclass(frozen=True, slots=True)
class SessionRow:
    id: int
    staff_id: int
    name: str
    role: Role  # as it is now, not as it was at sign-in
    started_at: datetime
    seen_at: datetime


class StaffSessions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, token_hash: str, staff_id: int, now: datetime) -> int:
        values = {"token_hash": token_hash, "staff_id": staff_id, "started_at": now, "seen_at": now}
        return await insert(self._connection, staff_session, values)

    async def find(self, token_hash: str) -> SessionRow | None:
        statement = (
            select(
                staff_session.c.id,
                staff.c.id,
                staff.c.name,
                staff.c.role,
                staff_session.c.started_at,
                staff_session.c.seen_at,
            )
            .join(staff, staff.c.id == staff_session.c.staff_id)
            .where(staff_session.c.token_hash == token_hash, staff.c.ended_at.is_(None))
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else SessionRow(*row)

    async def touch(self, session_id: int, now: datetime) -> None:
        await self._connection.execute(
            update(staff_session).where(staff_session.c.id == session_id).values(seen_at=now)
        )

    async def end(self, session_id: int) -> None:
        await self._connection.execute(delete(staff_session).where(staff_session.c.id == session_id))

    async def end_all(self, staff_id: int, but: int | None = None) -> int:
        """Of this member of staff, all but one perhaps; how many."""
        which = staff_session.c.staff_id == staff_id
        if but is not None:
            which &= staff_session.c.id != but
        return (await self._connection.execute(delete(staff_session).where(which))).rowcount

    async def count(self, staff_id: int) -> int:
        statement = select(func.count()).where(staff_session.c.staff_id == staff_id)
        return int((await self._connection.execute(statement)).scalar_one())

    async def forget(self, started_until: datetime, seen_until: datetime) -> int:
        """Removes sessions begun or last seen at or before these moments; how many."""
        removed = await self._connection.execute(
            delete(staff_session).where(
                or_(staff_session.c.started_at <= started_until, staff_session.c.seen_at <= seen_until)
            )
        )
        return removed.rowcount
