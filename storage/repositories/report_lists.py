"""What reports list one by one: codes and places, never people, and how much each member of staff has in hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, distinct, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.areas import OPEN_APPLICATIONS, Area
from storage.repositories.reports import Span, areas, during, source_of, stood_at
from storage.repositories.review_lists import within
from storage.states import (
    ApplicationStatus,
    DateKind,
    DateState,
    Ending,
    GapKind,
    MeetingTaskState,
    MoneySource,
    Role,
)
from storage.tables import gap, staff
from storage.tables_applications import application, application_event, inspection, obstacle, project
from storage.tables_followups import application_date, survey_answer
from storage.tables_reports import meeting_task

_UNDECIDED = (
    ApplicationStatus.SENT,
    ApplicationStatus.MORE_WANTED,
    ApplicationStatus.VISIT,
    ApplicationStatus.IN_REVIEW,
)
_HANDLING = (Role.OFFICER, Role.LEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """An application in somebody's hands; `settle_by` is the day noted for it, if there is one."""

    code: str
    form_id: str
    province: str | None
    commune: str | None
    status: ApplicationStatus
    status_at: datetime
    visit_at: datetime | None
    inspection_at: datetime | None
    due_on: date | None
    officer: str | None
    settle_by: date | None
    event_on: date | None  # the last day noted of a tour, a class, a fair


@dataclass(frozen=True, slots=True)
class NeedRow:
    code: str
    form_id: str
    province: str | None
    commune: str | None
    status: ApplicationStatus
    ending: Ending | None
    sent_at: datetime | None
    planned_vnd: int | None
    own_share_vnd: int | None
    source: MoneySource | None
    project: str | None
    officer: str | None


@dataclass(frozen=True, slots=True)
class NeedSum:
    form_id: str
    province: str | None
    commune: str | None
    count: int
    planned_vnd: int | None
    own_share_vnd: int | None


@dataclass(frozen=True, slots=True)
class ObstacleLine:
    kind: str
    code: str
    form_id: str
    province: str | None
    commune: str | None
    opened_at: datetime
    officer: str | None


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    name: str
    holding: int
    overdue: int
    acts: int
    applications: int
    inspections: int
    tasks: int


_officer = (staff, staff.c.id == application.c.assignee_id)
_PLACED = (application.c.form_id, application.c.province, application.c.commune)


def _noted(*kinds: DateKind) -> ColumnElement[date | None]:
    """Of an application: the last standing day of some kinds."""
    return (
        select(func.max(application_date.c.on_day))
        .where(
            application_date.c.application_id == application.c.id,
            application_date.c.kind.in_(kinds),
            application_date.c.state == DateState.STANDING,
        )
        .correlate(application)
        .scalar_subquery()
    )


_SETTLE_BY, _EVENT_ON = _noted(DateKind.SETTLE_BY), _noted(DateKind.EVENT_ON, DateKind.EVENT_ENDS)
_FROM_APPLICATION = tuple(
    application.c[name] for name in HeldRow.__slots__ if name not in ("officer", "settle_by", "event_on")
)
_HELD = select(*_FROM_APPLICATION, staff.c.name, _SETTLE_BY, _EVENT_ON).outerjoin(*_officer)


class ReportLists:
    """`area` is None for everywhere; lists end at their limit."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def late(self, now: datetime, today: date, area: Area | None, limit: int) -> list[HeldRow]:
        """Open ones whose day has passed: that of the row, or the agreed one while they wait for it."""
        is_late = or_(
            application.c.due_on < today,
            and_(application.c.status == ApplicationStatus.VISIT, application.c.visit_at < now),
            and_(application.c.status == ApplicationStatus.INSPECTION, application.c.inspection_at < now),
        )
        return await self._held(and_(application.c.status.in_(OPEN_APPLICATIONS), is_late), area, limit)

    async def silent(self, survey: str, since: datetime, area: Area | None, limit: int) -> list[HeldRow]:
        """Under way since before a moment, and nothing was answered to this survey after it."""
        which = and_(
            application.c.status == ApplicationStatus.UNDER_WAY,
            application.c.status_at < since,
            ~_answered(survey, survey_answer.c.at >= since),
        )
        return await self._held(which, area, limit)

    async def untold(
        self, survey: str, forms: Collection[str], today: date, area: Area | None, limit: int
    ) -> list[HeldRow]:
        """Whose tour, class or fair is over, and who has never answered this survey."""
        which = and_(
            application.c.form_id.in_(list(forms)),
            application.c.status != ApplicationStatus.NOT_THIS_TIME,
            today > _EVENT_ON,
            ~_answered(survey),
        )
        return await self._held(which, area, limit)

    async def unsettled(
        self, today: date, inspected_before: datetime, area: Area | None, limit: int
    ) -> list[HeldRow]:
        """Past the day to settle; where none is noted, inspected before a moment."""
        by_day = and_(application.c.status.in_(OPEN_APPLICATIONS), today > _SETTLE_BY)
        by_habit = and_(
            application.c.status == ApplicationStatus.INSPECTED,
            application.c.status_at < inspected_before,
            _SETTLE_BY.is_(None),
        )
        return await self._held(or_(by_day, by_habit), area, limit)

    async def needs(self, span: Span, area: Area | None, limit: int) -> list[NeedRow]:
        """What nobody has decided yet, and what was put off within the time."""
        statement = (
            select(
                *(application.c.code, *_PLACED, application.c.status, application.c.ending),
                *(application.c.sent_at, application.c.planned_vnd, application.c.own_share_vnd),
                *(source_of(), project.c.name, staff.c.name),
            )
            .select_from(application)
            .outerjoin(project, project.c.id == application.c.project_id)
            .outerjoin(*_officer)
            .where(_is_needed(span), within(areas(area)))
            .order_by(application.c.sent_at, application.c.id)
            .limit(limit)
        )
        return [NeedRow(*tuple(row)) for row in await self._connection.execute(statement)]

    async def needs_by_place(self, span: Span, area: Area | None) -> list[NeedSum]:
        """The same in sums."""
        planned, own = func.sum(application.c.planned_vnd), func.sum(application.c.own_share_vnd)
        statement = (
            select(*_PLACED, func.count(), planned, own)
            .where(_is_needed(span), within(areas(area)))
            .group_by(*_PLACED)
            .order_by(*_PLACED)
        )
        return [
            NeedSum(*tuple(row)[:4], *(None if each is None else int(each) for each in tuple(row)[4:]))
            for row in await self._connection.execute(statement)
        ]

    async def obstacles(self, at: datetime, area: Area | None, limit: int) -> list[ObstacleLine]:
        """What stood in the way at a moment, the oldest first."""
        statement = (
            select(obstacle.c.kind, application.c.code, *_PLACED, obstacle.c.opened_at, staff.c.name)
            .select_from(obstacle)
            .join(application, application.c.id == obstacle.c.application_id)
            .outerjoin(*_officer)
            .where(stood_at(at), within(areas(area)))
            .order_by(obstacle.c.opened_at, obstacle.c.id)
            .limit(limit)
        )
        return [ObstacleLine(*tuple(row)) for row in await self._connection.execute(statement)]

    async def topics(self, span: Span) -> list[tuple[str | None, str, GapKind, int]]:
        """Questions in the editors' list: what was chosen, what came near (JSON), why they stand there, how many."""
        told = (gap.c.chosen_entry, gap.c.candidates, gap.c.kind)
        statement = select(*told, func.count()).where(during(gap.c.created_at, span)).group_by(*told)
        return [(row[0], row[1], row[2], int(row[3])) for row in await self._connection.execute(statement)]

    async def workload(self, span: Span, today: date, area: Area | None) -> list[WorkloadRow]:
        """Everybody who handles applications, by name."""
        is_open = and_(application.c.status.in_(OPEN_APPLICATIONS), within(areas(area)))
        holding = await self._by_officer(is_open)
        overdue = await self._by_officer(and_(is_open, application.c.due_on < today))
        acts = select(
            application_event.c.actor,
            func.count(),
            func.count(distinct(application_event.c.application_id)),
        ).join(application, application.c.id == application_event.c.application_id)
        acts = acts.where(during(application_event.c.at, span), within(areas(area)))
        done = {
            row[0]: (int(row[1]), int(row[2]))
            for row in await self._connection.execute(acts.group_by(application_event.c.actor))
        }
        seen = (
            select(inspection.c.by, func.count())
            .join(application, application.c.id == inspection.c.application_id)
            .where(during(inspection.c.at, span), within(areas(area)))
            .group_by(inspection.c.by)
        )
        inspected = {row[0]: int(row[1]) for row in await self._connection.execute(seen)}
        tasks = (
            select(meeting_task.c.owner_id, func.count())
            .where(meeting_task.c.state == MeetingTaskState.OPEN)
            .group_by(meeting_task.c.owner_id)
        )
        open_tasks = {row[0]: int(row[1]) for row in await self._connection.execute(tasks)}
        members = select(staff.c.id, staff.c.name).where(staff.c.role.in_(_HANDLING)).order_by(staff.c.name)
        return [
            WorkloadRow(
                name,
                holding.get(identity, 0),
                overdue.get(identity, 0),
                *done.get(f"staff:{identity}", (0, 0)),
                inspected.get(f"staff:{identity}", 0),
                open_tasks.get(identity, 0),
            )
            for identity, name in await self._connection.execute(members)
        ]

    async def _held(self, which: ColumnElement[bool], area: Area | None, limit: int) -> list[HeldRow]:
        statement = (
            _HELD.where(which, within(areas(area)))
            .order_by(application.c.status_at, application.c.id)
            .limit(limit)
        )
        return [HeldRow(*tuple(row)) for row in await self._connection.execute(statement)]

    async def _by_officer(self, which: ColumnElement[bool]) -> dict[int | None, int]:
        statement = select(application.c.assignee_id, func.count()).where(which)
        rows = await self._connection.execute(statement.group_by(application.c.assignee_id))
        return {row[0]: int(row[1]) for row in rows}


def _answered(survey: str, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(survey_answer.c.application_id == application.c.id, survey_answer.c.survey == survey, *which)
        .correlate(application)
    )


def _is_needed(span: Span) -> ColumnElement[bool]:
    undecided = and_(application.c.status.in_(_UNDECIDED), application.c.sent_at < span.until)
    put_off = and_(
        application.c.status == ApplicationStatus.NOT_THIS_TIME,
        application.c.ending == Ending.NOT_THIS_YEAR,
        during(application.c.ended_at, span),
    )
    return or_(undecided, put_off)
