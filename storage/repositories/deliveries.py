"""The outbox: every message that leaves, with its state. See the rules in docs/architecture.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories import outbox_statements
from storage.repositories.inserts import insert_once
from storage.states import Author, Cost, DeliveryState, Lane, Promise
from storage.tables import delivery

_d: Table = delivery


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    id: int
    conversation_id: int
    channel: str
    bot_id: str
    chat_key: str
    lane: Lane
    promise: Promise
    body: str | None  # None: the seal is broken; empty: the text of its broadcast
    attempts: int
    broadcast_id: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended, ready to be written: state, and when to look again (None: finished)."""

    id: int
    state: DeliveryState
    code: str
    next_at: datetime | None = None
    is_attempt: bool = True
    platform_message_id: str | None = None
    cost: Cost | None = None


class Deliveries:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self,
        conversation_id: int,
        channel: str,
        bot_id: str,
        chat_key: str,
        lane: Lane,
        promise: Promise,
        body: str,
        inbound_id: int | None,
        ordinal: int,
        now: datetime,
        due_at: datetime | None = None,
        author: Author = Author.BOT,
    ) -> int | None:
        """The delivery's id, or None when this answer to this update stands there already; due at once, or later."""
        return await insert_once(
            self._connection,
            _d,
            {
                "conversation_id": conversation_id,
                "channel": channel,
                "bot_id": bot_id,
                "chat_key": chat_key,
                "lane": int(lane),
                "promise": promise,
                "author": author,
                "body": self._vault.seal(body, _place(channel, bot_id, chat_key)),
                "inbound_id": inbound_id,
                "ordinal": ordinal,
                "state": DeliveryState.PENDING,
                "next_at": due_at or now,
                "created_at": now,
            },
        )

    async def claim(
        self, channel: str, bot_id: str, owner: str, now: datetime, lease: timedelta, limit: int
    ) -> list[DeliveryRow]:
        """Leases due rows: by lane, then by due time; of one conversation and lane only the oldest."""
        values = {
            "on_channel": channel,
            "of_bot": bot_id,
            "by": owner,
            "now": now,
            "until": now + lease,
            "most": limit,
        }
        return self._mine(await self._connection.execute(outbox_statements.CLAIM, values))

    async def claim_broadcast(
        self,
        broadcast_id: int,
        channel: str,
        bot_id: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> list[DeliveryRow]:
        """Leases due rows of one broadcast, by due time."""
        values = {
            "of_broadcast": broadcast_id,
            "on_channel": channel,
            "of_bot": bot_id,
            "by": owner,
            "now": now,
            "until": now + lease,
            "most": limit,
        }
        return self._mine(await self._connection.execute(outbox_statements.CLAIM_BROADCAST, values))

    def _mine(self, rows: Iterable[Any]) -> list[DeliveryRow]:
        mine = [self._row(row) for row in rows if row.state == DeliveryState.LEASED]
        return sorted(mine, key=lambda row: (row.lane, row.id))

    async def start(self, ids: Sequence[int], owner: str, now: datetime, lease: timedelta) -> set[int]:
        """Turns leased rows that are still mine to `sending`; which.

        People who cannot be reached are skipped, and so is what the bot would answer while staff do.
        """
        values = {"ids": list(ids), "by": owner, "until": now + lease}
        rows = await self._connection.execute(outbox_statements.START, values)
        started = {int(row.id) for row in rows}
        if len(started) < len(ids):
            skipped = {"ids": list(ids), "by": owner, "ended_at": now}
            for statement in (outbox_statements.SKIP_UNREACHABLE, outbox_statements.SKIP_SILENCED):
                await self._connection.execute(statement, skipped)
        return started

    async def silence(self, conversation_id: int, now: datetime) -> list[int]:
        """Cancels the bot's answers that are not on the wire; notices and news go all the same."""
        rows = await self._connection.execute(
            outbox_statements.SILENCE, {"of": conversation_id, "ended_at": now}
        )
        return [int(row.id) for row in rows]

    async def record(self, results: Sequence[Result], owner: str, now: datetime) -> int:
        """Writes outcomes of rows that are still mine; how many were."""
        if not results:
            return 0
        written = await self._connection.execute(
            outbox_statements.RECORD,
            [
                {
                    "of": result.id,
                    "by": owner,
                    "to_state": result.state,
                    "code": result.code,
                    "again_at": result.next_at,
                    "tries": int(result.is_attempt),
                    "platform_id": result.platform_message_id,
                    "cost": result.cost,
                    "ended_at": None if result.next_at else now,
                }
                for result in results
            ],
        )
        return written.rowcount

    async def release(self, owner: str, now: datetime) -> int:
        """Gives back what was leased and not begun; part of a clean stop."""
        done = await self._connection.execute(
            update(_d)
            .where(_d.c.owner == owner, _d.c.state == DeliveryState.LEASED)
            .values(state=DeliveryState.PENDING, next_at=now, owner=None)
        )
        return done.rowcount

    async def void_leases(self, now: datetime) -> int:
        """Makes every lease end now; only the holder of the file lock may call this."""
        done = await self._connection.execute(
            update(_d)
            .where(_d.c.next_at.is_not(None), _d.c.state.in_([DeliveryState.LEASED, DeliveryState.SENDING]))
            .values(next_at=now)
        )
        return done.rowcount

    async def next_due_at(self, channel: str, bot_id: str) -> datetime | None:
        values = {"on_channel": channel, "of_bot": bot_id}
        row = (await self._connection.execute(outbox_statements.NEXT_DUE, values)).one()
        return min((due_at for due_at in row if due_at is not None), default=None)

    async def next_due_of_broadcast(self, broadcast_id: int, channel: str, bot_id: str) -> datetime | None:
        values = {"of_broadcast": broadcast_id, "on_channel": channel, "of_bot": bot_id}
        found = await self._connection.execute(outbox_statements.NEXT_DUE_OF_BROADCAST, values)
        due_at: datetime | None = found.scalar_one_or_none()
        return due_at

    async def depth(self) -> dict[str, int]:
        """How many unfinished rows stand in each state; broadcasts tell of theirs themselves."""
        rows = await self._connection.execute(
            select(_d.c.state, func.count()).where(outbox_statements.OWN).group_by(_d.c.state)
        )
        return {str(state): int(count) for state, count in rows}

    async def forget_bodies(self, before: datetime) -> int:
        """Empties what was said in deliveries finished before a moment; that they were sent stays on record."""
        emptied = await self._connection.execute(
            update(_d)
            .where(_d.c.next_at.is_(None), _d.c.finished_at < before, func.length(_d.c.body) > 0)
            .values(body=b"")
        )
        return emptied.rowcount

    def _row(self, row: Any) -> DeliveryRow:
        return DeliveryRow(
            id=row.id,
            conversation_id=row.conversation_id,
            channel=row.channel,
            bot_id=row.bot_id,
            chat_key=row.chat_key,
            lane=Lane(row.lane),
            promise=row.promise,
            body=self._opened(row),
            attempts=row.attempts,
            broadcast_id=row.broadcast_id,
        )

    def _opened(self, row: Any) -> str | None:
        if row.broadcast_id is not None:
            return ""
        return self._vault.open_if_whole(row.body, _place(row.channel, row.bot_id, row.chat_key))


def _place(channel: str, bot_id: str, chat_key: str) -> str:
    return f"delivery.body:{channel}:{bot_id}:{chat_key}"
