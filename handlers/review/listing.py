"""The list of all applications for staff: filtered, counted, page by page, as a board, and as rows to carry away."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.applications.codes import shown
from handlers.applications.words import form_title, place_name
from handlers.review.model import MoneySource, Staff
from handlers.review.patience import due_of, is_late
from handlers.review.rights import READ_LISTS, READ_PEOPLE, acting_role
from handlers.review.wanted import NOBODY, Wanted, mark_of, read_mark
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.process.model import Ending
from storage.database import Database
from storage.repositories.application_lists import Cursor, LineRow, ListFilter
from storage.repositories.applications import Money
from storage.states import ApplicationStatus
from storage.store import Store

PAGE = 50
CARDS = 8  # of a column of the board
_BATCH = 1000  # rows of one look at the tables
_STATES = tuple(each for each in ApplicationStatus if each is not ApplicationStatus.DRAFT)


@dataclass(frozen=True, slots=True)
class Line:
    """One application in words; nothing of the person."""

    code: str
    shown: str  # the code as people read it
    revision: int
    form: str
    status: str
    province: str  # empty when it was not told
    place: str
    assignee: str  # empty when it is nobody's
    project: str
    sent_at: datetime | None
    changed_at: datetime
    due_at: datetime
    is_dated: bool
    is_late: bool
    money: Money


@dataclass(frozen=True, slots=True)
class StatusCount:
    status: ApplicationStatus
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ListPage:
    lines: tuple[Line, ...]
    counts: tuple[StatusCount, ...]  # of all states, whichever are wanted
    total: int  # of those that are wanted
    next_mark: str  # empty on the last page


@dataclass(frozen=True, slots=True)
class Column:
    """A state on the board with its newest."""

    status: ApplicationStatus
    name: str
    count: int
    lines: tuple[Line, ...]


Choice = tuple[str, str]  # what is sent back, and what is read


@dataclass(frozen=True, slots=True)
class ListChoices:
    """What there is to filter by."""

    statuses: tuple[Choice, ...]
    forms: tuple[Choice, ...]
    provinces: tuple[Choice, ...]
    officers: tuple[Choice, ...]  # of those who handle applications; nobody first
    sources: tuple[MoneySource, ...]


class Listing:
    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._database = database
        self._knowledge = knowledge
        self._zone = zone

    async def page(self, member: Staff, wanted: Wanted, mark: str, now: datetime) -> ListPage:
        """From a place on, as the page before told it. The look is in the audit trail."""
        if member.role not in READ_LISTS:
            return ListPage((), (), 0, "")
        asked, after = self._asked(member, wanted, now), read_mark(mark)
        async with self._database.reading() as store:
            counts = await store.all_lists.counts(asked)
            total = sum(count for each, count in counts.items() if each in (wanted.statuses or _STATES))
            is_oldest = wanted.is_oldest_first
            rows = (
                await store.all_lists.page(asked, PAGE + 1, after, is_oldest_first=is_oldest) if total else []
            )
        page = rows[:PAGE]
        await self._trace(member, "applications_listed", len(page), now)
        return ListPage(
            lines=tuple(self._lines(page, now)),
            counts=tuple(StatusCount(each, self._name(each), counts.get(each, 0)) for each in _STATES),
            total=total,
            next_mark=mark_of(Cursor(page[-1].changed_at, page[-1].id)) if len(rows) > PAGE else "",
        )

    async def board(self, member: Staff, wanted: Wanted, now: datetime) -> tuple[Column, ...]:
        """Each state with its newest few; the look is in the audit trail."""
        if member.role not in READ_LISTS:
            return ()
        states = wanted.statuses or _STATES
        found: dict[ApplicationStatus, list[LineRow]] = {}
        async with self._database.reading() as store:
            counts = await store.all_lists.counts(self._asked(member, wanted, now))
            for each in states:
                asked = self._asked(member, wanted.with_status(each), now)
                is_oldest = wanted.is_oldest_first
                is_there = counts.get(each, 0) > 0
                found[each] = (
                    await store.all_lists.page(asked, CARDS, is_oldest_first=is_oldest) if is_there else []
                )
        await self._trace(member, "applications_listed", sum(map(len, found.values())), now)
        return tuple(
            Column(each, self._name(each), counts.get(each, 0), tuple(self._lines(rows, now)))
            for each, rows in found.items()
        )

    async def export(self, member: Staff, wanted: Wanted, now: datetime) -> AsyncIterator[Line]:
        """All that are wanted, a batch at a time; that it was begun is in the audit trail before the first row."""
        if acting_role(member.role) is None:
            return
        asked, after = self._asked(member, wanted, now), None
        async with self._database.reading() as store:
            total = await _total(store, asked)
        await self._trace(member, "applications_exported", total, now)
        while True:
            async with self._database.reading() as store:
                rows = await store.all_lists.page(
                    asked, _BATCH, after, is_oldest_first=wanted.is_oldest_first
                )
            for line in self._lines(rows, now):
                yield line
            if len(rows) < _BATCH:
                return
            after = Cursor(rows[-1].changed_at, rows[-1].id)

    async def choices(self) -> ListChoices:
        """What there is to filter by."""
        knowledge = self._knowledge()
        async with self._database.reading() as store:
            officers = await store.all_lists.officers()
        forms = sorted(knowledge.forms.forms)
        return ListChoices(
            statuses=tuple((each.value, self._name(each)) for each in _STATES),
            forms=tuple((each, form_title(each, knowledge)) for each in forms),
            provinces=tuple((each.id, each.name) for each in knowledge.places.provinces),
            officers=((NOBODY, ""), *((str(number), name) for number, name in officers.items())),
            sources=tuple(MoneySource),
        )

    def _asked(self, member: Staff, wanted: Wanted, now: datetime) -> ListFilter:
        return wanted.filter(self._zone, now, may_find_people=member.role in READ_PEOPLE)

    def _name(self, status: ApplicationStatus, ending: Ending = Ending.NONE) -> str:
        return self._knowledge().process.status(Status(status.value), ending).name

    def _lines(self, rows: Iterable[LineRow], now: datetime) -> Iterable[Line]:
        knowledge, names = self._knowledge(), dict[tuple[ApplicationStatus, str], str]()
        for row in rows:
            state = (row.status, row.ending.value if row.ending is not None else "")
            if state not in names:
                names[state] = self._name(row.status, Ending(state[1]))
            due_at, is_dated = due_of(row, self._zone)
            yield Line(
                code=row.code,
                shown=shown(row.code),
                revision=row.revision,
                form=form_title(row.form_id, knowledge),
                status=names[state],
                province=place_name(row.province, None, knowledge) or "",
                place=place_name(row.province, row.commune, knowledge) or "",
                assignee=row.assignee or "",
                project=row.project or "",
                sent_at=row.sent_at,
                changed_at=row.changed_at,
                due_at=due_at,
                is_dated=is_dated,
                is_late=is_late(row, self._zone, now),
                money=_money(row),
            )

    async def _trace(self, member: Staff, what: str, count: int, now: datetime) -> None:
        async with self._database.transaction() as store:
            await store.audit.add(now, f"staff:{member.id}", what, "application", rows=count)


async def _total(store: Store, asked: ListFilter) -> int:
    counts = await store.all_lists.counts(asked)
    return sum(count for each, count in counts.items() if each in (asked.statuses or _STATES))


def _money(row: LineRow) -> Money:
    return Money(
        row.planned_vnd,
        row.contracted_vnd,
        row.advanced_vnd,
        row.paid_vnd,
        row.own_share_vnd,
        row.money_source,
    )
