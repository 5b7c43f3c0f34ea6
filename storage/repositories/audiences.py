"""Saved audiences, tags of people, and the set-based work of finding out who is meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    column,
    delete,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audience_query import (
    AudienceQuery,
    Ways,
    chats,
    fits,
    is_chosen,
    is_left_out,
    left_out,
    may_hear,
    reach_of,
)
from storage.repositories.inserts import insert_once
from storage.states import DeliveryState, Lane, Promise
from storage.tables import address, contact, conversation, delivery
from storage.tables_broadcasts import audience, contact_tag


@dataclass(frozen=True, slots=True)
class AudienceRow:
    id: int
    name: str
    query: str  # JSON
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many are written to, by channel and by what it costs; how many are not, by reason."""

    reached: dict[tuple[str, str], int]
    left: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.reached.values())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Contacts by their ids, from after the first to the second one."""

    after: int
    to: int


class Audiences:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, name: str, query: str, by: str, now: datetime) -> None:
        """Under this name, in place of what was there."""
        changed = {"query": query, "changed_at": now, "changed_by": by}
        new = {"name": name, "created_at": now, **changed}
        if await insert_once(self._connection, audience, new) is None:
            await self._connection.execute(update(audience).where(audience.c.name == name).values(changed))

    async def drop(self, audience_id: int) -> bool:
        done = await self._connection.execute(delete(audience).where(audience.c.id == audience_id))
        return done.rowcount == 1

    async def all(self) -> list[AudienceRow]:
        """By name."""
        return [
            AudienceRow(*row) for row in await self._connection.execute(_saved().order_by(audience.c.name))
        ]

    async def get(self, audience_id: int) -> AudienceRow | None:
        found = (await self._connection.execute(_saved().where(audience.c.id == audience_id))).one_or_none()
        return None if found is None else AudienceRow(*found)

    async def count(
        self, query: AudienceQuery, ways: Ways, now: datetime, stretch: Stretch | None = None
    ) -> Count:
        """Of everybody, or of a stretch."""
        left = await self.left_out(query, ways, now, stretch)
        chosen = (
            chats()
            .where(fits(query, now), may_hear(), is_chosen(ways, now), *_chats_within(stretch))
            .with_only_columns(address.c.channel, reach_of(ways, now).label("reach"))
            .subquery()
        )
        rows = await self._connection.execute(
            select(chosen.c.channel, chosen.c.reach, func.count()).group_by(chosen.c.channel, chosen.c.reach)
        )
        return Count({(channel, reach): int(count) for channel, reach, count in rows}, left)

    async def left_out(
        self, query: AudienceQuery, ways: Ways, now: datetime, stretch: Stretch | None = None
    ) -> dict[str, int]:
        """How many who are meant are not written to, by reason."""
        reason = left_out(ways, now).label("reason")
        meant = select(reason).where(fits(query, now), is_left_out(ways, now), *_within(stretch)).subquery()
        rows = await self._connection.execute(select(meant.c.reason, func.count()).group_by(meant.c.reason))
        return {str(reason): int(count) for reason, count in rows}

    async def last_contact(self) -> int:
        """The highest id of a contact; 0 when there is nobody."""
        return int((await self._connection.execute(select(func.max(contact.c.id)))).scalar_one() or 0)

    async def next_stretch(self, after: int, size: int, last: int) -> Stretch:
        """The next so many contacts, however far apart their ids are, and none beyond the last."""
        people = select(contact.c.id).where(contact.c.id > after, contact.c.id <= last)
        found = await self._connection.execute(people.order_by(contact.c.id).offset(size - 1).limit(1))
        to: int | None = found.scalar_one_or_none()
        return Stretch(after, last if to is None else to)

    async def write_down(
        self,
        broadcast_id: int,
        query: AudienceQuery,
        ways: Ways,
        stretch: Stretch,
        due: "Spread",
        now: datetime,
    ) -> int:
        """One delivery for each person of a stretch who is written to; how many. Doing it twice is harmless."""
        chosen = (
            chats()
            .where(fits(query, now), may_hear(), is_chosen(ways, now), *_chats_within(stretch))
            .with_only_columns(
                conversation.c.id,
                address.c.channel,
                address.c.bot_id,
                address.c.chat_key,
                literal(broadcast_id),
                literal(int(Lane.BULK)),
                literal(Promise.AT_LEAST_ONCE, delivery.c.promise.type),
                literal(b""),
                literal(0),
                literal(DeliveryState.PENDING, delivery.c.state.type),
                due.at,
                literal(now, delivery.c.created_at.type),
            )
            .order_by(conversation.c.id)
        )
        if (steps := due.table()) is not None:
            chosen = chosen.join(steps, steps.c.number == conversation.c.id % due.steps)
        statement = _insert(self._connection.dialect.name).from_select(_WRITTEN, chosen)
        written = await self._connection.execute(
            statement.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}
        )
        return written.rowcount

    async def tag(self, contact_id: int, tag: str, by: str, now: datetime) -> bool:
        """False when the person has it already."""
        new = {"contact_id": contact_id, "tag": tag, "added_by": by, "added_at": now}
        return await insert_once(self._connection, contact_tag, new) is not None

    async def untag(self, contact_id: int, tags: Iterable[str]) -> int:
        done = await self._connection.execute(
            delete(contact_tag).where(
                contact_tag.c.contact_id == contact_id, contact_tag.c.tag.in_(list(tags))
            )
        )
        return done.rowcount

    async def forget(self, contact_id: int) -> int:
        """Everything that news were chosen by for a person; how many tags."""
        await self.place(contact_id, None)
        done = await self._connection.execute(
            delete(contact_tag).where(contact_tag.c.contact_id == contact_id)
        )
        return done.rowcount

    async def tags_of(self, contact_id: int) -> list[str]:
        rows = await self._connection.execute(
            select(contact_tag.c.tag)
            .where(contact_tag.c.contact_id == contact_id)
            .order_by(contact_tag.c.tag)
        )
        return [str(row[0]) for row in rows]

    async def tags(self) -> dict[str, int]:
        """All that are in use, and of how many people."""
        rows = await self._connection.execute(
            select(contact_tag.c.tag, func.count()).group_by(contact_tag.c.tag).order_by(contact_tag.c.tag)
        )
        return {str(tag): int(count) for tag, count in rows}

    async def place(self, contact_id: int, province: str | None) -> None:
        """Where a person who agreed to news is at home; None forgets it."""
        await self._connection.execute(
            update(contact).where(contact.c.id == contact_id).values(province=province)
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """When the rows of a stretch fall due: at once, or spread evenly over so many steps."""

    begins_at: datetime
    step: timedelta = timedelta(0)
    steps: int = 1

    @property
    def at(self) -> ColumnElement[datetime]:
        if self.steps == 1:
            return literal(self.begins_at, delivery.c.next_at.type)
        return column("at", delivery.c.next_at.type)

    def table(self) -> Subquery | None:
        """The steps with their moments, to be joined by number; None when there is one."""
        if self.steps == 1:
            return None
        moments = (
            select(
                literal(number).label("number"),
                literal(self.begins_at + self.step * number, delivery.c.next_at.type).label("at"),
            )
            for number in range(self.steps)
        )
        return union_all(*moments).subquery("step")


_WRITTEN = [
    "conversation_id",
    "channel",
    "bot_id",
    "chat_key",
    "broadcast_id",
    "lane",
    "promise",
    "body",
    "ordinal",
    "state",
    "next_at",
    "created_at",
]


def _insert(dialect: str) -> Any:
    return (sqlite_insert if dialect == "sqlite" else postgresql_insert)(delivery)


def _saved() -> Select[Any]:
    return select(
        audience.c.id, audience.c.name, audience.c.query, audience.c.changed_at, audience.c.changed_by
    )


def _within(stretch: Stretch | None) -> list[Any]:
    return [] if stretch is None else [and_(contact.c.id > stretch.after, contact.c.id <= stretch.to)]


def _chats_within(stretch: Stretch | None) -> list[Any]:
    """Said of the addresses as well: else PostgreSQL reads all of them for each stretch."""
    if stretch is None:
        return []
    theirs = and_(address.c.contact_id > stretch.after, address.c.contact_id <= stretch.to)
    return [*_within(stretch), theirs]
