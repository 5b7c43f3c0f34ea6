"""Who waits for an answer of a person."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.states import Author, GapKind, Holder
from storage.tables import address, conversation, gap, message


class Waiting:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unanswered(
        self, channel: str, bot_id: str, after: datetime, until: datetime, asked_after: datetime, limit: int
    ) -> list[int]:
        """Conversations whose last word came between two moments and in which staff have said nothing since.

        Those that staff hold, and those in which somebody asked for a person after a third moment.
        """
        by_staff = and_(message.c.conversation_id == conversation.c.id, message.c.author == Author.STAFF)
        held = and_(
            conversation.c.holder == Holder.STAFF,
            ~exists().where(by_staff, message.c.created_at >= conversation.c.last_inbound_at),
        )
        asked = exists().where(
            gap.c.conversation_id == conversation.c.id,
            gap.c.kind == GapKind.PERSON,
            gap.c.created_at > asked_after,
            ~exists().where(by_staff, message.c.created_at >= gap.c.created_at),
        )
        statement = (
            select(conversation.c.id)
            .join(address, address.c.id == conversation.c.address_id)
            .where(
                address.c.channel == channel,
                address.c.bot_id == bot_id,
                address.c.is_reachable,
                conversation.c.last_inbound_at > after,
                conversation.c.last_inbound_at <= until,
                or_(held, asked),
            )
            .order_by(conversation.c.last_inbound_at, conversation.c.id)
            .limit(limit)
        )
        return [int(row[0]) for row in await self._connection.execute(statement)]
