"""Broadcasts as rows: what is to be said, to whom, and how far it is."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import BroadcastState, Repeat
from storage.tables_broadcasts import broadcast, broadcast_answer, broadcast_file

_b = broadcast


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """What staff have composed; `buttons` and `audience` are JSON."""

    title: str
    text: str
    buttons: str
    audience: str
    audience_name: str
    valid_for_seconds: int
    spread_seconds: int = 0
    created_by: int | None = None
    repeat: Repeat | None = None
    scheduled_at: datetime | None = None
    parent_id: int | None = None
    approved_by: int | None = None
    state: BroadcastState = BroadcastState.DRAFT


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    id: int
    title: str
    state: BroadcastState
    text: str
    buttons: str
    audience: str
    audience_name: str
    created_by: int | None
    approved_by: int | None
    parent_id: int | None
    repeat: Repeat | None
    scheduled_at: datetime | None
    valid_for_seconds: int
    spread_seconds: int
    started_at: datetime | None
    valid_until: datetime | None
    finished_at: datetime | None
    planned: int
    skipped: Mapping[str, int] = field(hash=False)  # reason -> how many were left out while it was built
    built_to: int
    built_at: datetime | None
    revision: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    name: str
    mime: str
    data: bytes = field(repr=False)


_COLUMNS = [_b.c[name] for name in BroadcastRow.__slots__]
_OVER = (BroadcastState.DONE, BroadcastState.CANCELLED)


class Broadcasts:
    """Every change names the revision that was seen; of two the first wins."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewBroadcast, now: datetime) -> int | None:
        """The new row's id; None when this repetition stands there already."""
        values = {name: getattr(new, name) for name in NewBroadcast.__slots__}
        return await insert_once(self._connection, _b, {**values, "created_at": now, "changed_at": now})

    async def get(self, broadcast_id: int, lock: bool = False) -> BroadcastRow | None:
        statement = select(*_COLUMNS).where(_b.c.id == broadcast_id)
        found = await self._rows(statement.with_for_update() if lock else statement)
        return found[0] if found else None

    async def listed(self, limit: int, before_id: int | None = None) -> list[BroadcastRow]:
        """The newest first."""
        statement = select(*_COLUMNS).order_by(_b.c.id.desc()).limit(limit)
        return await self._rows(statement if before_id is None else statement.where(_b.c.id < before_id))

    async def change(self, row: BroadcastRow, now: datetime, **values: object) -> bool:
        """False when it was changed since it was read."""
        as_seen = (_b.c.id == row.id, _b.c.revision == row.revision, _b.c.state == row.state)
        done = await self._connection.execute(
            update(_b).where(*as_seen).values(**values, changed_at=now, revision=row.revision + 1)
        )
        return done.rowcount == 1

    async def move(
        self, broadcast_id: int, before: Collection[BroadcastState], after: BroadcastState, **values: object
    ) -> bool:
        """What the clock does: from one of these states to another; False when it stands otherwise."""
        done = await self._connection.execute(
            update(_b)
            .where(_b.c.id == broadcast_id, _b.c.state.in_(list(before)))
            .values(state=after, **values)
        )
        return done.rowcount == 1

    async def drop(self, row: BroadcastRow) -> bool:
        """Removes a draft for good; False when it is none any more."""
        done = await self._connection.execute(
            delete(_b).where(
                _b.c.id == row.id, _b.c.revision == row.revision, _b.c.state == BroadcastState.DRAFT
            )
        )
        return done.rowcount == 1

    async def due(self, now: datetime) -> list[BroadcastRow]:
        """Scheduled ones whose time has come, the earliest first."""
        return await self._rows(
            select(*_COLUMNS)
            .where(_b.c.state == BroadcastState.SCHEDULED, _b.c.scheduled_at <= now)
            .order_by(_b.c.scheduled_at, _b.c.id)
        )

    async def in_state(self, *states: BroadcastState) -> list[BroadcastRow]:
        """The oldest first."""
        return await self._rows(select(*_COLUMNS).where(_b.c.state.in_(states)).order_by(_b.c.id))

    async def coming(self, until: datetime) -> list[BroadcastRow]:
        """Those that are to go out by then, in that order."""
        return await self._rows(
            select(*_COLUMNS)
            .where(_b.c.state == BroadcastState.SCHEDULED, _b.c.scheduled_at < until)
            .order_by(_b.c.scheduled_at, _b.c.id)
        )

    async def to_close(self) -> list[BroadcastRow]:
        """Cancelled ones whose deliveries may still stand open."""
        return await self._rows(
            select(*_COLUMNS).where(_b.c.state == BroadcastState.CANCELLED, _b.c.finished_at.is_(None))
        )

    async def recent(self, since: datetime) -> list[BroadcastRow]:
        """Those that began after a moment, the newest first."""
        return await self._rows(
            select(*_COLUMNS).where(_b.c.started_at > since).order_by(_b.c.started_at.desc())
        )

    async def over_since(self, moment: datetime) -> list[BroadcastRow]:
        """Those that ended after it."""
        return await self._rows(select(*_COLUMNS).where(_b.c.state.in_(_OVER), _b.c.finished_at > moment))

    async def hold(
        self, broadcast_id: int, owner: str, now: datetime, until: datetime
    ) -> BroadcastRow | None:
        """Takes, or keeps, the writing down of an audience; None while another process has it."""
        is_free = or_(_b.c.held_until.is_(None), _b.c.held_until <= now, _b.c.held_by == owner)
        done = await self._connection.execute(
            update(_b)
            .where(_b.c.id == broadcast_id, _b.c.state == BroadcastState.BUILDING, is_free)
            .values(held_by=owner, held_until=until)
        )
        return await self.get(broadcast_id) if done.rowcount else None

    async def void_holds(self, now: datetime) -> None:
        """Lets go what dead processes were writing down; only the holder of the file lock may call this."""
        await self._connection.execute(
            update(_b)
            .where(_b.c.state == BroadcastState.BUILDING, _b.c.held_until > now)
            .values(held_until=now)
        )

    async def built(
        self, row: BroadcastRow, owner: str, built_to: int, planned: int, skipped: Mapping[str, int]
    ) -> bool:
        """Another stretch of its audience is written down; False when it is somebody else's by now."""
        together = {
            reason: row.skipped.get(reason, 0) + skipped.get(reason, 0) for reason in {*row.skipped, *skipped}
        }
        done = await self._connection.execute(
            update(_b)
            .where(
                _b.c.id == row.id,
                _b.c.held_by == owner,
                _b.c.state == BroadcastState.BUILDING,
                _b.c.built_to == row.built_to,
            )
            .values(built_to=built_to, planned=row.planned + planned, skipped=json.dumps(together))
        )
        return done.rowcount == 1

    async def put_file(self, broadcast_id: int, file: FileRow | None) -> None:
        """In place of what was there; None takes it off."""
        await self._connection.execute(
            delete(broadcast_file).where(broadcast_file.c.broadcast_id == broadcast_id)
        )
        if file is not None:
            values = {"broadcast_id": broadcast_id, "name": file.name, "mime": file.mime, "data": file.data}
            await self._connection.execute(broadcast_file.insert(), values)

    async def file(self, broadcast_id: int) -> FileRow | None:
        columns = (broadcast_file.c.name, broadcast_file.c.mime, broadcast_file.c.data)
        found = await self._connection.execute(
            select(*columns).where(broadcast_file.c.broadcast_id == broadcast_id)
        )
        row = found.one_or_none()
        return None if row is None else FileRow(*row)

    async def file_names(self, broadcast_ids: Sequence[int]) -> dict[int, str]:
        """Of those that carry a file."""
        rows = await self._connection.execute(
            select(broadcast_file.c.broadcast_id, broadcast_file.c.name).where(
                broadcast_file.c.broadcast_id.in_(list(broadcast_ids))
            )
        )
        return {int(identity): str(name) for identity, name in rows}

    async def answer(self, broadcast_id: int, conversation_id: int, button: int, now: datetime) -> bool:
        """Writes a press down; False when this chat has pressed the same before."""
        values = {
            "broadcast_id": broadcast_id,
            "conversation_id": conversation_id,
            "button": button,
            "at": now,
        }
        return await insert_once(self._connection, broadcast_answer, values) is not None

    async def answers(self, broadcast_id: int) -> dict[int, int]:
        """How many chats have pressed each button."""
        rows = await self._connection.execute(
            select(broadcast_answer.c.button, func.count())
            .where(broadcast_answer.c.broadcast_id == broadcast_id)
            .group_by(broadcast_answer.c.button)
        )
        return {int(button): int(count) for button, count in rows}

    async def hold_back_all(self, now: datetime) -> list[int]:
        """Stops everything that would go on by itself, as after a restore; which."""
        would_go_on = (BroadcastState.SCHEDULED, BroadcastState.BUILDING, BroadcastState.RUNNING)
        rows = await self._connection.execute(
            update(_b)
            .where(_b.c.state.in_(would_go_on))
            .values(state=BroadcastState.PAUSED, changed_at=now, revision=_b.c.revision + 1)
            .returning(_b.c.id)
        )
        return sorted(int(row[0]) for row in rows)

    async def _rows(self, statement: Select[Any]) -> list[BroadcastRow]:
        rows = await self._connection.execute(statement)
        return [BroadcastRow(**{**row._mapping, "skipped": json.loads(row.skipped)}) for row in rows]
