"""Who waits for an answer of a person."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import address, conversation


class Waiting:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unanswered(
        self, channel: str, bot_id: str, after: datetime, until: datetime, asked_after: datetime, limit: int
    ) -> list[int]:
        """Conversations whose last word came between two moments, and which wait for staff since a third."""
        statement = (
            select(conversation.c.id)
            .join(address, address.c.id == conversation.c.address_id)
            .where(
                address.c.channel == channel,
                address.c.bot_id == bot_id,
                address.c.is_reachable,
                conversation.c.last_inbound_at > after,
                conversation.c.last_inbound_at <= until,
                conversation.c.waits_since > asked_after,
            )
            .order_by(conversation.c.last_inbound_at, conversation.c.id)
            .limit(limit)
        )
        return [int(row[0]) for row in await self._connection.execute(statement)]
