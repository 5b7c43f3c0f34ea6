"""What was done to whom, when and by whom: rows are only added, and each is chained to the one before it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert, insert_once
from storage.tables import audit_event, audit_head

_HEAD = 1  # the id of the only row
_BEGINNING = ""  # what the first row of the chain follows
_BATCH = 1000
_FIELDS = ("id", "at", "actor", "action", "subject", "detail")
_COLUMNS = tuple(audit_event.c[name] for name in _FIELDS)
_of_head = audit_head.c.id == _HEAD
_BEGINS = select(audit_head.c.begins_after).where(_of_head)
# An UPDATE rather than a SELECT, because it takes the row on both databases.
_TAKE_HEAD = (
    update(audit_head).where(_of_head).values(event_id=audit_head.c.event_id).returning(audit_head.c.hash)
)
_MOVE_HEAD = (
    update(audit_head).where(_of_head).values(event_id=bindparam("last_id"), hash=bindparam("last_hash"))
)
_AFTER = (
    select(*_COLUMNS, audit_event.c.previous_hash, audit_event.c.hash)
    .where(audit_event.c.id > bindparam("seen"))
    .order_by(audit_event.c.id)
    .limit(_BATCH)
)
_BETWEEN = (
    select(*_COLUMNS)
    .where(
        audit_event.c.at >= bindparam("since"),
        audit_event.c.at < bindparam("until"),
        audit_event.c.id > bindparam("seen"),
    )
    .order_by(audit_event.c.id)
    .limit(_BATCH)
)
_OLDEST = (
    select(audit_event.c.id, audit_event.c.at, audit_event.c.hash)
    .order_by(audit_event.c.id)
    .limit(bindparam("most"))
)
# One statement, so that both ends are of the same moment.
_ENDS = select(
    select(func.max(audit_event.c.id)).scalar_subquery().label("newest"),
    select(audit_head.c.event_id).where(_of_head).scalar_subquery().label("event_id"),
    select(audit_head.c.hash).where(_of_head).scalar_subquery().label("hash"),
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as it stands."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str  # JSON


@dataclass(frozen=True, slots=True)
class Chain:
    """How many events there are, and the first that is not as it was written; None when all are."""

    count: int
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


class AuditTrail:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._collected: list[_Event] = []

    async def add(self, at: datetime, actor: str, action: str, subject: str, **detail: int | str) -> None:
        """Ids and counts only: no message text, names or phone numbers. Written when the transaction ends."""
        self._collected.append(_Event(at, actor, action, subject, json.dumps(detail)))

    async def flush(self) -> None:
        """Writes what was collected. The last statement before a commit: everybody waits for the chain's end."""
        if not self._collected:
            return
        previous, event_id = await self._take_head(), 0
        for event in self._collected:
            own = _hash(previous, event)
            event_id = await insert(
                self._connection,
                audit_event,
                {
                    "at": event.at,
                    "actor": event.actor,
                    "action": event.action,
                    "subject": event.subject,
                    "detail": event.detail,
                    "previous_hash": previous,
                    "hash": own,
                },
            )
            previous = own
        await self._connection.execute(_MOVE_HEAD, {"last_id": event_id, "last_hash": previous})
        self._collected.clear()

    async def verify(self) -> Chain:
        """Reads everything from the first event to the last. Rows older than the chain prove nothing."""
        begins_after = (await self._connection.execute(_BEGINS)).scalar_one_or_none()
        count, seen, previous = 0, 0, begins_after or _BEGINNING
        while True:
            rows = (await self._connection.execute(_AFTER, {"seen": seen})).all()
            for row in rows:
                count, seen = count + 1, row.id
                event = _Event(row.at, row.actor, row.action, row.subject, row.detail)
                is_older = row.hash is None and previous == _BEGINNING
                if not is_older and (row.previous_hash != previous or row.hash != _hash(previous, event)):
                    return Chain(count, row.id)
                previous = row.hash or previous
            if rows:
                continue
            ends = (await self._connection.execute(_ENDS)).one()
            if ends.newest is None or ends.newest <= seen:  # otherwise somebody has just added more
                is_last = ends.newest is None or ends.event_id in (None, seen)
                is_whole = (ends.hash or _BEGINNING) == previous and is_last
                return Chain(count, None if is_whole else ends.event_id or seen)

    async def forget(self, before: datetime, limit: int) -> int:
        """Lets go of the oldest events from before a moment; how many. What follows stays one chain."""
        gone: list[int] = []
        begins_after: str | None = None
        for row in await self._connection.execute(_OLDEST, {"most": limit}):
            if row.at >= before:
                break
            gone.append(row.id)
            begins_after = row.hash
        if gone:
            await self._take_head()
            await self._connection.execute(delete(audit_event).where(audit_event.c.id.in_(gone)))
            values = {"begins_after": begins_after or _BEGINNING}
            await self._connection.execute(update(audit_head).where(_of_head).values(values))
        return len(gone)

    async def between(self, since: datetime, until: datetime) -> AsyncIterator[Happened]:
        """Events of a window, the oldest first, however many."""
        seen = 0
        while rows := (
            await self._connection.execute(_BETWEEN, {"since": since, "until": until, "seen": seen})
        ).all():
            for row in rows:
                yield Happened(*row)
            seen = rows[-1].id

    async def _take_head(self) -> str:
        """The hash at the chain's end, which is ours alone until the commit."""
        found: str | None = (await self._connection.execute(_TAKE_HEAD)).scalar_one_or_none()
        if found is None:  # the first event ever; of two processes one makes the row
            row = {"id": _HEAD, "event_id": 0, "hash": _BEGINNING}
            await insert_once(self._connection, audit_head, row)
            found = (await self._connection.execute(_TAKE_HEAD)).scalar_one()
        return found


def _hash(previous: str, event: _Event) -> str:
    """Over everything that a reader sees, in one fixed spelling."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    values = [previous, at, event.actor, event.action, event.subject, event.detail]
    return sha256(json.dumps(values, separators=(",", ":")).encode()).hexdigest()
