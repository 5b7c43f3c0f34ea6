"""What will go out: by the day for whoever looks after many, and by the application."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from handlers.applications.words import form_title
from handlers.followups.deadlines import StaffReminders
from handlers.review.model import Refusal, Staff
from handlers.review.rights import acting_role, is_everywhere
from handlers.review.views import ApplicationView, Views
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.calendar import Whose
from storage.repositories.followups import FollowUpRow
from storage.repositories.staff_reminders import FiguresRow
from storage.states import FollowUpState
from storage.store import Store

DAYS = 30
MOST_OF_DAY = 300  # more is a list nobody reads
_LONG_AGO = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Count:
    plan: str  # its name
    count: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What goes out to people on a day, and what staff are told of."""

    on: date
    counts: tuple[Count, ...]
    deadlines: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(each.count for each in self.counts)


@dataclass(frozen=True, slots=True)
class Coming:
    code: str
    form: str
    plan: str  # its name
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownFollowUp:
    """One of an application: still to come at `at`, or how it ended."""

    plan: str  # its name
    at: datetime
    state: FollowUpState
    is_of_staff: bool


@dataclass(frozen=True, slots=True)
class ApplicationCalendar:
    view: ApplicationView
    coming: tuple[ShownFollowUp, ...]  # the next first
    past: tuple[ShownFollowUp, ...]  # the newest first


@dataclass(frozen=True, slots=True)
class WaitedFigures:
    """Figures that a colleague was asked for, and has not given."""

    of: str
    what: str
    due_on: date


class Calendar:
    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], KnowledgeBase],
        views: Views,
        reminders: StaffReminders,
        zone: tzinfo,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._views = views
        self._reminders = reminders
        self._zone = zone

    async def days(self, member: Staff, now: datetime, count: int = DAYS) -> tuple[CalendarDay, ...]:
        """The days from today on, those without anything too; nothing for those who handle nothing."""
        if acting_role(member.role) is None:
            return ()
        async with self._database.reading() as store:
            return await self.days_of(store, member, now, count)

    async def days_of(
        self, store: Store, member: Staff, now: datetime, count: int = DAYS
    ) -> tuple[CalendarDay, ...]:
        """The same in an open transaction. What is overdue goes out today."""
        today = now.astimezone(self._zone).date()
        until = self._begin(today + timedelta(days=count))
        rows = await store.calendar.counts(await _whose(store, member), now - _LONG_AGO, until)
        found: dict[date, Counter[str]] = {}
        for plan, at, number in rows:
            on = max(at.astimezone(self._zone).date(), today)
            found.setdefault(on, Counter())[self._name(plan)] += number
        told = self._deadlines(now, until)
        days = (today + timedelta(days=ahead) for ahead in range(count))
        return tuple(_day(on, found.get(on, Counter()), told.get(on, ())) for on in days)

    async def of_day(self, member: Staff, on: date, now: datetime) -> tuple[Coming, ...]:
        """Each that goes out on a day, with its hour; the look is in the audit trail."""
        if acting_role(member.role) is None:
            return ()
        is_today = on == now.astimezone(self._zone).date()
        since = now - _LONG_AGO if is_today else self._begin(on)
        until = self._begin(on + timedelta(days=1))
        async with self._database.transaction() as store:
            rows = await store.calendar.coming(await _whose(store, member), since, until, MOST_OF_DAY)
            await store.audit.add(now, f"staff:{member.id}", "calendar_read", "follow_up", rows=len(rows))
        knowledge = self._knowledge()
        return tuple(
            Coming(row.code, form_title(row.form_id, knowledge), self._name(row.plan), row.next_at)
            for row in rows
        )

    async def of_application(self, member: Staff, code: str, now: datetime) -> ApplicationCalendar | Refusal:
        """What is to come for one application, and what was; the look is in the audit trail."""
        async with self._database.transaction() as store:
            return await self.one_of(store, member, code, now)

    async def one_of(
        self, store: Store, member: Staff, code: str, now: datetime
    ) -> ApplicationCalendar | Refusal:
        """The same in an open transaction."""
        view = await self._views.of(store, member, code, now)
        if isinstance(view, Refusal):
            return view
        rows = await store.follow_ups.of(view.row.id)
        coming = [each for each in rows if each.state is FollowUpState.PLANNED]
        past = [each for each in rows if each.state is not FollowUpState.PLANNED]
        return ApplicationCalendar(
            view,
            tuple(sorted(self._shown(coming), key=lambda each: each.at)),
            tuple(sorted(self._shown(past), key=lambda each: each.at, reverse=True)),
        )

    async def figures(self, member: Staff) -> tuple[WaitedFigures, ...]:
        """What colleagues have not given yet, the first due first; nothing for those who handle nothing."""
        if acting_role(member.role) is None:
            return ()
        async with self._database.reading() as store:
            rows = await store.reminders.open_figures()
            names = await store.lists.staff_names({row.of_id for row in rows})
        return tuple(_waited(row, names) for row in rows)

    def _deadlines(self, now: datetime, until: datetime) -> dict[date, tuple[str, ...]]:
        found: dict[date, tuple[str, ...]] = {}
        for each in self._reminders.deadlines(now, until):
            if each.due_at >= now:
                on = each.due_at.astimezone(self._zone).date()
                found[on] = (*found.get(on, ()), each.deadline.name)
        return found

    def _shown(self, rows: Iterable[FollowUpRow]) -> Iterable[ShownFollowUp]:
        plans = self._knowledge().process.plans
        for row in rows:
            plan = plans.get(row.plan)
            is_of_staff = plan is not None and plan.said is None
            yield ShownFollowUp(self._name(row.plan), row.next_at or row.due_at, row.state, is_of_staff)

    def _name(self, plan: str) -> str:
        """As editors called it; by its id when it is gone."""
        known = self._knowledge().process.plans.get(plan)
        return known.name if known is not None else plan

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)


async def _whose(store: Store, member: Staff) -> Whose:
    areas = None if is_everywhere(member.role) else tuple(await store.areas.of(member.id))
    return Whose(member.id, areas)


def _day(on: date, counts: Counter[str], deadlines: tuple[str, ...]) -> CalendarDay:
    return CalendarDay(on, tuple(Count(name, count) for name, count in sorted(counts.items())), deadlines)


def _waited(row: FiguresRow, names: dict[int, str]) -> WaitedFigures:
    return WaitedFigures(names.get(row.of_id, ""), row.what, row.due_on)
