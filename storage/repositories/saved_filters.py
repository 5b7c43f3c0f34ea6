"""Filters of lists that members of staff kept by a name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.tables_applications import saved_filter


@dataclass(frozen=True, slots=True)
class SavedFilterRow:
    id: int
    name: str
    query: str


class SavedFilters:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, staff_id: int) -> list[SavedFilterRow]:
        """By their names."""
        columns = (saved_filter.c[name] for name in SavedFilterRow.__slots__)
        statement = (
            select(*columns)
            .where(saved_filter.c.staff_id == staff_id)
            .order_by(saved_filter.c.name, saved_filter.c.id)
        )
        return [SavedFilterRow(*row) for row in await self._connection.execute(statement)]

    async def keep(self, staff_id: int, name: str, query: str, most: int, now: datetime) -> bool:
        """One of the same name gives way; False when the member has as many as one may have."""
        own = saved_filter.c.staff_id == staff_id
        changed = await self._connection.execute(
            update(saved_filter).where(own, saved_filter.c.name == name).values(query=query)
        )
        if changed.rowcount:
            return True
        counted = select(func.count()).select_from(saved_filter).where(own)
        if int((await self._connection.execute(counted)).scalar_one()) >= most:
            return False
        values = {"staff_id": staff_id, "name": name, "query": query, "created_at": now}
        return await insert_once(self._connection, saved_filter, values) is not None

    async def drop(self, staff_id: int, filter_id: int) -> bool:
        """False when it is not theirs, or gone."""
        done = await self._connection.execute(
            delete(saved_filter).where(saved_filter.c.staff_id == staff_id, saved_filter.c.id == filter_id)
        )
        return done.rowcount == 1
