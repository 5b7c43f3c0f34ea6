"""Says what was planned to be said, once and only while it still makes sense; the clock only asks."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from handlers.applications.planning import Planner
from handlers.applications.words import status_of
from handlers.outbox import Door
from handlers.review.telling import Teller
from knowledge.base import KnowledgeBase
from knowledge.process.plans import QUIET, Anchor, Plan, Quiet
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.repositories.followups import FollowUpRow
from storage.states import FollowUpState
from storage.store import Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # longer than a batch takes; then another process may try


class FollowUps:
    """Any number of processes may fire at the same time."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], KnowledgeBase],
        door: Door,
        zone: tzinfo,
        quiet: Quiet = QUIET,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._teller = Teller(knowledge, door, zone)
        self._planner = Planner(knowledge, zone)
        self._zone = zone
        self._quiet = quiet

    async def fire_due(self, now: datetime, limit: int) -> int:
        """Claims at most `limit` that are due and deals with each; how many people were told something."""
        async with self._database.transaction() as store:
            claimed = await store.follow_ups.claim(now, now + LEASE, limit)
        fired = 0
        for each in claimed:
            try:
                fired += await self.deal(each, now)
            except Exception:  # one that cannot be said must not stop the others; it is tried again
                log.exception("follow_up_failed", extra={"follow_up": each.id, "plan": each.plan})
        return fired

    async def deal(self, claimed: FollowUpRow, now: datetime) -> bool:
        """Looks again at everything under locks, and says it or says why not. True when it was said."""
        async with self._database.transaction() as store:
            peeked = await store.applications.get(claimed.application_id)
            of = peeked.conversation_id if peeked is not None else None
            conversation = await store.conversations.lock(of) if of is not None else None
            row = await store.applications.get(claimed.application_id, lock=True)
            if row is None or not await store.follow_ups.hold(claimed):
                return False  # gone with the application, cancelled, or somebody else's by now
            if row.conversation_id != of:
                return False  # it has just moved; the lease ends and it is looked at again
            plan = self._knowledge().process.plans.get(claimed.plan)
            over = self._over(claimed, plan, row, now)
            if over is not None:
                await store.follow_ups.finish([claimed.id], *over, now)
                return False
            if plan is None or await self._put_off(store, claimed, plan, row, now):
                return False
            if conversation is None or not conversation.is_reachable:
                await store.follow_ups.finish([claimed.id], FollowUpState.EXPIRED, "unreachable", now)
                return False
            await self._teller.of_plan(store, conversation, row, plan, now)
            await store.follow_ups.finish([claimed.id], FollowUpState.FIRED, "posted", now)
            return True

    def _over(
        self, claimed: FollowUpRow, plan: Plan | None, row: ApplicationRow, now: datetime
    ) -> tuple[FollowUpState, str] | None:
        """Why it is not to be said at all any more."""
        if plan is None:
            return FollowUpState.CANCELLED, "no_plan"
        if not plan.holds(status_of(row)):
            return FollowUpState.CANCELLED, "moved_on"
        if now >= claimed.valid_until:
            return FollowUpState.EXPIRED, "too_late"
        return None

    async def _put_off(
        self, store: Store, claimed: FollowUpRow, plan: Plan, row: ApplicationRow, now: datetime
    ) -> bool:
        """True when it has to wait: for the end of the night, or because the draft was worked on since."""
        again = self._planner.again(row, plan) if plan.counts_from is Anchor.LEFT else None
        if again is not None and again.due_at > now:
            await store.follow_ups.put_off(claimed.id, again.due_at, again.valid_until)
            return True
        local = now.astimezone(self._zone)
        awake = self._quiet.after(local)
        if awake == local:
            return False
        await store.follow_ups.put_off(claimed.id, awake, claimed.valid_until)
        return True
