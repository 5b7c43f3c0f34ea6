"""What people asked and did not get, for the editor who is to teach it."""

from datetime import datetime

from storage.database import Database
from storage.repositories.gaps import GapRow


class Gaps:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, limit: int, actor: str, now: datetime) -> list[GapRow]:
        """The newest first. Reads people's questions, which leaves one row in the audit trail."""
        async with self._database.transaction() as store:
            rows = await store.gaps.latest(limit)
            await store.audit.add(now, actor, "gaps_read", "gap", rows=len(rows))
        return rows
