"""Builds a report: every part of its kind, counted at one moment in one transaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from handlers.applications.words import place_name
from handlers.reports import lists, overview, tables
from handlers.reports.counting import Counting
from handlers.reports.entered import EnteredFigures
from handlers.reports.figures import Figures
from handlers.reports.making import Making
from handlers.reports.model import Period, Place, Report, Section, Wanted
from handlers.reports.periods import before, planned_period, since_january, told_days
from handlers.reports.writing import written
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import RetentionKind
from knowledge.reports.model import Part
from storage.store import Store

_PARTS: Mapping[Part, Callable[[Making], Awaitable[Section | None]]] = {
    Part.FIGURES: tables.figures,
    Part.YEARS: tables.years,
    Part.MONEY: tables.money,
    Part.CHANNEL: tables.channel,
    Part.LATE: lists.late,
    Part.UNREPORTED: lists.unreported,
    Part.UNSETTLED: lists.unsettled,
    Part.NEEDS: lists.needs,
    Part.NEEDS_BY_PLACE: lists.needs_by_place,
    Part.OBSTACLES: overview.obstacles,
    Part.QUESTIONS: overview.questions,
    Part.REFUSALS: overview.refusals,
    Part.REACH: overview.reach,
    Part.WORKLOAD: overview.workload,
    Part.TASKS: overview.tasks,
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made it, and who approved it when; no approval is a draft."""

    made_by: str
    approved_by: str = ""
    approved_at: datetime | None = None


class Builder:
    def __init__(self, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone

    async def build(
        self, store: Store, wanted: Wanted, signature: Signature, texts: Mapping[str, str], now: datetime
    ) -> Report:
        making = await self._making(store, wanted, now)
        kind = making.kind
        sections = [await _PARTS[part](making) for part in kind.parts if part is not Part.TEXTS]
        has_texts = Part.TEXTS in kind.parts
        found = await making.store.reports.figures.within(
            making.area, making.period.since, making.period.until
        )
        return Report(
            kind=kind.id,
            title=kind.name,
            period=wanted.period,
            place=wanted.place,
            counted_at=now,
            is_final=signature.approved_at is not None,
            head=tuple(self._head(making, signature)),
            sections=tuple(section for section in sections if section is not None),
            texts=await written(making.figures, texts) if has_texts else (),
            waiting=tuple(row.id for row in found if not row.is_confirmed) if kind.groups else (),
        )

    async def _making(self, store: Store, wanted: Wanted, now: datetime) -> Making:
        knowledge = self._knowledge()
        questions, applications = (
            timedelta(days=knowledge.privacy.retention[kind].days)
            for kind in (RetentionKind.GAP, RetentionKind.APPLICATION)
        )
        book = knowledge.reports
        counting = Counting(store, book.word, wanted.place, self._zone, now, questions, applications)
        entered = await _entered(store, wanted, counting)
        figures = Figures(book, entered, counting, wanted.period)
        return Making(store, knowledge, book.kinds[wanted.kind], wanted, figures, counting, self._zone, now)

    def _head(self, making: Making, signature: Signature) -> "list[str]":
        word, knowledge = making.word, making.knowledge
        since, until = told_days(making.period)
        office = knowledge.office.get("ten_don_vi")
        at = f"{making.now.astimezone(self._zone):%H:%M %d/%m/%Y}"
        lines = [word("office", name=office)] if office else []
        lines += [
            word("area", area=area_name(making.wanted.place, knowledge)),
            word("period", since=since, until=until),
            word("cut_off", at=at),
            word("made_by", name=signature.made_by or word("nobody")),
        ]
        if signature.approved_at is None:
            return [*lines, word("draft")]
        day = f"{signature.approved_at.astimezone(self._zone):%d/%m/%Y}"
        return [*lines, word("final", day=day, name=signature.approved_by or word("nobody"))]


def area_name(place: Place, knowledge: KnowledgeBase) -> str:
    """A province with those of before that lie in it now."""
    word = knowledge.reports.word
    name = place_name(place.province or None, place.commune or None, knowledge)
    if name is None:
        return word("everywhere")
    old = [area.name for area in knowledge.places.old_areas if area.now == place.province]
    if place.commune or len(old) < 2:
        return name
    return f"{name} ({word('old_areas', names=', '.join(old))})"


async def _entered(store: Store, wanted: Wanted, counting: Counting) -> EnteredFigures:
    """Of every time that the report compares."""
    times: list[Period] = [
        time(wanted.period) for time in (lambda each: each, since_january, planned_period, before)
    ]
    since, until = min(each.since for each in times), max(each.until for each in times)
    rows = await store.reports.figures.within(counting.area, since, until)
    return EnteredFigures(rows, wanted.place)
