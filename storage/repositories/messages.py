"""The transcript of each conversation, sealed at rest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert
from storage.states import Author, DeliveryState
from storage.tables import delivery, inbound, message

# Built once: pages ask it all the time.
_AFTER = (
    select(message.c.id, message.c.author, message.c.body, message.c.created_at)
    .where(message.c.conversation_id == bindparam("of"), message.c.id > bindparam("seen"))
    .order_by(message.c.id)
    .limit(bindparam("most"))
)


_SHOWN = (
    select(message.c.id, message.c.author, message.c.body, message.c.created_at, delivery.c.state)
    .outerjoin(delivery, delivery.c.id == message.c.delivery_id)
    .where(message.c.conversation_id == bindparam("of"), message.c.id > bindparam("seen"))
    .order_by(message.c.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class MessageRow:
    id: int
    author: Author
    body: str  # JSON as the writer made it
    created_at: datetime
    state: DeliveryState | None = None  # of the delivery by which it leaves, where that was asked


class Messages:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self,
        conversation_id: int,
        author: Author,
        body: str,
        now: datetime,
        inbound_id: int | None = None,
        delivery_id: int | None = None,
    ) -> int:
        """The message's id; within a locked conversation ids grow in the order of commits."""
        sealed = self._vault.seal(body, _place(conversation_id))
        values = {
            "conversation_id": conversation_id,
            "author": author,
            "body": sealed,
            "inbound_id": inbound_id,
            "delivery_id": delivery_id,
            "created_at": now,
        }
        return await insert(self._connection, message, values)

    async def of_update(self, conversation_id: int, update_key: str) -> int | None:
        """The line that an update left in the transcript of its conversation."""
        statement = (
            select(message.c.id)
            .join(inbound, inbound.c.id == message.c.inbound_id)
            .where(message.c.conversation_id == conversation_id, inbound.c.update_key == update_key)
        )
        found: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    async def after(self, conversation_id: int, message_id: int, limit: int) -> list[MessageRow]:
        """Messages with a larger id, oldest first; a damaged one is left out."""
        values = {"of": conversation_id, "seen": message_id, "most": limit}
        rows = await self._connection.execute(_AFTER, values)
        place = _place(conversation_id)
        opened = ((row, self._vault.open_if_whole(row.body, place)) for row in rows)
        return [
            MessageRow(row.id, row.author, body, row.created_at) for row, body in opened if body is not None
        ]

    async def newest(self, conversation_id: int, after_id: int, limit: int) -> list[MessageRow]:
        """The last messages with a larger id, oldest first, each with how far its delivery is."""
        values = {"of": conversation_id, "seen": after_id, "most": limit}
        rows = (await self._connection.execute(_SHOWN, values)).all()
        place = _place(conversation_id)
        opened = ((row, self._vault.open_if_whole(row.body, place)) for row in reversed(rows))
        return [
            MessageRow(row.id, row.author, body, row.created_at, row.state)
            for row, body in opened
            if body is not None
        ]

    async def said_since(self, conversation_id: int, author: Author, moment: datetime) -> bool:
        """Whether somebody has said something since a moment, as far as it is kept."""
        statement = select(
            exists().where(
                message.c.conversation_id == conversation_id,
                message.c.author == author,
                message.c.created_at >= moment,
            )
        )
        return bool((await self._connection.execute(statement)).scalar_one())

    async def unsay(self, conversation_id: int, delivery_ids: Collection[int]) -> None:
        """Takes out what was written down and will not be sent."""
        await self._connection.execute(
            delete(message).where(
                message.c.conversation_id == conversation_id, message.c.delivery_id.in_(delivery_ids)
            )
        )

    async def forget_before(self, moment: datetime) -> int:
        """Removes old transcripts for good; how many messages."""
        removed = await self._connection.execute(delete(message).where(message.c.created_at < moment))
        return removed.rowcount


def _place(conversation_id: int) -> str:
    return f"message.body:{conversation_id}"
