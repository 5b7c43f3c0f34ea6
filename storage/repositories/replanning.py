"""Which plans the open follow-ups go by, and how far a change of plans has come: one row for all processes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.tables_followups import replanning

_ONLY = 1


@dataclass(frozen=True, slots=True)
class ReplanningRow:
    version: str
    after_id: int
    held_until: datetime | None
    seen_at: datetime
    done_at: datetime | None


_SELECT = select(*(replanning.c[name] for name in ReplanningRow.__slots__)).where(replanning.c.id == _ONLY)


class Replanning:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def state(self) -> ReplanningRow | None:
        """None before the first time."""
        row = (await self._connection.execute(_SELECT)).one_or_none()
        return None if row is None else ReplanningRow(*row)

    async def lock(self, version: str, now: datetime) -> ReplanningRow:
        """As it stands, locked; it begins with this version when there is none."""
        values = {"id": _ONLY, "version": version, "after_id": 0, "seen_at": now}
        await insert_once(self._connection, replanning, values)
        return ReplanningRow(*(await self._connection.execute(_SELECT.with_for_update())).one())

    async def change(self, **columns: object) -> None:
        """Call it with the row locked, or for what only the one who holds it writes."""
        await self._connection.execute(update(replanning).where(replanning.c.id == _ONLY).values(columns))
