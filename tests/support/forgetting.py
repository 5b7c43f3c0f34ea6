"""The hourly tick that forgets, by hand."""

from datetime import timedelta

from handlers.retention import forget_old
from knowledge.base import KnowledgeBase
from storage.database import Database
from tests.support.clock import HandClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Forgetting:
    """What went, kind by kind; `spent` are the blobs that were given up."""

    def __init__(self, database: Database, knowledge: KnowledgeBase, clock: HandClock) -> None:
        self._database = database
        self._kept = knowledge.privacy.retention
        self._clock = clock
        self.spent: list[str] = []

    async def __call__(self) -> dict[str, int]:
        gone = await forget_old(self._database, self._kept, self._spend, self._clock.now())
        return {kind: count for kind, count in gone.items() if count}

    async def _spend(self, blobs: list[str]) -> None:
        self.spent.extend(blobs)
