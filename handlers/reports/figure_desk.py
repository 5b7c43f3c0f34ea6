"""Figures that staff enter: plans, and what the program cannot know; others confirm them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from handlers.reports.building import area_name
from handlers.reports.choosing import full_name, is_known, may_be_entered
from handlers.reports.model import FigureKind, Period, Place, Problem, Refused
from handlers.reports.periods import is_sound
from handlers.reports.rights import APPROVE, READ, WRITE
from handlers.reports.showing import read_number, rounded_to, told_number
from handlers.review.model import Staff
from handlers.text import clean
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.report_figures import FigurePlace, FigureRow

LONGEST_NOTE = 200
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class NewFigure:
    """As it was typed: 7.700 or 12,5."""

    indicator: str
    place: Place
    period: Period
    kind: FigureKind
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownFigure:
    id: int
    indicator: str  # its name
    unit: str
    value: str
    area: str
    period: Period
    kind: FigureKind
    note: str
    is_confirmed: bool
    entered_by: str
    entered_at: datetime


class FigureDesk:
    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._database = database
        self._knowledge = knowledge

    async def enter(self, member: Staff, new: NewFigure, now: datetime) -> Refused | None:
        """Stores it in place of an earlier one; whoever may confirm confirms with it. None when that is done."""
        if member.role not in WRITE:
            return self._refused(Problem.NO_RIGHT)
        knowledge = self._knowledge()
        indicator = knowledge.reports.indicators.get(new.indicator)
        if indicator is None or not may_be_entered(indicator):
            return self._refused(Problem.INDICATOR)
        if not is_sound(new.period):
            return self._refused(Problem.PERIOD)
        if not is_known(new.place, knowledge):
            return self._refused(Problem.AREA)
        value, note = read_number(new.value), clean(new.note)
        if value is None:
            return self._refused(Problem.FIGURE)
        if rounded_to(value, indicator.decimals) != value:
            return self._refused(Problem.DECIMALS, decimals=indicator.decimals)
        if len(note) > LONGEST_NOTE:
            return self._refused(Problem.NOTE, most=LONGEST_NOTE)
        place = FigurePlace(
            *(new.indicator, new.place.province, new.place.commune),
            *(new.period.since, new.period.until, new.kind),
        )
        is_confirmed = member.role in APPROVE
        async with self._database.transaction() as store:
            before = await store.reports.figures.put(place, value, note, member.id, is_confirmed, now)
            await store.audit.add(
                now,
                f"staff:{member.id}",
                "figure_entered",
                f"figure:{new.indicator}",
                kind=new.kind.value,
                value=told_number(value),
                before="" if before is None else told_number(before.value),
            )
        return None

    async def confirm(self, member: Staff, figure_ids: Collection[int], now: datetime) -> int | Refused:
        """How many waited for it."""
        if member.role not in APPROVE:
            return self._refused(Problem.NO_RIGHT)
        async with self._database.transaction() as store:
            confirmed = await store.reports.figures.confirm(figure_ids, member.id, now)
            for identity in confirmed:
                await store.audit.add(now, f"staff:{member.id}", "figure_confirmed", f"figure:{identity}")
        return len(confirmed)

    async def remove(self, member: Staff, figure_id: int, now: datetime) -> Refused | None:
        """Takes a mistake away; one that is confirmed only by whoever may confirm."""
        if member.role not in WRITE:
            return self._refused(Problem.NO_RIGHT)
        async with self._database.transaction() as store:
            row = await store.reports.figures.get(figure_id)
            if row is None:
                return self._refused(Problem.GONE)
            if row.is_confirmed and member.role not in APPROVE:
                return self._refused(Problem.NO_RIGHT)
            await store.reports.figures.remove(figure_id)
            await store.audit.add(
                now,
                f"staff:{member.id}",
                "figure_removed",
                f"figure:{row.place.indicator}",
                kind=row.place.kind.value,
                value=told_number(row.value),
            )
        return None

    async def newest(self, member: Staff, *, is_waiting: bool = False) -> list[ShownFigure]:
        """What was entered last, or what waits to be confirmed; nothing for those who may not read it."""
        if member.role not in READ:
            return []
        async with self._database.reading() as store:
            figures = store.reports.figures
            rows = await (figures.waiting(_SHOWN) if is_waiting else figures.newest(_SHOWN))
            by = {row.entered_by_id for row in rows if row.entered_by_id is not None}
            names = await store.lists.staff_names(by)
        return [self._shown(row, names) for row in rows]

    def _shown(self, row: FigureRow, names: dict[int, str]) -> ShownFigure:
        knowledge, place = self._knowledge(), row.place
        known = knowledge.reports.indicators.get(place.indicator)
        return ShownFigure(
            id=row.id,
            indicator=full_name(known, knowledge) if known is not None else place.indicator,
            unit=known.unit if known is not None else "",
            value=told_number(row.value),
            area=area_name(Place(place.province, place.commune), knowledge),
            period=Period(place.since, place.until),
            kind=place.kind,
            note=row.note,
            is_confirmed=row.is_confirmed,
            entered_by=names.get(row.entered_by_id or 0, ""),
            entered_at=row.entered_at,
        )

    def _refused(self, problem: Problem, **values: object) -> Refused:
        return Refused(problem, self._knowledge().reports.word(problem.value, **values))
