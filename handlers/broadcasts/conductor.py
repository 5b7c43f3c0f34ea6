"""What the clock does for broadcasts: begins those that are due, writes audiences down, ends what is over."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from handlers.broadcasts.model import AUDIENCE
from handlers.broadcasts.repeating import next_time
from handlers.broadcasts.ways import NewsWays
from storage.database import Database
from storage.repositories.audiences import Spread
from storage.repositories.broadcasts import BroadcastRow, NewBroadcast
from storage.states import BroadcastState, DeliveryState
from storage.store import Store

log = logging.getLogger(__name__)

_STRETCH = 5_000  # contacts of one commit: the writer is held for a moment only
_CLOSED_AT_ONCE = 5_000
_HOLD = timedelta(seconds=60)  # longer than a stretch takes; then another process goes on
_STEP = timedelta(minutes=1)  # of a broadcast that is spread: those of one step hear at the same time
_MOST_STEPS = 360
_ACTOR = "broadcasts"


class Conductor:
    """Any number of processes may ask at the same time; `ring` wakes the senders of this one."""

    def __init__(
        self,
        database: Database,
        ways: NewsWays,
        zone: tzinfo,
        owner: str,
        ring: Callable[[], None],
        stretch: int = _STRETCH,
    ) -> None:
        self._database = database
        self._ways = ways
        self._zone = zone
        self._owner = owner
        self._ring = ring
        self._stretch = stretch

    async def look(self, now: datetime) -> None:
        """Everything that is due, once around; one that fails does not stop the others."""
        async with self._database.reading() as store:
            due = await store.broadcasts.due(now)
            building = await store.broadcasts.in_state(BroadcastState.BUILDING)
            running = await store.broadcasts.in_state(BroadcastState.RUNNING)
            cancelled = await store.broadcasts.to_close()
        for row in (*due, *building, *running, *cancelled):
            try:
                await self._move_on(row, now)
            except Exception:  # the next tick tries again
                log.exception("broadcast_failed", extra={"broadcast": row.id})

    async def _move_on(self, row: BroadcastRow, now: datetime) -> None:
        match row.state:
            case BroadcastState.SCHEDULED:
                await self._begin(row, now)
                await self.build(row.id, now)
            case BroadcastState.BUILDING:
                await self.build(row.id, now)
            case BroadcastState.RUNNING:
                await self._end_if_over(row, now)
            case BroadcastState.CANCELLED:
                await self._close(row, DeliveryState.CANCELLED, "cancelled", now)
            case _:
                return

    async def _begin(self, row: BroadcastRow, now: datetime) -> None:
        """From now on it counts its days; one that repeats is written down for its next time."""
        async with self._database.transaction() as store:
            begun = await store.broadcasts.move(
                row.id,
                (BroadcastState.SCHEDULED,),
                BroadcastState.BUILDING,
                started_at=now,
                valid_until=now + timedelta(seconds=row.valid_for_seconds),
            )
            if not begun:
                return  # cancelled, or another process was first
            await store.audit.add(now, _ACTOR, "broadcast_begun", f"broadcast:{row.id}")
            await self._repeat(store, row, now)
        log.info("broadcast_begun", extra={"broadcast": row.id})

    async def _repeat(self, store: Store, row: BroadcastRow, now: datetime) -> None:
        if row.repeat is None or row.scheduled_at is None:
            return
        first = await store.broadcasts.get(row.parent_id) if row.parent_id is not None else None
        again = NewBroadcast(
            title=row.title,
            text=row.text,
            buttons=row.buttons,
            audience=row.audience,
            audience_name=row.audience_name,
            valid_for_seconds=row.valid_for_seconds,
            spread_seconds=row.spread_seconds,
            created_by=row.created_by,
            approved_by=row.approved_by,
            repeat=row.repeat,
            scheduled_at=next_time(
                row.scheduled_at,
                row.repeat,
                self._zone,
                now,
                first.scheduled_at if first is not None else None,
            ),
            parent_id=row.parent_id or row.id,
            state=BroadcastState.SCHEDULED,
        )
        added = await store.broadcasts.add(again, now)
        if added is not None:
            await store.broadcasts.put_file(added, await store.broadcasts.file(row.id))
            await store.audit.add(now, _ACTOR, "broadcast_repeated", f"broadcast:{added}", of=row.id)

    async def build(self, broadcast_id: int, now: datetime) -> None:
        """Writes the audience down stretch by stretch, from where it was left; then it runs."""
        async with self._database.reading() as store:
            last = await store.audiences.last_contact()
        began = time.monotonic()
        is_going_on = True
        while is_going_on:
            took = timedelta(seconds=time.monotonic() - began)
            is_going_on = await self._build_stretch(broadcast_id, last, now, took)
            await asyncio.sleep(0)  # whoever waited for the database meanwhile comes first
        self._ring()

    async def _build_stretch(self, broadcast_id: int, last: int, now: datetime, took: timedelta) -> bool:
        """False when there is no more to write, or somebody else writes."""
        async with self._database.transaction() as store:
            row = await store.broadcasts.hold(broadcast_id, self._owner, now + took, now + took + _HOLD)
            if row is None:
                return False
            if row.built_to >= last:
                await self._run(store, row, now)
                return False
            stretch = await store.audiences.next_stretch(row.built_to, self._stretch, last)
            query, ways = AUDIENCE.validate_json(row.audience), await self._ways.now(store, now)
            left = await store.audiences.left_out(query, ways, now, stretch)
            written = await store.audiences.write_down(row.id, query, ways, stretch, _spread(row, now), now)
            return await store.broadcasts.built(row, self._owner, stretch.to, written, left)

    async def _run(self, store: Store, row: BroadcastRow, now: datetime) -> None:
        """Its audience is whole: the last thing that makes it leave."""
        await store.broadcasts.move(
            row.id,
            (BroadcastState.BUILDING,),
            BroadcastState.RUNNING,
            built_at=now,
            held_by=None,
            held_until=None,
        )
        await store.audit.add(now, _ACTOR, "broadcast_built", f"broadcast:{row.id}", planned=row.planned)
        log.info("broadcast_built", extra={"broadcast": row.id, "planned": row.planned})

    async def _end_if_over(self, row: BroadcastRow, now: datetime) -> None:
        if row.valid_until is not None and row.valid_until <= now:
            await self._close(row, DeliveryState.SKIPPED, "too_late", now)
        await self._finish(row, BroadcastState.DONE, now)

    async def _close(self, row: BroadcastRow, state: DeliveryState, code: str, now: datetime) -> None:
        """Ends what has not left yet, some at a time."""
        closed = _CLOSED_AT_ONCE
        while closed == _CLOSED_AT_ONCE:
            async with self._database.transaction() as store:
                closed = await store.broadcast_deliveries.close(row.id, state, code, now, _CLOSED_AT_ONCE)
        if state is DeliveryState.CANCELLED:
            await self._finish(row, BroadcastState.CANCELLED, now)

    async def _finish(self, row: BroadcastRow, after: BroadcastState, now: datetime) -> None:
        """Over when nothing of it stands open, on the wire or elsewhere."""
        async with self._database.transaction() as store:
            if await store.broadcast_deliveries.has_open(row.id):
                return
            if await store.broadcasts.move(row.id, (row.state,), after, finished_at=now):
                await store.audit.add(now, _ACTOR, f"broadcast_{after.value}", f"broadcast:{row.id}")
                log.info("broadcast_over", extra={"broadcast": row.id, "state": after.value})


def _spread(row: BroadcastRow, now: datetime) -> Spread:
    """Everybody at once, or evenly over the time that staff can answer in."""
    steps = min(_MOST_STEPS, int(timedelta(seconds=row.spread_seconds) / _STEP))
    if steps <= 1:
        return Spread(now)
    begins_at = row.started_at or now
    return Spread(begins_at, timedelta(seconds=row.spread_seconds) / steps, steps)
