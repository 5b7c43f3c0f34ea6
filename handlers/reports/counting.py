"""Counts one indicator for one time and place, by the way its definition names."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from statistics import median
from typing import TypeVar

from handlers.applications.content import CONTENT
from handlers.reports.model import Period, Place
from handlers.reports.periods import span_of
from handlers.reports.showing import millions
from knowledge.forms.replies import Value
from knowledge.phrases import Phrases
from knowledge.reports import queries
from knowledge.reports.queries import Query
from storage.repositories.areas import Area
from storage.repositories.report_money import Grown
from storage.repositories.reports import Arrival, Span
from storage.states import ApplicationStatus, GapKind, InspectionKind, Lane
from storage.store import Store

_T = TypeVar("_T")
_LANES = {"reply": Lane.REPLY, "notice": Lane.NOTICE, "bulk": Lane.BULK}
_DAY_SECONDS = 24 * 3600
_OF_APPLICATIONS = frozenset(
    {"reached", "told", "surveyed", "money", "waiting", "first_act", "obstacles", "inspections", "reminders"}
)


@dataclass(frozen=True, slots=True)
class Count:
    """None is nothing counted; the note says of what it is not the whole."""

    value: Decimal | None
    note: str = ""
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class _Answers:
    """Of the forms that came into a state: what those told who agree to statistics, and how many there are."""

    told: tuple[Mapping[str, Value], ...]
    arrived: int


_NOTHING = Count(None)


@dataclass
class Counting:
    """Everything of one report, in one reading transaction. What several indicators need is asked for once."""

    store: Store
    word: Phrases
    place: Place
    zone: tzinfo
    now: datetime
    questions_kept: timedelta
    applications_kept: timedelta
    _kept: dict[tuple[object, ...], object] = field(default_factory=dict)
    _told_by: dict[int, Mapping[str, Value]] = field(default_factory=dict)  # each is opened once

    @property
    def area(self) -> Area | None:
        return Area(self.place.province, self.place.commune) if self.place.province else None

    async def arrivals(self, span: Span) -> list[Arrival]:
        return await self._once(
            ("arrivals", span), lambda: self.store.reports.counts.arrivals(span, self.area)
        )

    def is_old(self, period: Period) -> bool:
        """Applications that had ended by then may have been destroyed since: a count can be short of some."""
        return span_of(period, self.zone).since < self.now - self.applications_kept

    async def of(self, query: Query, period: Period) -> Count:
        """What is told by the program alone; nothing for what is entered, added up or divided."""
        found = await self._of(query, span_of(period, self.zone))
        is_short = query.kind in _OF_APPLICATIONS and self.is_old(period) and found.value is not None
        return replace(found, is_partial=True) if is_short or (found.note and found.value) else found

    async def _of(self, query: Query, span: Span) -> Count:
        match query:
            case queries.Reached():
                return _some(_reached(query, await self.arrivals(span)))
            case queries.Told():
                return await self._told(query, span)
            case queries.Surveyed():
                return _some(await self._surveyed(query, span))
            case queries.Money():
                return await self._money(query, span)
            case queries.FirstAct():
                seconds = await self.store.reports.counts.first_acts(span, self.area)
                return Count(Decimal(median(seconds)) / _DAY_SECONDS) if seconds else _NOTHING
            case queries.Asked() | queries.Messages():
                return await self._of_chats(query, span)
            case queries.Plain():
                return _some(await self._plain(query, span))
            case queries.Waiting() | queries.Obstructed() | queries.Inspected():
                return _some(await self._of_applications(query, span))
        return _NOTHING

    async def _told(self, query: queries.Told, span: Span) -> Count:
        status = ApplicationStatus(query.status.value)
        answers = await self._once(
            ("told", span, status, query.forms), lambda: self._answers(span, status, query.forms)
        )
        found = sum(_says(each.get(query.field), query.values) for each in answers.told)
        is_part = len(answers.told) < answers.arrived
        note = (
            self.word("mark_told", agreed=len(answers.told), all=answers.arrived) if found and is_part else ""
        )
        return _some(found, note)

    async def _answers(self, span: Span, status: ApplicationStatus, forms: tuple[str, ...]) -> _Answers:
        repository = self.store.reports.answers
        agreeing = await repository.agreeing(span, status, forms, self.area)
        new = [each for each in agreeing if each not in self._told_by]
        async for identity, content in repository.told(new):
            self._told_by[identity] = CONTENT.validate_json(content).answers if content else {}
        told = [self._told_by[each] for each in agreeing if each in self._told_by]
        return _Answers(tuple(told), await repository.arrived(span, status, forms, self.area))

    async def _surveyed(self, query: queries.Surveyed, span: Span) -> int:
        answers = await self.store.reports.answers.surveyed(
            span, query.survey, query.question, query.forms, self.area
        )
        if query.is_sum:
            return sum(each.number or 0 for each in answers)
        if query.over is not None:
            return sum(each.number is not None and each.number > query.over for each in answers)
        return sum(not query.choices or each.choice in query.choices for each in answers)

    async def _money(self, query: queries.Money, span: Span) -> Count:
        grown: list[Grown] = await self._once(
            ("money", span), lambda: self.store.reports.money.grown(span, self.area)
        )
        fitting = [
            each.after - each.before
            for each in grown
            if each.sum == query.sum.value and _is_of(query.source, each.source)
        ]
        return Count(millions(sum(fitting))) if any(fitting) else _NOTHING

    async def _of_chats(self, query: queries.Asked | queries.Messages, span: Span) -> Count:
        """People are known by their province at most, and questions are kept for a while only."""
        if self.place.commune:
            return _NOTHING
        if isinstance(query, queries.Messages):
            messages = await self._once(
                ("messages", span), lambda: self.store.reports.counts.messages(span, self.area)
            )
            return _some(messages.get(_LANES[query.lane], 0))
        if span.since < self.now - self.questions_kept:
            return Count(None, self.word("mark_forgotten", days=self.questions_kept.days))
        gaps = await self._once(("gaps", span), lambda: self.store.reports.counts.gaps(span, self.area))
        return _some(gaps.get(GapKind(query.gap), 0))

    async def _plain(self, query: queries.Plain, span: Span) -> int:
        """Messages to many and accounts are of the whole office, whatever the place."""
        counts = self.store.reports.counts
        if query.kind == "people":
            return 0 if self.place.commune else await counts.people(span, self.area)
        if query.kind == "broadcasts":
            return await counts.broadcasts(span)
        if query.kind == "reminders":
            return await counts.reminders(span, self.area)
        return await counts.staff(span.until)

    async def _of_applications(
        self, query: queries.Waiting | queries.Obstructed | queries.Inspected, span: Span
    ) -> int:
        counts, until = self.store.reports.counts, min(span.until, self.now)
        if isinstance(query, queries.Waiting):
            return await counts.waiting(until - timedelta(days=query.over_days), until, self.area)
        if isinstance(query, queries.Inspected):
            return await counts.inspections(span, InspectionKind(query.inspection), self.area)
        if query.which == "opened":
            return await counts.obstacles_opened(span, query.obstacles, self.area)
        if query.which == "closed":
            return await counts.obstacles_closed(span, query.obstacles, self.area)
        return await counts.obstacles_at(until, query.obstacles, self.area)

    async def _once(self, key: tuple[object, ...], ask: Callable[[], Awaitable[_T]]) -> _T:
        if key not in self._kept:
            self._kept[key] = await ask()
        return self._kept[key]  # type: ignore[return-value] # each key is of one kind of answer


def _some(count: int, note: str = "") -> Count:
    return Count(Decimal(count) if count else None, note)


def _reached(query: queries.Reached, arrivals: list[Arrival]) -> int:
    fitting = [
        each
        for each in arrivals
        if each.status.value == query.status.value
        and (not query.actions or each.action in query.actions)
        and (not query.forms or each.form_id in query.forms)
        and _is_of(query.source, each.source)
    ]
    if query.of is queries.Counted.COMMUNES:
        return len({(each.province, each.commune) for each in fitting if each.commune})
    if query.of is queries.Counted.APPLICATIONS:
        return sum(each.count for each in fitting)
    projects = {each.project_id for each in fitting if each.project_id is not None}
    return len(projects) + sum(each.count for each in fitting if each.project_id is None)


def _is_of(wanted: queries.Source | None, source: object) -> bool:
    if wanted is None:
        return True
    return source is None if wanted is queries.Source.UNNAMED else source == wanted.value


def _says(value: Value | None, wanted: tuple[str, ...]) -> bool:
    """Of a choice, or of several that hold."""
    return any(each in wanted for each in (value if isinstance(value, tuple) else (value,)))
