"""The deliveries of broadcasts: whether one may go now, and what has become of them all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audience_query import agrees_to_news
from storage.states import BroadcastState, DeliveryState
from storage.tables import address, contact, conversation, delivery
from storage.tables_broadcasts import broadcast

_d: Table = delivery
_mine = and_(
    _d.c.id.in_(bindparam("ids", expanding=True)),
    _d.c.owner == bindparam("by"),
    _d.c.state == DeliveryState.LEASED,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides, at the moment of sending, whether a delivery of a broadcast may go."""

    id: int
    contact_id: int
    broadcast_id: int
    state: BroadcastState
    valid_until: datetime | None
    is_reachable: bool
    is_erasing: bool
    agrees: bool
    has_it: bool  # by another chat that has become theirs since the audience was written down
    of_day: int  # messages of other broadcasts that the person got
    of_week: int


@dataclass(frozen=True, slots=True)
class Ended:
    """So many deliveries ended in a state, with a code; so many of them arrived, as the platform says."""

    state: DeliveryState
    code: str
    count: int
    received: int


def _others(since: str) -> ScalarSelect[int]:
    """What a person was sent by other broadcasts since a moment, or is being sent now."""
    other = _d.alias("other")
    is_new = and_(
        other.c.state == DeliveryState.SENT,
        other.c.finished_at > bindparam(since, type_=_d.c.finished_at.type),
    )
    found = _of_person(other, select(func.count()).select_from(other)).where(
        other.c.broadcast_id.is_not(None),
        other.c.broadcast_id != _d.c.broadcast_id,
        or_(other.c.state == DeliveryState.SENDING, is_new),
    )
    return found.scalar_subquery()


def _has_it() -> ColumnElement[bool]:
    """Whether a person was sent the same in another chat, or is being sent it now."""
    other = _d.alias("other")
    found = _of_person(other, select(other.c.id)).where(
        other.c.broadcast_id == _d.c.broadcast_id,
        other.c.id != _d.c.id,
        other.c.state.in_([DeliveryState.SENDING, DeliveryState.SENT]),
    )
    return found.exists()


def _of_person(other: FromClause, chosen: Select[Any]) -> Select[Any]:
    """Deliveries to all chats of the person whose delivery is looked at."""
    theirs, where = conversation.alias("theirs"), address.alias("where")
    return (
        chosen.join(theirs, theirs.c.id == other.c.conversation_id)
        .join(where, where.c.id == theirs.c.address_id)
        .where(where.c.contact_id == contact.c.id)
        .correlate(contact, _d)
    )


# Built once: building a statement costs more than running it.
_people = (
    select(contact.c.id)
    .join(address, address.c.contact_id == contact.c.id)
    .join(conversation, conversation.c.address_id == address.c.id)
    .join(_d, _d.c.conversation_id == conversation.c.id)
)
_LOCK_PEOPLE = _people.where(_mine).order_by(contact.c.id).with_for_update(key_share=True, of=contact)
_STANDINGS = (
    select(
        _d.c.id,
        contact.c.id,
        broadcast.c.id,
        broadcast.c.state,
        broadcast.c.valid_until,
        address.c.is_reachable,
        contact.c.erase_at.is_not(None),
        case((agrees_to_news(), True), else_=False),
        case((_has_it(), True), else_=False),
        _others("day_ago"),
        _others("week_ago"),
    )
    .select_from(_d)
    .join(broadcast, broadcast.c.id == _d.c.broadcast_id)
    .join(conversation, conversation.c.id == _d.c.conversation_id)
    .join(address, address.c.id == conversation.c.address_id)
    .join(contact, contact.c.id == address.c.contact_id)
    .where(_mine)
    .order_by(_d.c.id)
)
_START = update(_d).where(_mine).values(state=DeliveryState.SENDING, next_at=bindparam("until"))
_PUT_OFF = (
    update(_d)
    .where(_mine)
    .values(
        state=DeliveryState.PENDING, next_at=bindparam("again_at"), outcome_code=bindparam("code"), owner=None
    )
)
_SKIP = (
    update(_d)
    .where(_mine)
    .values(
        state=DeliveryState.SKIPPED,
        outcome_code=bindparam("code"),
        next_at=None,
        finished_at=bindparam("ended_at"),
    )
)
_ON_THE_WIRE = (
    select(_d.c.id)
    .join(conversation, conversation.c.id == _d.c.conversation_id)
    .join(address, address.c.id == conversation.c.address_id)
    .where(
        address.c.contact_id == bindparam("of"),
        _d.c.broadcast_id.is_not(None),
        _d.c.state == DeliveryState.SENDING,
        _d.c.next_at > bindparam("begun", type_=_d.c.next_at.type),
    )
    .limit(1)
)
_SAID_LAST = (
    select(_d.c.broadcast_id)
    .where(
        _d.c.conversation_id == bindparam("of"),
        _d.c.broadcast_id.is_not(None),
        _d.c.state == DeliveryState.SENT,
        _d.c.finished_at > bindparam("since", type_=_d.c.finished_at.type),
    )
    .order_by(_d.c.finished_at.desc())
    .limit(1)
)


class BroadcastDeliveries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def standings(self, ids: Sequence[int], owner: str, now: datetime) -> list[Standing]:
        """Of rows that are leased to the owner.

        Their people are held until the transaction ends: whoever takes a consent back waits, or is seen here.
        """
        mine = {"ids": list(ids), "by": owner}
        (await self._connection.execute(_LOCK_PEOPLE, mine)).all()
        since = {"day_ago": now - timedelta(days=1), "week_ago": now - timedelta(days=7)}
        return [Standing(*row) for row in await self._connection.execute(_STANDINGS, {**mine, **since})]

    async def start(self, ids: Sequence[int], owner: str, until: datetime) -> None:
        await self._connection.execute(_START, {"ids": list(ids), "by": owner, "until": until})

    async def put_off(self, ids: Sequence[int], owner: str, code: str, again_at: datetime) -> None:
        values = {"ids": list(ids), "by": owner, "code": code, "again_at": again_at}
        await self._connection.execute(_PUT_OFF, values)

    async def skip(self, ids: Sequence[int], owner: str, code: str, now: datetime) -> None:
        await self._connection.execute(_SKIP, {"ids": list(ids), "by": owner, "code": code, "ended_at": now})

    async def is_on_the_wire(self, contact_id: int, lease_after: datetime) -> bool:
        """Whether a message of some broadcast is just being sent to a person; by the end of its lease."""
        found = await self._connection.execute(_ON_THE_WIRE, {"of": contact_id, "begun": lease_after})
        return found.scalar_one_or_none() is not None

    async def said_last(self, conversation_id: int, since: datetime) -> int | None:
        """The broadcast that a chat heard last, if it was after a moment."""
        found = await self._connection.execute(_SAID_LAST, {"of": conversation_id, "since": since})
        identity: int | None = found.scalar_one_or_none()
        return identity

    async def was_sent(self, broadcast_id: int, conversation_id: int) -> bool:
        """Whether a broadcast has gone out to a chat, as far as anybody knows."""
        found = await self._connection.execute(
            select(_d.c.id).where(
                _d.c.conversation_id == conversation_id,
                _d.c.broadcast_id == broadcast_id,
                _d.c.state.in_([DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN]),
            )
        )
        return found.scalar_one_or_none() is not None

    async def ended(self, broadcast_id: int) -> list[Ended]:
        """All that is over, grouped."""
        rows = await self._connection.execute(
            select(
                _d.c.state, func.coalesce(_d.c.outcome_code, ""), func.count(), func.count(_d.c.received_at)
            )
            .where(_d.c.broadcast_id == broadcast_id, _d.c.next_at.is_(None))
            .group_by(_d.c.state, _d.c.outcome_code)
        )
        return [Ended(*row) for row in rows]

    async def has_open(self, broadcast_id: int) -> bool:
        found = await self._connection.execute(
            select(_d.c.id).where(_d.c.broadcast_id == broadcast_id, _d.c.next_at.is_not(None)).limit(1)
        )
        return found.scalar_one_or_none() is not None

    async def close(
        self, broadcast_id: int, state: DeliveryState, code: str, now: datetime, limit: int
    ) -> int:
        """Ends what is not on the wire, so many at a time; how many."""
        idle = (
            select(_d.c.id)
            .where(
                _d.c.broadcast_id == broadcast_id,
                _d.c.next_at.is_not(None),
                or_(_d.c.state != DeliveryState.SENDING, _d.c.next_at <= now),
            )
            .limit(limit)
        )
        ended = {"state": state, "outcome_code": code, "next_at": None, "finished_at": now}
        done = await self._connection.execute(update(_d).where(_d.c.id.in_(idle)).values(ended))
        return done.rowcount

    async def again(
        self, broadcast_id: int, states: Collection[DeliveryState], now: datetime, limit: int
    ) -> int:
        """Makes what ended so due once more, so many at a time; how many."""
        failed = (
            select(_d.c.id)
            .where(_d.c.broadcast_id == broadcast_id, _d.c.next_at.is_(None), _d.c.state.in_(list(states)))
            .limit(limit)
        )
        anew: dict[str, Any] = {
            "state": DeliveryState.PENDING,
            "next_at": now,
            "attempts": 0,
            "outcome_code": None,
            "finished_at": None,
        }
        done = await self._connection.execute(update(_d).where(_d.c.id.in_(failed)).values(anew))
        return done.rowcount
