"""Receipts, written to the deliveries that they tell of; those that come before that is known are kept a while."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.zalo.wire import CHANNEL
from storage.database import Database

_MOST_KEPT = 5000
_MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Early:
    message_ids: frozenset[str]
    is_seen: bool
    at: datetime
    tries: int = 1


class Receipts:
    """What is kept is lost with the process: a mark that is missing harms nobody."""

    def __init__(self, database: Database, bot_id: str) -> None:
        self._database = database
        self._bot_id = bot_id
        self._early: deque[_Early] = deque(maxlen=_MOST_KEPT)

    async def take(self, message_ids: Collection[str], is_seen: bool, at: datetime) -> None:
        await self._mark(_Early(frozenset(message_ids), is_seen, at))

    async def try_again(self) -> None:
        """For those that came too early; messages that are not ours are forgotten after a few tries."""
        for _ in range(len(self._early)):
            early = self._early.popleft()
            await self._mark(replace(early, tries=early.tries + 1))

    async def _mark(self, receipt: _Early) -> None:
        async with self._database.transaction() as store:
            mark = store.receipts.seen if receipt.is_seen else store.receipts.received
            known = await mark(CHANNEL, self._bot_id, receipt.message_ids, receipt.at)
        rest = receipt.message_ids - known
        if rest and receipt.tries < _MOST_TRIES:
            self._early.append(replace(receipt, message_ids=rest))
