"""What holds an application up, from the day it was told until it is out of the way; the story is sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.repositories.inspections import opened
from storage.repositories.keys import PersonKey
from storage.tables_applications import obstacle


@dataclass(frozen=True, slots=True)
class NewObstacle:
    application_id: int
    kind: str
    story: str
    opened_at: datetime
    opened_by: str


@dataclass(frozen=True, slots=True)
class ObstacleRow:
    """`story` is None when the key is gone; `closed_at` is None while it stands in the way."""

    id: int
    kind: str
    story: str | None
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None


class Obstacles:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, new: NewObstacle, key: PersonKey) -> int:
        values = {name: getattr(new, name) for name in NewObstacle.__slots__}
        values["story"] = key.data.seal(new.story, _place(new.application_id))
        return await insert(self._connection, obstacle, values)

    async def of(self, application_id: int, key: PersonKey | None) -> list[ObstacleRow]:
        """Oldest first."""
        statement = (
            select(obstacle).where(obstacle.c.application_id == application_id).order_by(obstacle.c.id)
        )
        return [
            ObstacleRow(
                row.id,
                row.kind,
                opened(key, row.story, _place(application_id)),
                row.opened_at,
                row.opened_by,
                row.closed_at,
                row.closed_by,
            )
            for row in await self._connection.execute(statement)
        ]

    async def close(self, application_id: int, obstacle_ids: list[int], by: str, now: datetime) -> int:
        """Those of the application that are still open; how many."""
        done = await self._connection.execute(
            update(obstacle)
            .where(
                obstacle.c.application_id == application_id,
                obstacle.c.id.in_(obstacle_ids),
                obstacle.c.closed_at.is_(None),
            )
            .values(closed_at=now, closed_by=by)
        )
        return done.rowcount


def _place(application_id: int) -> str:
    return f"obstacle.story:{application_id}"
