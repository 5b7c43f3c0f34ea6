"""How many messages of a month were billed, counted so that concurrent senders never go beyond a cap."""

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.tables_zalo import zalo_month


class ZaloBills:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def billed(self, oa_id: str, month: str) -> int:
        statement = select(zalo_month.c.billed).where(
            zalo_month.c.oa_id == oa_id, zalo_month.c.month == month
        )
        return int((await self._connection.execute(statement)).scalar_one_or_none() or 0)

    async def reserve(self, oa_id: str, month: str, most: int) -> bool:
        """Counts a message that is about to be billed; False, uncounted, when there were `most` already."""
        await insert_once(self._connection, zalo_month, {"oa_id": oa_id, "month": month})
        return await self._add(oa_id, month, 1, most)

    async def add(self, oa_id: str, month: str) -> None:
        """Counts one that turned out to be billed."""
        await insert_once(self._connection, zalo_month, {"oa_id": oa_id, "month": month})
        await self._add(oa_id, month, 1)

    async def give_back(self, oa_id: str, month: str) -> None:
        """Uncounts one that was not billed after all."""
        await self._add(oa_id, month, -1)

    async def _add(self, oa_id: str, month: str, count: int, most: int | None = None) -> bool:
        # One statement: on PostgreSQL a second sender waits for the first, then looks at the new number.
        which = and_(zalo_month.c.oa_id == oa_id, zalo_month.c.month == month)
        if most is not None:
            which = and_(which, zalo_month.c.billed < most)
        done = await self._connection.execute(
            update(zalo_month).where(which).values(billed=zalo_month.c.billed + count)
        )
        return done.rowcount > 0
