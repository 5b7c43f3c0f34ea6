"""Says what was planned to be said, once and only while it still makes sense; the clock only asks."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from handlers.applications.planning import Planner
from handlers.applications.words import status_of
from handlers.deeds import NotYet
from handlers.followups.staff import StaffTelling
from handlers.outbox import Door
from handlers.review.reaching import at_once
from handlers.review.telling import Teller
from knowledge.base import KnowledgeBase
from knowledge.process.plans import QUIET, Anchor, Plan, Quiet, Trigger
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.repositories.conversations import ConversationRow
from storage.repositories.followups import MOVED_ON, NEW_DATE, NO_PLAN, FollowUpRow
from storage.states import FollowUpState
from storage.store import Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # longer than a batch takes; then another process may try
_BATCH = 100
_Ended = tuple[FollowUpState, str]


class Fired(NamedTuple):
    """How many were dealt with, and how many of them told somebody something."""

    claimed: int
    told: int


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
        self._staff = StaffTelling(knowledge, door)
        self._planner = Planner(knowledge, zone)
        self._zone = zone
        self._quiet = quiet

    async def fire_all(self, clock: Callable[[], datetime]) -> int:
        """Everything that is due by the clock, however much was left while nobody ran; how many told something."""
        told = 0
        while (fired := await self.fire(clock(), _BATCH)).claimed:
            told += fired.told
        return told

    async def fire_due(self, now: datetime, limit: int) -> int:
        """Claims at most `limit` that are due and deals with each; how many told somebody something."""
        return (await self.fire(now, limit)).told

    async def fire(self, now: datetime, limit: int) -> Fired:
        async with self._database.transaction() as store:
            claimed = await store.follow_ups.claim(now, now + LEASE, limit)
        told = 0
        for each in claimed:
            try:
                told += await self.deal(each, now)
            except NotYet:  # a colleague writes just now: it is looked at again when its lease is over
                continue
            except Exception:  # one that cannot be said must not stop the others; it is tried again
                log.exception("follow_up_failed", extra={"follow_up": each.id, "plan": each.plan})
        return Fired(len(claimed), told)

    async def deal(self, claimed: FollowUpRow, now: datetime) -> bool:
        """Looks again at everything under locks, and says it or says why not. True when it was said."""
        async with self._database.transaction() as store:
            plan = self._knowledge().process.plans.get(claimed.plan)
            peeked = await store.applications.get(claimed.application_id)
            of = peeked.conversation_id if peeked is not None else None
            to_staff = await self._staff.chats_for(store, peeked) if _is_for_staff(plan) and peeked else []
            person = await store.conversations.lock(of) if of is not None else None
            in_office = await at_once(store, to_staff)
            row = await store.applications.get(claimed.application_id, lock=True)
            if row is None or not await store.follow_ups.hold(claimed):
                return False  # gone with the application, cancelled, or somebody else's by now
            if row.conversation_id != of:
                return False  # it has just moved; the lease ends and it is looked at again
            over = await self._over(store, claimed, plan, row, now)
            if over is not None:
                await store.follow_ups.finish([claimed.id], *over, now)
                return False
            if plan is None or await self._put_off(store, claimed, plan, row, now):
                return False
            ended = await self._say(store, claimed, plan, row, person, in_office, now)
            await store.follow_ups.finish([claimed.id], *ended, now)
            return ended[0] is FollowUpState.FIRED

    async def _say(
        self,
        store: Store,
        claimed: FollowUpRow,
        plan: Plan,
        row: ApplicationRow,
        person: ConversationRow | None,
        in_office: list[ConversationRow],
        now: datetime,
    ) -> _Ended:
        """To the person, to staff, or to both; staff also have it in their list, where nobody misses it."""
        is_told = False
        if plan.said is not None and person is not None and person.is_reachable:
            await self._teller.of_plan(store, person, row, plan, claimed, now)
            is_told = True
        if plan.task is not None:
            await self._staff.of_plan(store, in_office, row, plan, claimed, now)
            is_told = True
        return (FollowUpState.FIRED, "posted") if is_told else (FollowUpState.EXPIRED, "unreachable")

    async def _over(
        self, store: Store, claimed: FollowUpRow, plan: Plan | None, row: ApplicationRow, now: datetime
    ) -> _Ended | None:
        """Why it is not to be said at all any more."""
        if plan is None:
            return FollowUpState.CANCELLED, NO_PLAN
        if not plan.holds(status_of(row)):
            return FollowUpState.CANCELLED, MOVED_ON
        if now >= claimed.valid_until:
            return FollowUpState.EXPIRED, "too_late"
        noted = await self._planner.noted(store, row) if plan.trigger is Trigger.DATE else []
        if not self._planner.still_counts(claimed, plan, row, noted):
            return FollowUpState.CANCELLED, NEW_DATE
        if plan.asks is not None and plan.is_for_unanswered:
            since = min([each.noted_at for each in noted], default=row.created_at)
            if await store.surveys.is_answered(row.id, plan.asks, since):
                return FollowUpState.CANCELLED, "answered"
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


def _is_for_staff(plan: Plan | None) -> bool:
    return plan is not None and plan.task is not None
