"""The outbox: every message that leaves, with its state. See the rules in docs/architecture.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import SealBroken, Vault
from storage.repositories.inserts import insert_once
from storage.states import DeliveryState, Lane, Promise
from storage.tables import address, conversation, delivery

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
    body: str | None  # None: the seal is broken
    attempts: int


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended, ready to be written: state, and when to look again (None: finished)."""

    id: int
    state: DeliveryState
    code: str
    next_at: datetime | None = None
    is_attempt: bool = True
    platform_message_id: str | None = None


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
    ) -> int | None:
        """The delivery's id, or None when this answer to this update stands there already."""
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
                "body": self._vault.seal(body, _place(channel, bot_id, chat_key)),
                "inbound_id": inbound_id,
                "ordinal": ordinal,
                "state": DeliveryState.PENDING,
                "next_at": now,
                "created_at": now,
            },
        )

    async def claim(
        self, channel: str, bot_id: str, owner: str, now: datetime, lease: timedelta, limit: int
    ) -> list[DeliveryRow]:
        """Leases due rows: by lane, then by due time; of one conversation and lane only the oldest."""
        earlier = _d.alias("earlier")
        waits = exists().where(
            earlier.c.conversation_id == _d.c.conversation_id,
            earlier.c.lane == _d.c.lane,
            earlier.c.next_at.is_not(None),
            earlier.c.id < _d.c.id,
        )
        pick = (
            select(_d.c.id)
            .where(_d.c.next_at <= now, _d.c.channel == channel, _d.c.bot_id == bot_id, ~waits)
            .order_by(_d.c.lane, _d.c.next_at, _d.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("pick")
        )
        claimed = (
            update(_d)
            .where(_d.c.id.in_(select(pick.c.id)), _d.c.next_at <= now)
            .values(
                state=case(
                    (_doubtful_at_most_once(), DeliveryState.UNKNOWN.value), else_=DeliveryState.LEASED.value
                ),
                outcome_code=case((_doubtful_at_most_once(), "crashed"), else_=_d.c.outcome_code),
                next_at=case((_doubtful_at_most_once(), None), else_=now + lease),
                finished_at=case((_doubtful_at_most_once(), now), else_=None),
                attempts=_d.c.attempts + case((_d.c.state == DeliveryState.SENDING, 1), else_=0),
                owner=owner,
            )
            .returning(*_RETURNED)
        )
        rows = await self._connection.execute(claimed)
        mine = [self._row(row) for row in rows if row.state == DeliveryState.LEASED]
        return sorted(mine, key=lambda row: (row.lane, row.id))

    async def start(self, ids: Sequence[int], owner: str, now: datetime, lease: timedelta) -> set[int]:
        """Turns leased rows that are still mine to `sending`, skipping people who cannot be reached; which."""
        reachable = (
            select(conversation.c.id)
            .join(address, address.c.id == conversation.c.address_id)
            .where(conversation.c.id == _d.c.conversation_id, address.c.is_reachable)
        )
        mine = and_(_d.c.id.in_(ids), _d.c.owner == owner, _d.c.state == DeliveryState.LEASED)
        await self._connection.execute(
            update(_d)
            .where(mine, ~exists(reachable.correlate(_d)))
            .values(state=DeliveryState.SKIPPED, outcome_code="unreachable", next_at=None, finished_at=now)
        )
        started = await self._connection.execute(
            update(_d).where(mine).values(state=DeliveryState.SENDING, next_at=now + lease).returning(_d.c.id)
        )
        return {int(row.id) for row in started}

    async def record(self, results: Sequence[Result], owner: str, now: datetime) -> int:
        """Writes outcomes of rows that are still mine; how many were."""
        if not results:
            return 0
        written = await self._connection.execute(
            _RECORD,
            [
                {
                    "of": result.id,
                    "by": owner,
                    "to_state": result.state,
                    "code": result.code,
                    "again_at": result.next_at,
                    "tries": int(result.is_attempt),
                    "platform_id": result.platform_message_id,
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
        statement = select(func.min(_d.c.next_at)).where(
            _d.c.next_at.is_not(None), _d.c.channel == channel, _d.c.bot_id == bot_id
        )
        due_at: datetime | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return due_at

    async def depth(self) -> dict[str, int]:
        """How many unfinished rows stand in each state."""
        rows = await self._connection.execute(
            select(_d.c.state, func.count()).where(_d.c.next_at.is_not(None)).group_by(_d.c.state)
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
            body=self._open(row.body, _place(row.channel, row.bot_id, row.chat_key)),
            attempts=row.attempts,
        )

    def _open(self, sealed: bytes, place: str) -> str | None:
        try:
            return self._vault.open(sealed, place)
        except SealBroken:
            return None


_RETURNED = (
    _d.c.id,
    _d.c.conversation_id,
    _d.c.channel,
    _d.c.bot_id,
    _d.c.chat_key,
    _d.c.lane,
    _d.c.promise,
    _d.c.body,
    _d.c.attempts,
    _d.c.state,
)


# One statement for a whole chunk: rows and values travel together.
_RECORD = (
    update(_d)
    .where(_d.c.id == bindparam("of"), _d.c.owner == bindparam("by"), _d.c.state == DeliveryState.SENDING)
    .values(
        state=bindparam("to_state"),
        outcome_code=bindparam("code"),
        next_at=bindparam("again_at"),
        attempts=_d.c.attempts + bindparam("tries"),
        platform_message_id=bindparam("platform_id"),
        finished_at=bindparam("ended_at"),
    )
)


def _doubtful_at_most_once() -> ColumnElement[bool]:
    """A row whose sender died with it on the wire, and which must not go out twice."""
    return and_(_d.c.state == DeliveryState.SENDING, _d.c.promise == Promise.AT_MOST_ONCE)


def _place(channel: str, bot_id: str, chat_key: str) -> str:
    return f"delivery.body:{channel}:{bot_id}:{chat_key}"
