"""What staff do with broadcasts: each change names the revision that was seen, and is in the audit trail."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.broadcasts.checking import problems
from handlers.broadcasts.model import AUDIENCE, BUTTONS, Caps, Composed, Done, Refused, Why
from handlers.broadcasts.rights import MAY_COMPOSE, may_approve
from handlers.review.model import Staff
from knowledge.base import KnowledgeBase
from storage.repositories.broadcasts import BroadcastRow, NewBroadcast
from storage.states import BroadcastState
from storage.store import Store

_FURTHEST = timedelta(days=366)
_GOING = frozenset({BroadcastState.SCHEDULED, BroadcastState.BUILDING, BroadcastState.RUNNING})
_STOPPABLE = _GOING | {BroadcastState.PAUSED, BroadcastState.WAITING}


class BroadcastDesk:
    """Everything here happens in the caller's transaction."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], caps: Caps) -> None:
        self._knowledge = knowledge
        self._caps = caps

    async def compose(
        self,
        store: Store,
        member: Staff,
        composed: Composed,
        now: datetime,
        broadcast_id: int | None = None,
        revision: int = 0,
    ) -> Done | Refused:
        """A new draft, or an old one in other words."""
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        if wrong := problems(composed, self._knowledge()):
            return Refused(wrong[0])
        values = _values(composed)
        if broadcast_id is None:
            added = await store.broadcasts.add(NewBroadcast(**values, created_by=member.id), now)
            return await self._done(store, member, added or 0, "broadcast_composed", now)
        row = await self._seen(store, broadcast_id, revision, {BroadcastState.DRAFT})
        if isinstance(row, Refused):
            return row
        return await self._change(store, member, row, "broadcast_changed", now, **values)

    async def copy(self, store: Store, member: Staff, broadcast_id: int, now: datetime) -> Done | Refused:
        """A new draft that says the same to the same people."""
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        row = await store.broadcasts.get(broadcast_id)
        if row is None:
            return Refused(Why.GONE)
        again = NewBroadcast(
            title=row.title,
            text=row.text,
            buttons=row.buttons,
            audience=row.audience,
            audience_name=row.audience_name,
            valid_for_seconds=row.valid_for_seconds,
            spread_seconds=row.spread_seconds,
            created_by=member.id,
        )
        added = await store.broadcasts.add(again, now) or 0
        await store.broadcasts.put_file(added, await store.broadcasts.file(row.id))
        return await self._done(store, member, added, "broadcast_composed", now)

    async def send(
        self,
        store: Store,
        member: Staff,
        broadcast_id: int,
        revision: int,
        total: int,
        now: datetime,
        at: datetime | None = None,
    ) -> Done | Refused:
        """Goes out at a time, or now; `total` people were counted, and above a set size a second one decides."""
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        row = await self._seen(store, broadcast_id, revision, {BroadcastState.DRAFT})
        if isinstance(row, Refused):
            return row
        if total == 0:
            return Refused(Why.NOBODY)
        if at is not None and not now <= at <= now + _FURTHEST:
            return Refused(Why.TIME)
        waits = total > self._caps.approval_above
        state = BroadcastState.WAITING if waits else BroadcastState.SCHEDULED
        action = "broadcast_submitted" if waits else "broadcast_scheduled"
        return await self._change(store, member, row, action, now, total, state=state, scheduled_at=at or now)

    async def approve(
        self, store: Store, member: Staff, broadcast_id: int, revision: int, now: datetime
    ) -> Done | Refused:
        """A second person says yes; what should have gone meanwhile goes now."""
        row = await self._seen(store, broadcast_id, revision, {BroadcastState.WAITING})
        if isinstance(row, Refused):
            return row
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        if not may_approve(member.role, member.id, row):
            return Refused(Why.SAME_PERSON)
        at = max(row.scheduled_at or now, now)
        return await self._change(
            store,
            member,
            row,
            "broadcast_approved",
            now,
            state=BroadcastState.SCHEDULED,
            scheduled_at=at,
            approved_by=member.id,
        )

    async def take_back(
        self, store: Store, member: Staff, broadcast_id: int, revision: int, now: datetime
    ) -> Done | Refused:
        """A draft again, as long as nothing of it has begun; refusing an approval is the same."""
        before = {BroadcastState.WAITING, BroadcastState.SCHEDULED}
        return await self._move(
            store, member, broadcast_id, revision, before, "broadcast_taken_back", now,
            state=BroadcastState.DRAFT, approved_by=None,
        )  # fmt: skip

    async def pause(
        self, store: Store, member: Staff, broadcast_id: int, revision: int, now: datetime
    ) -> Done | Refused:
        """Nothing leaves any more but what is on the wire."""
        return await self._move(
            store, member, broadcast_id, revision, _GOING, "broadcast_paused", now,
            state=BroadcastState.PAUSED,
        )  # fmt: skip

    async def resume(
        self, store: Store, member: Staff, broadcast_id: int, revision: int, now: datetime
    ) -> Done | Refused:
        """Goes on where it was, also after a restore; what was paused beyond its time gets as long again."""
        row = await self._allowed(store, member, broadcast_id, revision, {BroadcastState.PAUSED})
        if isinstance(row, Refused):
            return row
        after = BroadcastState.SCHEDULED if row.started_at is None else BroadcastState.BUILDING
        if row.built_at is not None:
            after = BroadcastState.RUNNING
        until = row.valid_until
        if until is not None and until <= now:
            until = now + timedelta(seconds=row.valid_for_seconds)
        return await self._change(
            store, member, row, "broadcast_resumed", now, state=after, valid_until=until
        )

    async def cancel(
        self, store: Store, member: Staff, broadcast_id: int, revision: int, now: datetime
    ) -> Done | Refused:
        """For good; what has not left is closed by the clock."""
        return await self._move(
            store, member, broadcast_id, revision, _STOPPABLE, "broadcast_cancelled", now,
            state=BroadcastState.CANCELLED,
        )  # fmt: skip

    async def drop(
        self, store: Store, member: Staff, broadcast_id: int, revision: int, now: datetime
    ) -> Done | Refused:
        """A draft is thrown away."""
        row = await self._allowed(store, member, broadcast_id, revision, {BroadcastState.DRAFT})
        if isinstance(row, Refused):
            return row
        if not await store.broadcasts.drop(row):
            return Refused(Why.CHANGED)
        await store.audit.add(now, f"staff:{member.id}", "broadcast_dropped", f"broadcast:{row.id}")
        return Done(row)

    async def _allowed(
        self,
        store: Store,
        member: Staff,
        broadcast_id: int,
        revision: int,
        states: Collection[BroadcastState],
    ) -> BroadcastRow | Refused:
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        return await self._seen(store, broadcast_id, revision, states)

    async def _seen(
        self, store: Store, broadcast_id: int, revision: int, states: Collection[BroadcastState]
    ) -> BroadcastRow | Refused:
        """The row, if it stands as it was seen."""
        row = await store.broadcasts.get(broadcast_id, lock=True)
        if row is None:
            return Refused(Why.GONE)
        if row.state not in states:
            return Refused(Why.STATE)
        return row if row.revision == revision else Refused(Why.CHANGED)

    async def _move(
        self,
        store: Store,
        member: Staff,
        broadcast_id: int,
        revision: int,
        states: Collection[BroadcastState],
        action: str,
        now: datetime,
        **values: Any,
    ) -> Done | Refused:
        row = await self._allowed(store, member, broadcast_id, revision, states)
        if isinstance(row, Refused):
            return row
        return await self._change(store, member, row, action, now, **values)

    async def _change(
        self,
        store: Store,
        member: Staff,
        row: BroadcastRow,
        action: str,
        now: datetime,
        total: int = 0,
        **values: Any,
    ) -> Done | Refused:
        if not await store.broadcasts.change(row, now, **values):
            return Refused(Why.CHANGED)
        done = await self._done(store, member, row.id, action, now)
        return replace(done, total=total)

    async def _done(self, store: Store, member: Staff, broadcast_id: int, action: str, now: datetime) -> Done:
        row = await store.broadcasts.get(broadcast_id)
        if row is None:
            raise LookupError("a broadcast that has just been written")
        await store.audit.add(now, f"staff:{member.id}", action, f"broadcast:{row.id}")
        return Done(row)


def _values(composed: Composed) -> dict[str, Any]:
    return {
        "title": composed.title.strip(),
        "text": composed.text.strip(),
        "buttons": BUTTONS.dump_json(composed.buttons).decode(),
        "audience": AUDIENCE.dump_json(composed.audience).decode(),
        "audience_name": composed.audience_name,
        "valid_for_seconds": int(composed.valid_for.total_seconds()),
        "spread_seconds": int(composed.spread.total_seconds()),
        "repeat": composed.repeat,
    }
