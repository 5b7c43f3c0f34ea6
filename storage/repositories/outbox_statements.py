"""The outbox's statements, built once: building them costs more than running them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, exists, func, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from storage.states import Author, DeliveryState, Holder, Lane, Promise
from storage.tables import address, conversation, delivery

_d: Table = delivery
_of_bot = and_(_d.c.channel == bindparam("on_channel"), _d.c.bot_id == bindparam("of_bot"))
OWN = and_(_d.c.next_at.is_not(None), _d.c.broadcast_id.is_(None))  # as the indexes of open rows say it
_of_broadcast = and_(_d.c.broadcast_id == bindparam("of_broadcast"), _of_bot)
# A row whose sender died with it on the wire, and which must not go out twice.
_doubtful = and_(_d.c.state == DeliveryState.SENDING, _d.c.promise == Promise.AT_MOST_ONCE)
_CLAIMED = (
    "id",
    "conversation_id",
    "channel",
    "bot_id",
    "chat_key",
    "broadcast_id",
    "lane",
    "promise",
    "body",
    "attempts",
    "state",
)
_mine = and_(
    _d.c.id.in_(bindparam("ids", expanding=True)),
    _d.c.owner == bindparam("by"),
    _d.c.state == DeliveryState.LEASED,
)
_reachable = exists(
    select(conversation.c.id)
    .join(address, address.c.id == conversation.c.address_id)
    .where(conversation.c.id == _d.c.conversation_id, address.c.is_reachable)
    .correlate(_d)
)

_answered_by_bot = and_(_d.c.author == Author.BOT, _d.c.lane == int(Lane.REPLY))
# Staff have taken the conversation since it was written: what the bot would have answered is not said any more.
_silenced = and_(
    _answered_by_bot,
    exists(
        select(conversation.c.id)
        .where(conversation.c.id == _d.c.conversation_id, conversation.c.holder == Holder.STAFF)
        .correlate(_d)
    ),
)


def _waits_behind_another() -> ColumnElement[bool]:
    """An older open row of the same conversation and lane goes first."""
    earlier = _d.alias("earlier")
    return exists().where(
        earlier.c.conversation_id == _d.c.conversation_id,
        earlier.c.lane == _d.c.lane,
        earlier.c.next_at.is_not(None),
        earlier.c.broadcast_id.is_(None),
        earlier.c.id < _d.c.id,
    )


def _claim(which: Select[tuple[int]]) -> ReturningUpdate[Any]:
    """Leases the rows of a selection, the first `most` of them."""
    pick = which.limit(bindparam("most")).with_for_update(skip_locked=True).cte("pick")
    now, until = (bindparam(name, type_=_d.c.next_at.type) for name in ("now", "until"))
    return (
        update(_d)
        .where(_d.c.id.in_(select(pick.c.id)), _d.c.next_at <= bindparam("now"))
        .values(
            state=case((_doubtful, DeliveryState.UNKNOWN.value), else_=DeliveryState.LEASED.value),
            outcome_code=case((_doubtful, "crashed"), else_=_d.c.outcome_code),
            next_at=case((_doubtful, None), else_=until),
            finished_at=case((_doubtful, now), else_=None),
            attempts=_d.c.attempts + case((_d.c.state == DeliveryState.SENDING, 1), else_=0),
            owner=bindparam("by"),
        )
        .returning(*(_d.c[name] for name in _CLAIMED))
    )


_due = _d.c.next_at <= bindparam("now")
CLAIM = _claim(
    select(_d.c.id)
    .where(_due, OWN, _of_bot, ~_waits_behind_another())
    .order_by(_d.c.lane, _d.c.next_at, _d.c.id)
)
CLAIM_BROADCAST = _claim(select(_d.c.id).where(_due, _of_broadcast).order_by(_d.c.next_at, _d.c.id))
START = (
    update(_d)
    .where(_mine, _reachable, ~_silenced)
    .values(state=DeliveryState.SENDING, next_at=bindparam("until"))
    .returning(_d.c.id)
)
SKIP_UNREACHABLE = (
    update(_d)
    .where(_mine, ~_reachable)
    .values(
        state=DeliveryState.SKIPPED,
        outcome_code="unreachable",
        next_at=None,
        finished_at=bindparam("ended_at"),
    )
)
_SILENT = {"state": DeliveryState.CANCELLED, "outcome_code": "staff_answer", "next_at": None}
SKIP_SILENCED = update(_d).where(_mine, _silenced).values(**_SILENT, finished_at=bindparam("ended_at"))
SILENCE = (
    update(_d)
    .where(
        OWN,
        _answered_by_bot,
        _d.c.conversation_id == bindparam("of"),
        _d.c.state.in_([DeliveryState.PENDING, DeliveryState.LEASED]),  # not what may be on the wire
    )
    .values(**_SILENT, finished_at=bindparam("ended_at"))
    .returning(_d.c.id)
)
RECORD = (
    update(_d)
    .where(_d.c.id == bindparam("of"), _d.c.owner == bindparam("by"), _d.c.state == DeliveryState.SENDING)
    .values(
        state=bindparam("to_state"),
        outcome_code=bindparam("code"),
        next_at=bindparam("again_at"),
        attempts=_d.c.attempts + bindparam("tries"),
        platform_message_id=bindparam("platform_id"),
        cost=bindparam("cost"),
        finished_at=bindparam("ended_at"),
    )
)
# Lane by lane, each the first row of its stretch of the index.
NEXT_DUE = select(
    *(
        select(func.min(_d.c.next_at)).where(OWN, _of_bot, _d.c.lane == int(lane)).scalar_subquery()
        for lane in Lane
    )
)
# Not its minimum: after a million new rows PostgreSQL would read them all for that, until it has looked at them.
NEXT_DUE_OF_BROADCAST = (
    select(_d.c.next_at)
    .where(_d.c.next_at.is_not(None), _of_broadcast)
    .order_by(_d.c.next_at, _d.c.id)
    .limit(1)
)
