"""The outbox's statements, built once: building them costs more than running them."""

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, exists, func, select, update

from storage.states import DeliveryState, Promise
from storage.tables import address, conversation, delivery

_d: Table = delivery
_of_bot = and_(_d.c.channel == bindparam("on_channel"), _d.c.bot_id == bindparam("of_bot"))
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


def _waits_behind_another() -> ColumnElement[bool]:
    """An older open row of the same conversation and lane goes first."""
    earlier = _d.alias("earlier")
    return exists().where(
        earlier.c.conversation_id == _d.c.conversation_id,
        earlier.c.lane == _d.c.lane,
        earlier.c.next_at.is_not(None),
        earlier.c.id < _d.c.id,
    )


_pick = (
    select(_d.c.id)
    .where(_d.c.next_at <= bindparam("now"), _of_bot, ~_waits_behind_another())
    .order_by(_d.c.lane, _d.c.next_at, _d.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("pick")
)
# A row whose sender died with it on the wire, and which must not go out twice.
_doubtful = and_(_d.c.state == DeliveryState.SENDING, _d.c.promise == Promise.AT_MOST_ONCE)

CLAIM = (
    update(_d)
    .where(_d.c.id.in_(select(_pick.c.id)), _d.c.next_at <= bindparam("now"))
    .values(
        state=case((_doubtful, DeliveryState.UNKNOWN.value), else_=DeliveryState.LEASED.value),
        outcome_code=case((_doubtful, "crashed"), else_=_d.c.outcome_code),
        next_at=case((_doubtful, None), else_=bindparam("until", type_=_d.c.next_at.type)),
        finished_at=case((_doubtful, bindparam("now", type_=_d.c.next_at.type)), else_=None),
        attempts=_d.c.attempts + case((_d.c.state == DeliveryState.SENDING, 1), else_=0),
        owner=bindparam("by"),
    )
    .returning(
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
)
START = (
    update(_d)
    .where(_mine, _reachable)
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
NEXT_DUE = select(func.min(_d.c.next_at)).where(_d.c.next_at.is_not(None), _of_bot)
