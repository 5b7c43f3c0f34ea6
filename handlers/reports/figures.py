"""The figures of a report: what staff entered wins over what was counted, totals and ratios follow from both."""

from dataclasses import dataclass, field
from decimal import Decimal

from handlers.reports.counting import Counting
from handlers.reports.entered import EnteredFigures, Entry
from handlers.reports.model import FigureKind, Period
from handlers.reports.periods import before, is_of_one_year, planned_period, since_january
from handlers.reports.showing import rounded_to, told_number
from knowledge.reports.model import Indicator
from knowledge.reports.queries import Ratio, Total, adds_up
from knowledge.reports.reports import ReportBook

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figure:
    """`marks` are the short signs that stand behind it, `notes` what they mean here."""

    value: Decimal | None
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()  # entered ones that nobody has confirmed, by id

    @property
    def mark(self) -> str:
        return " ".join(self.marks)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a report, with everything that stands beside it."""

    indicator: Indicator
    plan: Figure
    in_period: Figure
    since_january: Figure
    share: Decimal | None  # of the plan, in percent
    last: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.plan, self.in_period, self.since_january, self.last


_NONE = Figure(None)


@dataclass
class Figures:
    """Of one report. Each is found once, however many parts ask for it."""

    book: ReportBook
    entered: EnteredFigures
    counting: Counting
    period: Period
    _found: dict[tuple[str, Period], Figure] = field(default_factory=dict)

    async def line(self, identity: str) -> Line:
        since = since_january(self.period)
        plan, in_period = self.plan(identity), await self.figure(identity, self.period)
        from_january = await self.figure(identity, since)
        done = from_january if is_of_one_year(self.period) else in_period
        share = None if isinstance(self.book.indicators[identity].counted, Ratio) else _share(done, plan)
        last = await self.figure(identity, before(self.period))
        return Line(self.book.indicators[identity], plan, in_period, from_january, share, last)

    async def figure(self, identity: str, period: Period) -> Figure:
        key = (identity, period)
        if key not in self._found:
            self._found[key] = await self._figure(self.book.indicators[identity], period)
        return self._found[key]

    def plan(self, identity: str) -> Figure:
        """For the year, or for the whole of a time that is longer; of a total what is planned of its parts."""
        indicator, period = self.book.indicators[identity], planned_period(self.period)
        entry = self.entered.of(identity, FigureKind.PLAN, period, adds_up=adds_up(indicator.counted))
        if entry is not None:
            return self._as_entered(entry, None, 0, is_plan=True)
        if isinstance(indicator.counted, Total):
            return _sum([self.plan(part) for part in indicator.counted.of])
        return _NONE

    async def _figure(self, indicator: Indicator, period: Period) -> Figure:
        query = indicator.counted
        entry = self.entered.of(indicator.id, FigureKind.DONE, period, adds_up=adds_up(query))
        if isinstance(query, Total):
            parts = [await self.figure(part, period) for part in query.of]
            return _sum(parts) if entry is None else self._as_entered(entry, None, indicator.decimals)
        if isinstance(query, Ratio):
            return await self._ratio(query, period)
        counted = await self.counting.of(query, period)
        if entry is not None:
            return self._as_entered(entry, counted.value, indicator.decimals)
        marks = (self.book.word("legend_partial"),) if counted.is_partial else ()
        return Figure(counted.value, marks, (counted.note,) if counted.note else ())

    async def _ratio(self, query: Ratio, period: Period) -> Figure:
        of = await self.figure(query.of, period)
        to = self.plan(query.to) if query.is_to_plan else await self.figure(query.to, period)
        if of.value is None or not to.value:
            return _NONE
        marks = tuple(dict.fromkeys((*of.marks, *to.marks)))
        return Figure(of.value / to.value * query.times, marks, (), (*of.waiting, *to.waiting))

    def _as_entered(
        self, entry: Entry, counted: Decimal | None, decimals: int, *, is_plan: bool = False
    ) -> Figure:
        """A plan is always entered, so that needs no sign."""
        word, marks, notes = self.book.word, list[str](), list[str]()
        if not is_plan:
            marks.append(word("legend_entered"))
            notes.append(word("mark_entered"))
        if not entry.is_confirmed:
            marks.append(word("legend_waiting"))
            notes.append(word("mark_waiting"))
        parts = []
        if entry.times > 1 or not entry.is_whole:
            parts.append(word("parts_times", count=entry.times))
        if entry.places > 1:
            parts.append(word("parts_places", count=entry.places))
        if parts:
            key = "mark_parts" if entry.is_whole else "mark_part_of_time"
            notes.append(word(key, parts=", ".join(parts)))
        if not entry.is_whole:
            marks.append(word("legend_partial"))
        if counted is not None and rounded_to(counted, decimals) != rounded_to(entry.value, decimals):
            notes.append(word("mark_counted", count=told_number(rounded_to(counted, decimals))))
        return Figure(entry.value, tuple(marks), (*notes, *entry.notes), entry.waiting)


def _share(done: Figure, plan: Figure) -> Decimal | None:
    return None if done.value is None or not plan.value else done.value / plan.value * _HUNDRED


def _sum(parts: list[Figure]) -> Figure:
    """As far as the parts are known; nothing is known when none of them is."""
    known = [part for part in parts if part.value is not None]
    if not known:
        return _NONE
    return Figure(
        sum((part.value for part in known if part.value is not None), Decimal(0)),
        tuple(dict.fromkeys(mark for part in known for mark in part.marks)),
        (),
        tuple(identity for part in known for identity in part.waiting),
    )
