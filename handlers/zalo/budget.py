"""How many billed messages a month may have, over all processes."""

from datetime import datetime, tzinfo

from storage.database import Database


class Budget:
    """One account's; months are those of the people's calendar."""

    def __init__(self, database: Database, oa_id: str, most: int, zone: tzinfo) -> None:
        self._database = database
        self._oa_id = oa_id
        self._zone = zone
        self.most = most

    async def reserve(self, now: datetime) -> str | None:
        """Counts one that is about to go; the month it counts in, None when that is full."""
        if self.most <= 0:
            return None
        month = self._month(now)
        async with self._database.transaction() as store:
            return month if await store.bills.reserve(self._oa_id, month, self.most) else None

    async def give_back(self, month: str) -> None:
        """A reserved one was not billed after all."""
        async with self._database.transaction() as store:
            await store.bills.give_back(self._oa_id, month)

    async def add(self, now: datetime) -> None:
        """One was billed that nobody expected to be."""
        async with self._database.transaction() as store:
            await store.bills.add(self._oa_id, self._month(now))

    async def used(self, now: datetime) -> int:
        async with self._database.reading() as store:
            return await store.bills.billed(self._oa_id, self._month(now))

    async def left(self, now: datetime) -> int:
        """So many may still be billed this month."""
        return max(0, self.most - await self.used(now)) if self.most else 0

    def _month(self, now: datetime) -> str:
        return now.astimezone(self._zone).strftime("%Y-%m")
