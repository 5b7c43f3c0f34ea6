"""Which places each member of staff looks after, and who is the one for a new application."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import ApplicationStatus, Role
from storage.tables import staff
from storage.tables_applications import application, staff_area

_OVER = (ApplicationStatus.DRAFT, ApplicationStatus.SETTLED, ApplicationStatus.NOT_THIS_TIME)
OPEN_APPLICATIONS = tuple(status for status in ApplicationStatus if status not in _OVER)  # sent, and not over
WORKING = (Role.OFFICER, Role.LEAD, Role.ADMIN)  # who handles applications


@dataclass(frozen=True, slots=True)
class Area:
    """A province by id, and one commune of it by name; no commune is the whole province."""

    province: str
    commune: str = ""

    def holds(self, province: str | None, commune: str | None) -> bool:
        return province == self.province and self.commune in ("", commune)


class StaffAreas:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, staff_id: int, province: str, commune: str = "") -> bool:
        """False when it was theirs already."""
        values = {"staff_id": staff_id, "province": province, "commune": commune}
        return await insert_once(self._connection, staff_area, values) is not None

    async def remove(self, staff_id: int, province: str, commune: str = "") -> bool:
        done = await self._connection.execute(
            delete(staff_area).where(
                staff_area.c.staff_id == staff_id,
                staff_area.c.province == province,
                staff_area.c.commune == commune,
            )
        )
        return done.rowcount == 1

    async def of(self, staff_id: int) -> list[Area]:
        statement = (
            select(staff_area.c.province, staff_area.c.commune)
            .where(staff_area.c.staff_id == staff_id)
            .order_by(staff_area.c.province, staff_area.c.commune)
        )
        return [Area(*row) for row in await self._connection.execute(statement)]

    async def of_commune(self, province: str, commune: str) -> list[int]:
        """Who looks after one commune by its name, not only after its whole province."""
        statement = (
            select(staff_area.c.staff_id)
            .join(staff, staff.c.id == staff_area.c.staff_id)
            .where(
                staff_area.c.province == province,
                staff_area.c.commune == commune,
                staff_area.c.commune != "",
                staff.c.role.in_(WORKING),
                staff.c.ended_at.is_(None),
            )
            .order_by(staff_area.c.staff_id)
        )
        return [int(row[0]) for row in await self._connection.execute(statement)]

    async def covering(self, province: str, commune: str) -> list[int]:
        """Who handles applications and looks after a place: its commune by name, or all of its province."""
        statement = (
            select(staff_area.c.staff_id)
            .join(staff, staff.c.id == staff_area.c.staff_id)
            .where(
                staff_area.c.province == province,
                staff_area.c.commune.in_(("", commune)),
                staff.c.role.in_(WORKING),
                staff.c.ended_at.is_(None),
            )
            .distinct()
            .order_by(staff_area.c.staff_id)
        )
        return [int(row[0]) for row in await self._connection.execute(statement)]

    async def officer_for(self, province: str, commune: str) -> int | None:
        """Of those who look after a place the most local, then the one with the least open work, then the first."""
        open_work = (
            select(func.count())
            .where(
                application.c.assignee_id == staff_area.c.staff_id,
                application.c.status.in_(OPEN_APPLICATIONS),
            )
            .scalar_subquery()
        )
        statement = (
            select(staff_area.c.staff_id)
            .join(staff, staff.c.id == staff_area.c.staff_id)
            .where(
                staff_area.c.province == province,
                staff_area.c.commune.in_(("", commune)),
                staff.c.role.in_(WORKING),
                staff.c.ended_at.is_(None),
            )
            .order_by(staff_area.c.commune == "", open_work, staff_area.c.staff_id)
            .limit(1)
        )
        found: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found
