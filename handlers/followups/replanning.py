"""Plans open follow-ups anew when the plans have changed: some at a time, by one process, going on where one died."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from handlers.applications.planning import Planner
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.store import Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # longer than a chunk takes; then another process goes on
PATIENCE = timedelta(minutes=5)  # without a sign of life from processes with other plans
_SEEN_EVERY = timedelta(minutes=1)
_CHUNK = 50


class Replanning:
    """Several processes may look at the same time, also with different plans while a newer version is rolled out.

    The plans of whoever came last count. A process with older ones says nothing until those are gone.
    """

    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._database = database
        self._knowledge = knowledge
        self._zone = zone
        self._planner = Planner(knowledge, zone)
        self._registered = ""  # the version that this process has made known

    async def look(self, clock: Callable[[], datetime]) -> bool:
        """True when all open follow-ups are planned by what this process knows, so that it may say them."""
        version = self._version()
        held_until = await self._begin(version, clock())
        while isinstance(held_until, datetime):
            held_until = await self._go_on(version, held_until, clock())
        return held_until

    def _version(self) -> str:
        """Of the plans and of the clock that they are counted on."""
        process = self._knowledge().process
        return hashlib.sha256(f"{process.plans_version}/{self._zone}".encode()).hexdigest()

    async def _begin(self, version: str, now: datetime) -> datetime | bool:
        """Until when this process holds the work; or whether there is none, because it is done."""
        async with self._database.transaction() as store:
            row = await store.replanning.lock(version, now)
            is_done = row.done_at is not None
            if row.version != version:
                if self._registered == version and now - row.seen_at < PATIENCE:
                    return False  # a newer one has come
                await store.replanning.change(
                    version=version, after_id=0, held_until=None, seen_at=now, done_at=None
                )
                is_done = False
                log.info("plans_changed", extra={"version": version[:12]})
            elif now - row.seen_at >= _SEEN_EVERY:
                await store.replanning.change(seen_at=now)
            self._registered = version
            is_held = row.version == version and row.held_until is not None
            if is_done or (is_held and now < row.held_until <= now + LEASE):  # type: ignore[operator]
                return is_done
            await store.replanning.change(held_until=now + LEASE)
            return now + LEASE

    async def _go_on(self, version: str, held_until: datetime, now: datetime) -> datetime | bool:
        """The next applications; the end of the new lease, True when that was all, False when it is not ours now."""
        async with self._database.transaction() as store:
            row = await store.replanning.lock(version, now)
            if (row.version, row.held_until) != (version, held_until):
                return False
            last = await self._plan_some(store, row.after_id, now)
            if last is None:
                await store.replanning.change(done_at=now, held_until=None, seen_at=now)
                return True
            await store.replanning.change(after_id=last, held_until=now + LEASE, seen_at=now)
            return now + LEASE

    async def _plan_some(self, store: Store, after_id: int, now: datetime) -> int | None:
        """The last application that was looked at; None when there are no more."""
        ids = await store.follow_ups.applications_after(after_id, _CHUNK)
        for identity in ids:
            row = await store.applications.get(identity, lock=True)
            if row is not None:
                await self._planner.plan_for(store, row, now)
        return ids[-1] if ids else None
