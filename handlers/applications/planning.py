"""Plans follow-ups in the transaction of what causes them, and cancels those that have lost their cause."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo

from handlers.applications.causes import Cause, begun, cause_of, causes, moment_name
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.process.plans import CancelOn, Due, Plan, Trigger
from storage.repositories.applications import ApplicationRow
from storage.repositories.dates import DateRow
from storage.repositories.followups import (
    LOST,
    MOVED_ON,
    NEW_DATE,
    NO_PLAN,
    REPLANNED,
    FollowUpRow,
    NewFollowUp,
)
from storage.states import DateState, FollowUpState, TaskKind
from storage.store import Store

_CLOSED_BY = "follow_ups"  # a task that has settled itself
_Key = tuple[str, str, int]  # plan, cause, which of its row


class Planner:
    """`knowledge` gives the plans of the moment."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone

    async def plan_for(self, store: Store, row: ApplicationRow, now: datetime) -> None:
        """Call it when the application has come into its state, or a date was noted; doing it twice is harmless.

        What is planned otherwise by now is moved; what was sent or answered stays so. A draft's reminder is counted
        from its last touch, all others from the moment that started them.
        """
        known = {_key(each): each for each in await store.follow_ups.of(row.id)}
        noted = await self.noted(store, row)
        wanted = dict(self._wanted(row, noted, known.values()))
        for key, due in wanted.items():
            if _is_to_write(known.get(key), due, now):
                plan, cause, nth = key
                await store.follow_ups.plan(
                    NewFollowUp(row.id, plan, cause, due.due_at, due.valid_until, nth)
                )
        gone: dict[str, list[int]] = {}
        for key, each in known.items():
            if _is_planned(each) and key not in wanted:
                why = self._why_gone(each, row, noted)
                if why is not None:
                    gone.setdefault(why, []).append(each.id)
        for why, row_ids in gone.items():
            await store.follow_ups.finish(row_ids, FollowUpState.CANCELLED, why, now)
        over = [plan for plan in self._of_staff() if not self._may_come(plan, row, noted)]
        await self._close_tasks(store, row, over, now)

    async def happened(self, store: Store, row: ApplicationRow, action: str, now: datetime) -> None:
        """Call it when an action was done: it starts plans, and ends others."""
        process = self._knowledge().process
        ended = [plan for plan in process.plans.values() if action in plan.ended_by]
        if ended:
            await self._cancel(store, row, lambda plan: action in plan.ended_by, "handled", now)
            await self._close_tasks(store, row, ended, now)
        started = [plan for plan in process.plans_after(action) if plan.holds(_status(row))]
        if not started:
            return
        waiting = {each.plan for each in await store.follow_ups.of(row.id) if _is_planned(each)}
        cause = moment_name(now)
        for plan in started:
            if plan.fits(row.form_id, _money(row)) and plan.id not in waiting:  # the first waits the longest
                for due in process.planned(plan, now, self._zone):
                    new = NewFollowUp(row.id, plan.id, cause, due.due_at, due.valid_until, due.nth)
                    await store.follow_ups.plan(new)

    async def heard(self, store: Store, row: ApplicationRow, now: datetime) -> None:
        """The person did something with the application: what waited for that is not said any more."""
        await self._cancel(store, row, lambda plan: CancelOn.REPLY in plan.cancel_on, "answered", now)

    async def answered(self, store: Store, row: ApplicationRow, survey: str, now: datetime) -> None:
        """The person answered a survey: nobody asks for it again."""
        await self._cancel(
            store, row, lambda plan: plan.asks == survey and plan.is_for_unanswered, "answered", now
        )
        waited = [plan for plan in self._of_staff() if plan.asks == survey]
        await self._close_tasks(store, row, waited, now)

    def again(self, row: ApplicationRow, plan: Plan) -> Due | None:
        """When the reminder of a draft is due by its last touch."""
        return next(iter(self._knowledge().process.planned(plan, row.changed_at, self._zone)), None)

    async def noted(self, store: Store, row: ApplicationRow) -> list[DateRow]:
        """The days of an application that hold."""
        return [each for each in await store.dates.of(row.id) if each.state is DateState.STANDING]

    def still_counts(
        self, planned: FollowUpRow, plan: Plan, row: ApplicationRow, noted: Iterable[DateRow]
    ) -> bool:
        """False when the day that it is counted from holds no more, or it is not meant for this application."""
        if not plan.fits(row.form_id, _money(row)):
            return False
        if plan.trigger is not Trigger.DATE:
            return True
        return any(cause.name == planned.cause for cause in causes(plan, row, noted))

    def _wanted(
        self, row: ApplicationRow, noted: list[DateRow], known: Iterable[FollowUpRow]
    ) -> Iterator[tuple[_Key, Due]]:
        process, status = self._knowledge().process, _status(row)
        for plan in (*process.plans_for(status), *process.plans_by_date(status)):
            if plan.fits(row.form_id, _money(row)):
                for cause in causes(plan, row, noted):
                    yield from self._dues(plan, cause)
        for plan_id, name in dict.fromkeys((each.plan, each.cause) for each in known if _is_open(each)):
            before = process.plans.get(plan_id)
            begins = begun(name)
            if before is not None and begins is not None and self._goes_on(before, row):
                yield from self._dues(before, Cause(name, begins, {}))

    def _goes_on(self, plan: Plan, row: ApplicationRow) -> bool:
        """True of what an earlier state, or an action, has started, and what holds in the state of today."""
        is_earlier = plan.trigger is Trigger.STATUS and plan.status is not _status(row)
        is_started = plan.trigger is Trigger.ACTION or (is_earlier and not plan.counts_from.is_date)
        return is_started and plan.holds(_status(row)) and plan.fits(row.form_id, _money(row))

    def _dues(self, plan: Plan, cause: Cause) -> Iterator[tuple[_Key, Due]]:
        for due in self._knowledge().process.planned(plan, cause.begins, self._zone, cause.dates):
            yield (plan.id, cause.name, due.nth), due

    def _why_gone(self, planned: FollowUpRow, row: ApplicationRow, noted: Iterable[DateRow]) -> str | None:
        """Why it is not planned any more; None when it is, though nobody can say from what it is counted."""
        plan = self._knowledge().process.plans.get(planned.plan)
        if plan is None:
            return NO_PLAN
        if not plan.holds(_status(row)):
            return MOVED_ON
        if not self.still_counts(planned, plan, row, noted):
            return NEW_DATE
        if plan.trigger is Trigger.STATUS and plan.status is _status(row):
            return MOVED_ON if planned.cause != cause_of(row, plan) else REPLANNED
        return REPLANNED if plan.trigger is Trigger.DATE or self._is_shorter(plan, planned) else None

    @staticmethod
    def _is_shorter(plan: Plan, planned: FollowUpRow) -> bool:
        """True when the plan does not come so often any more."""
        return planned.nth >= plan.at_most

    def _of_staff(self) -> list[Plan]:
        return [plan for plan in self._knowledge().process.plans.values() if plan.task is not None]

    def _may_come(self, plan: Plan, row: ApplicationRow, noted: Iterable[DateRow]) -> bool:
        """False when what it tells staff of has settled itself."""
        if not plan.holds(_status(row)) or not plan.fits(row.form_id, _money(row)):
            return False
        return plan.trigger is not Trigger.DATE or any(True for _ in causes(plan, row, noted))

    async def _close_tasks(
        self, store: Store, row: ApplicationRow, plans: Iterable[Plan], now: datetime
    ) -> None:
        reasons = [plan.id for plan in plans if plan.task is not None]
        if reasons:
            await store.tasks.close_about(
                TaskKind.FOLLOW_UP, _CLOSED_BY, now, application_id=row.id, reasons=reasons
            )

    async def _cancel(
        self, store: Store, row: ApplicationRow, which: Callable[[Plan], bool], why: str, now: datetime
    ) -> None:
        plans = self._knowledge().process.plans
        found = [
            each.id
            for each in await store.follow_ups.of(row.id)
            if _is_planned(each) and each.plan in plans and which(plans[each.plan])
        ]
        if found:
            await store.follow_ups.finish(found, FollowUpState.CANCELLED, why, now)


def _is_to_write(known: FollowUpRow | None, due: Due, now: datetime) -> bool:
    """A new one lies ahead: what a new plan would have said before today is past."""
    if known is None:
        return due.due_at >= now
    if known.state is FollowUpState.CANCELLED:
        return known.outcome in LOST and due.due_at >= now
    is_elsewhen = (known.due_at, known.valid_until) != (due.due_at, due.valid_until)
    return known.state is FollowUpState.PLANNED and is_elsewhen


def _is_planned(row: FollowUpRow) -> bool:
    return row.state is FollowUpState.PLANNED


def _is_open(row: FollowUpRow) -> bool:
    """True while its cause waits for it, or would if the plans had not changed."""
    return _is_planned(row) or row.outcome in (NO_PLAN, REPLANNED)


def _key(row: FollowUpRow) -> _Key:
    return row.plan, row.cause, row.nth


def _status(row: ApplicationRow) -> Status:
    return Status(row.status.value)


def _money(row: ApplicationRow) -> str | None:
    return row.money.source.value if row.money.source is not None else None
