"""Updates as they came in: stored once, worked once, payload gone when done."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert_once
from storage.states import InboundState
from storage.tables import inbound

# Built once: building a statement costs more than running it.
_of_conversation = inbound.c.conversation_id == bindparam("of")
_SETTLING_SINCE = select(func.min(inbound.c.received_at)).where(
    _of_conversation, inbound.c.next_at.is_not(None), inbound.c.is_settling
)
_is_free = inbound.c.conversation_id.not_in(bindparam("busy", expanding=True))
_DUE = (
    select(inbound.c.conversation_id)
    .where(inbound.c.next_at <= bindparam("now"), _is_free)
    .group_by(inbound.c.conversation_id)
    .order_by(func.min(inbound.c.next_at))
    .limit(bindparam("most"))
)
_NEXT_DUE = select(func.min(inbound.c.next_at)).where(inbound.c.next_at.is_not(None), _is_free)
_TAKE = (
    select(
        inbound.c.id,
        inbound.c.channel,
        inbound.c.bot_id,
        inbound.c.update_key,
        inbound.c.payload,
        inbound.c.received_at,
        inbound.c.attempts,
    )
    .where(_of_conversation, inbound.c.next_at <= bindparam("now"))
    .order_by(inbound.c.id)
)
_FINISH = (
    update(inbound)
    .where(inbound.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=InboundState.DONE, payload=None, next_at=None)
)


@dataclass(frozen=True, slots=True)
class InboundRow:
    id: int
    payload: str | None  # None: the seal is broken
    received_at: datetime
    attempts: int
    sealed: bytes = field(default=b"", repr=False)  # the payload as it lies there: what a rewriting compares


class InboundQueue:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self,
        channel: str,
        bot_id: str,
        update_key: str,
        conversation_id: int,
        payload: str,
        received_at: datetime,
        due_at: datetime,
        is_settling: bool,
    ) -> int | None:
        """The stored update's id, or None when this update was stored before."""
        return await insert_once(
            self._connection,
            inbound,
            {
                "channel": channel,
                "bot_id": bot_id,
                "update_key": update_key,
                "conversation_id": conversation_id,
                "payload": self._vault.seal(payload, _place(channel, bot_id, update_key)),
                "received_at": received_at,
                "is_settling": is_settling,
                "state": InboundState.PENDING,
                "next_at": due_at,
            },
        )

    async def set_aside(
        self, channel: str, bot_id: str, update_key: str, payload: str, received_at: datetime, error: str
    ) -> int | None:
        """Keeps an unreadable update for a day, unworked."""
        return await insert_once(
            self._connection,
            inbound,
            {
                "channel": channel,
                "bot_id": bot_id,
                "update_key": update_key,
                "payload": self._vault.seal(payload, _place(channel, bot_id, update_key)),
                "received_at": received_at,
                "state": InboundState.DEAD,
                "error": error,
            },
        )

    async def settling_since(self, conversation_id: int) -> datetime | None:
        """When the burst that is still settling began, if there is one."""
        result = await self._connection.execute(_SETTLING_SINCE, {"of": conversation_id})
        began_at: datetime | None = result.scalar_one_or_none()
        return began_at

    async def settle_at(self, conversation_id: int, due_at: datetime) -> None:
        """Moves a whole burst to one due time, so that it is worked as one question."""
        await self._connection.execute(
            update(inbound)
            .where(
                inbound.c.conversation_id == conversation_id,
                inbound.c.next_at.is_not(None),
                inbound.c.is_settling,
            )
            .values(next_at=due_at)
        )

    async def due_conversations(self, now: datetime, limit: int, busy: Collection[int] = ()) -> list[int]:
        """Conversations with work to do, the longest waiting first; without those that are `busy`."""
        rows = await self._connection.execute(_DUE, {"now": now, "most": limit, "busy": list(busy)})
        return [int(row[0]) for row in rows]

    async def next_due_at(self, busy: Collection[int] = ()) -> datetime | None:
        found = await self._connection.execute(_NEXT_DUE, {"busy": list(busy)})
        due_at: datetime | None = found.scalar_one_or_none()
        return due_at

    async def take(self, conversation_id: int, now: datetime) -> list[InboundRow]:
        """The due updates of a locked conversation, in the order they came."""
        rows = await self._connection.execute(_TAKE, {"of": conversation_id, "now": now})
        return [
            InboundRow(
                row.id,
                self._vault.open_if_whole(row.payload, _place(row.channel, row.bot_id, row.update_key)),
                row.received_at,
                row.attempts,
                row.payload,
            )
            for row in rows
        ]

    async def rewrite(self, row: InboundRow, payload: str) -> bool:
        """Puts a new payload in the place of one that was taken; False when it is finished, gone or rewritten."""
        as_taken = (
            inbound.c.id == row.id,
            inbound.c.next_at.is_not(None),
            inbound.c.payload == row.sealed,
        )
        named = select(inbound.c.channel, inbound.c.bot_id, inbound.c.update_key).where(*as_taken)
        found = (await self._connection.execute(named)).one_or_none()
        if found is None:
            return False
        sealed = self._vault.seal(payload, _place(*found))
        # Asked once more: on PostgreSQL another process may have been quicker since the look above.
        written = await self._connection.execute(update(inbound).where(*as_taken).values(payload=sealed))
        return written.rowcount == 1

    async def attempts(self, ids: list[int]) -> int | None:
        """How often the most tried of these was tried before; None when all are finished."""
        statement = select(func.max(inbound.c.attempts)).where(
            inbound.c.id.in_(ids), inbound.c.next_at.is_not(None)
        )
        tries: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return tries

    async def finish(self, ids: list[int]) -> None:
        await self._connection.execute(_FINISH, {"ids": ids})

    async def retry(self, ids: list[int], next_at: datetime, error: str) -> None:
        await self._connection.execute(
            update(inbound)
            .where(inbound.c.id.in_(ids))
            .values(attempts=inbound.c.attempts + 1, next_at=next_at, error=error, is_settling=False)
        )

    async def put_off(self, ids: list[int], next_at: datetime) -> None:
        """To be worked a little later; it is no try."""
        await self._connection.execute(
            update(inbound)
            .where(inbound.c.id.in_(ids), inbound.c.next_at.is_not(None))
            .values(next_at=next_at, is_settling=False)
        )

    async def bury(self, ids: list[int], error: str) -> None:
        await self._connection.execute(
            update(inbound)
            .where(inbound.c.id.in_(ids))
            .values(state=InboundState.DEAD, next_at=None, error=error, attempts=inbound.c.attempts + 1)
        )

    async def forget(self, now: datetime, dead_for: timedelta, done_for: timedelta) -> int:
        """Removes dead payloads and, later, the finished rows that only guard against repeats."""
        await self._connection.execute(
            update(inbound)
            .where(
                inbound.c.state == InboundState.DEAD,
                inbound.c.received_at < now - dead_for,
                inbound.c.payload.is_not(None),
            )
            .values(payload=None)
        )
        removed = await self._connection.execute(
            delete(inbound).where(inbound.c.next_at.is_(None), inbound.c.received_at < now - done_for)
        )
        return removed.rowcount


def _place(channel: str, bot_id: str, update_key: str) -> str:
    return f"inbound.payload:{channel}:{bot_id}:{update_key}"
