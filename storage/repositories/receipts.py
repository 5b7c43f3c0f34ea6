"""What the platform tells of messages that were sent: that a device has them, that somebody has seen them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import delivery


class Receipts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def received(
        self, channel: str, bot_id: str, message_ids: Collection[str], at: datetime
    ) -> set[str]:
        """Which of these messages are known here; the first receipt of each counts."""
        return await self._mark(channel, bot_id, message_ids, received_at=at)

    async def seen(self, channel: str, bot_id: str, message_ids: Collection[str], at: datetime) -> set[str]:
        return await self._mark(channel, bot_id, message_ids, received_at=at, seen_at=at)

    async def _mark(
        self, channel: str, bot_id: str, message_ids: Collection[str], **moments: datetime
    ) -> set[str]:
        values: dict[str, Any] = {
            name: func.coalesce(delivery.c[name], at, type_=delivery.c[name].type)
            for name, at in moments.items()
        }
        marked = await self._connection.execute(
            update(delivery)
            .where(
                delivery.c.platform_message_id.in_(list(message_ids)),
                delivery.c.cost.is_not(None),  # as its index says
                delivery.c.channel == channel,
                delivery.c.bot_id == bot_id,
            )
            .values(**values)
            .returning(delivery.c.platform_message_id)
        )
        return {str(row[0]) for row in marked}
