"""Sends once more what could not be sent, or of which nobody knows."""

from datetime import datetime, timedelta

from handlers.broadcasts.model import Refused, Why
from handlers.broadcasts.rights import MAY_COMPOSE
from handlers.review.model import Staff
from storage.database import Database
from storage.states import BroadcastState, DeliveryState

_AT_ONCE = 5_000
_AGAIN = (DeliveryState.FAILED, DeliveryState.UNKNOWN)  # those who blocked the bot are left alone


class Retrying:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def retry(
        self, member: Staff, broadcast_id: int, now: datetime, states: tuple[DeliveryState, ...] = _AGAIN
    ) -> int | Refused:
        """How many are due again; a broadcast that was over runs again, with as much time as it had."""
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        total = 0
        while True:
            async with self._database.transaction() as store:
                row = await store.broadcasts.get(broadcast_id, lock=True)
                if row is None:
                    return Refused(Why.GONE)
                if row.state not in (BroadcastState.DONE, BroadcastState.RUNNING, BroadcastState.PAUSED):
                    return Refused(Why.STATE)
                again = await store.broadcast_deliveries.again(row.id, states, now, _AT_ONCE)
                if again and row.state is BroadcastState.DONE:
                    until = now + timedelta(seconds=row.valid_for_seconds)
                    await store.broadcasts.move(
                        row.id,
                        (BroadcastState.DONE,),
                        BroadcastState.RUNNING,
                        finished_at=None,
                        valid_until=until,
                    )
                if again:
                    actor = f"staff:{member.id}"
                    await store.audit.add(now, actor, "broadcast_retried", f"broadcast:{row.id}", count=again)
            total += again
            if again < _AT_ONCE:
                return total
