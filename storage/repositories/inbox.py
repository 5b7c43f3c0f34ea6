"""Conversations on the desk of staff: who waits, who holds, what was read; by pages, the last to move first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import UtcDateTime
from storage.crypto import Vault
from storage.states import Author, Holder
from storage.tables import address, conversation, message, staff


class Box(StrEnum):
    """Which conversations a list is of."""

    DESK = "desk"  # all that staff have to do with
    WAITING = "waiting"  # somebody waits for an answer
    MINE = "mine"  # one member of staff holds them
    RECENT = "recent"  # everybody who has written


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of a list ends, and the next begins."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A conversation as a list shows it; nothing of what was said."""

    id: int
    channel: str
    is_reachable: bool
    holder: Holder
    held_by: int | None
    held_at: datetime | None
    holder_name: str | None
    waits_since: datetime | None
    desk_at: datetime | None
    last_inbound_at: datetime | None
    unread: int  # of what is kept


_c = conversation.c
_KEYS = {
    Box.DESK: _c.desk_at,
    Box.WAITING: _c.waits_since,
    Box.MINE: _c.desk_at,
    Box.RECENT: _c.last_inbound_at,
}
_unread = (
    select(func.count())
    .where(message.c.conversation_id == _c.id, message.c.id > _c.read_to, message.c.author == Author.YOU)
    .correlate(conversation)
    .scalar_subquery()
)
_ROW = (
    select(
        _c.id,
        address.c.channel,
        address.c.is_reachable,
        _c.holder,
        _c.held_by,
        _c.held_at,
        staff.c.name.label("holder_name"),
        _c.waits_since,
        _c.desk_at,
        _c.last_inbound_at,
        _unread.label("unread"),
    )
    .join(address, address.c.id == _c.address_id)
    .outerjoin(staff, staff.c.id == _c.held_by)
)


class Inbox:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def page(
        self, box: Box, limit: int, staff_id: int, channel: str = "", after: Mark | None = None
    ) -> list[DeskRow]:
        """The last to move first, on one channel or on all; `staff_id` is whose are "mine"."""
        return await self._rows(page_of(box, limit, staff_id, channel, after))

    async def of(self, conversation_ids: Collection[int]) -> list[DeskRow]:
        """These, whatever box they are in, the last to be written in first."""
        which = _ROW.where(_c.id.in_(conversation_ids))
        return await self._rows(which.order_by(func.coalesce(_c.last_inbound_at, _c.desk_at).desc(), _c.id))

    async def overdue(self, before: datetime, limit: int) -> list[DeskRow]:
        """Those in which nothing has moved, or somebody has waited, since before a moment; the longest first."""
        since = func.coalesce(_c.waits_since, _c.desk_at)
        return await self._rows(_ROW.where(_is_overdue(before)).order_by(since, _c.id).limit(limit))

    async def standing(self) -> tuple[int, datetime | None]:
        """How many wait for an answer, and when anything on the desk has moved last."""
        waiting = select(func.count()).where(_c.waits_since.is_not(None)).select_from(conversation)
        moved_at = select(func.max(_c.desk_at, type_=_c.desk_at.type))
        parts = select(waiting.scalar_subquery(), moved_at.scalar_subquery())
        row = (await self._connection.execute(parts)).one()
        return int(row[0]), row[1]

    async def count_overdue(self, before: datetime) -> int:
        statement = select(func.count()).where(_is_overdue(before)).select_from(conversation)
        return int((await self._connection.execute(statement)).scalar_one())

    async def moved(self, conversation_id: int, now: datetime, *, waits: bool) -> None:
        """Something came that staff have to see; `waits`: and somebody waits for their answer."""
        values: dict[str, Any] = {"desk_at": now}
        if waits:
            values["waits_since"] = func.coalesce(_c.waits_since, literal(now, UtcDateTime()))
        await self._update(conversation_id, values)

    async def answered(self, conversation_id: int, now: datetime) -> None:
        await self._update(conversation_id, {"desk_at": now, "waits_since": None})

    async def read(self, conversation_id: int, message_id: int) -> None:
        """Staff have seen everything up to a message."""
        await self._connection.execute(
            update(conversation)
            .where(_c.id == conversation_id, _c.read_to < message_id)
            .values(read_to=message_id)
        )

    async def last_words(self, conversation_ids: Iterable[int]) -> dict[int, str]:
        """What each person said last, as the writer made it; without those of whom nothing is kept."""
        newest = (
            select(func.max(message.c.id))
            .where(message.c.conversation_id.in_(list(conversation_ids)), message.c.author == Author.YOU)
            .group_by(message.c.conversation_id)
        )
        rows = await self._connection.execute(
            select(message.c.conversation_id, message.c.body).where(message.c.id.in_(newest))
        )
        opened = {int(of): self._vault.open_if_whole(body, f"message.body:{of}") for of, body in rows}
        return {of: body for of, body in opened.items() if body is not None}

    async def _update(self, conversation_id: int, values: dict[str, Any]) -> None:
        await self._connection.execute(update(conversation).where(_c.id == conversation_id).values(values))

    async def _rows(self, statement: Select[Any]) -> list[DeskRow]:
        return [DeskRow(*row) for row in await self._connection.execute(statement)]


def _is_overdue(before: datetime) -> Any:
    """Two conditions rather than one over both columns, so that each finds its index."""
    quiet = and_(_c.waits_since.is_(None), _c.desk_at.is_not(None), _c.desk_at <= before)
    return or_(and_(_c.waits_since.is_not(None), _c.waits_since <= before), quiet)


def page_of(box: Box, limit: int, staff_id: int, channel: str, after: Mark | None) -> Select[Any]:
    """The statement of a page, which reads as many rows as it shows, however many there are."""
    key = _KEYS[box]
    statement = _ROW.where(key.is_not(None)).order_by(key.desc(), _c.id.desc()).limit(limit)
    if box is Box.MINE:
        statement = statement.where(_c.held_by == staff_id)
    if channel:
        statement = statement.where(address.c.channel == channel)
    if after is not None:
        end = tuple_(literal(after.at, UtcDateTime()), literal(after.id))
        statement = statement.where(tuple_(key, _c.id) < end)
    return statement
