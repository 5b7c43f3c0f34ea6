"""Plans follow-ups in the transaction of what causes them, and cancels those that have lost their cause."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, tzinfo

from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.process.plans import Anchor, CancelOn, Due, Plan
from storage.repositories.applications import ApplicationRow
from storage.repositories.followups import FollowUpRow, NewFollowUp
from storage.states import FollowUpState
from storage.store import Store


class Planner:
    """`knowledge` gives the plans of the moment."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone

    async def plan_for(self, store: Store, row: ApplicationRow, now: datetime) -> None:
        """Call it when the application has come into its state, or into it anew; doing it twice is harmless.

        A draft's are counted from now, the last touch; all others from the moment the state began.
        """
        known = await store.follow_ups.of(row.id)
        planned = [each for each in known if each.state is FollowUpState.PLANNED]
        gone = [each.id for each in planned if self._is_over(each, row)]
        if gone:
            await store.follow_ups.finish(gone, FollowUpState.CANCELLED, "moved_on", now)
        if row.status.value == Status.DRAFT.value and known:
            return  # one reminder for a draft, and it looks itself when the draft was touched last
        for plan, due in self._dues(row, now):
            new = NewFollowUp(row.id, plan.id, _cause(row, plan), due.due_at, due.valid_until)
            await store.follow_ups.plan(new)

    async def heard(self, store: Store, row: ApplicationRow, now: datetime) -> None:
        """The person did something with the application: what waited for that is not said any more."""
        plans = self._knowledge().process.plans
        answered = [
            each.id
            for each in await store.follow_ups.of(row.id)
            if each.state is FollowUpState.PLANNED
            and each.plan in plans
            and CancelOn.REPLY in plans[each.plan].cancel_on
        ]
        if answered:
            await store.follow_ups.finish(answered, FollowUpState.CANCELLED, "answered", now)

    def again(self, row: ApplicationRow, plan: Plan) -> Due | None:
        """When the reminder of a draft is due by its last touch."""
        return next(iter(self._knowledge().process.planned(plan, row.changed_at, self._zone)), None)

    def _is_over(self, planned: FollowUpRow, row: ApplicationRow) -> bool:
        """True of another state's that does not hold here, and of this state's from an earlier time in it."""
        plan = self._knowledge().process.plans.get(planned.plan)
        status = Status(row.status.value)
        if plan is None or not plan.holds(status):
            return True
        return plan.status is status and planned.cause != _cause(row, plan)

    def _dues(self, row: ApplicationRow, now: datetime) -> Iterator[tuple[Plan, Due]]:
        process, status = self._knowledge().process, Status(row.status.value)
        begins = now if status is Status.DRAFT else row.status_at
        for plan in process.plans_for(status):
            for due in process.planned(plan, begins, self._zone, dates_of(row)):
                yield plan, due


def dates_of(row: ApplicationRow) -> Mapping[Anchor, datetime | date]:
    """The dates of an application that are known."""
    dates: Mapping[Anchor, datetime | date | None] = {
        Anchor.VISIT_AT: row.visit_at,
        Anchor.INSPECTION_AT: row.inspection_at,
        Anchor.DUE_ON: row.due_on,
    }
    return {anchor: day for anchor, day in dates.items() if day is not None}


def _cause(row: ApplicationRow, plan: Plan) -> str:
    """This time in this state, with the date that is counted from; a draft is one time, however often it is left."""
    if plan.status is Status.DRAFT:
        return plan.status.value
    day = dates_of(row).get(plan.counts_from)
    return f"{row.status_at:%Y%m%dT%H%M%S%f}" + (f"/{day:%Y%m%dT%H%M}" if day is not None else "")
