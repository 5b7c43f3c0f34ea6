"""Projects that applications are part of: one for itself, a model one, or a group."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import MoneySource, ProjectKind
from storage.tables_applications import project


@dataclass(frozen=True, slots=True)
class ProjectRow:
    id: int
    name: str
    kind: ProjectKind
    source: MoneySource | None
    year: int


_COLUMNS = tuple(project.c[name] for name in ProjectRow.__slots__)


class Projects:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, name: str, kind: ProjectKind, source: MoneySource | None, year: int, by: str, now: datetime
    ) -> int | None:
        """The project's id; None when the year has one of this name."""
        values = {
            "name": name,
            "kind": kind,
            "source": source,
            "year": year,
            "created_by": by,
            "created_at": now,
        }
        return await insert_once(self._connection, project, values)

    async def get(self, project_id: int) -> ProjectRow | None:
        row = (
            await self._connection.execute(select(*_COLUMNS).where(project.c.id == project_id))
        ).one_or_none()
        return None if row is None else ProjectRow(*row)

    async def named(self, year: int, name: str) -> ProjectRow | None:
        statement = select(*_COLUMNS).where(project.c.year == year, project.c.name == name)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else ProjectRow(*row)

    async def of_year(self, year: int) -> list[ProjectRow]:
        statement = select(*_COLUMNS).where(project.c.year == year).order_by(project.c.name, project.c.id)
        return [ProjectRow(*row) for row in await self._connection.execute(statement)]
