"""What happened within a time and an area, counted by the database: the figures of reports.

Drafts are nobody's business. What is counted here are the office's own records; what people answered is in
report_answers.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, null, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.areas import Area
from storage.repositories.review_lists import within
from storage.states import (
    ApplicationStatus,
    BroadcastState,
    DeliveryState,
    FollowUpState,
    GapKind,
    InspectionKind,
    Lane,
    MoneySource,
    Role,
)
from storage.tables import address, contact, conversation, delivery, gap, staff
from storage.tables_applications import (
    application,
    application_event,
    follow_up,
    inspection,
    obstacle,
    project,
)
from storage.tables_broadcasts import broadcast

_Rows = TypeVar("_Rows", bound=Select[*tuple[Any, ...]])
_HANDLING = (Role.OFFICER, Role.LEAD, Role.ADMIN)
_BY_ACTION = (ApplicationStatus.SENT, ApplicationStatus.NOT_THIS_TIME)  # where several actions lead


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, until another that is no part of it."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """So many applications of one kind, project and place that came into a state; each once."""

    status: ApplicationStatus
    action: str | None  # of states that several actions lead to
    reason_code: str | None  # the same
    form_id: str
    source: MoneySource | None
    project_id: int | None
    province: str | None
    commune: str | None
    count: int


class ReportCounts:
    """`area` is None for everywhere."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def arrivals(self, span: Span, area: Area | None) -> list[Arrival]:
        """All that came into a state they were not in, by what tells them apart."""
        event = application_event
        by_action = event.c.to_status.in_(_BY_ACTION)
        told = (
            event.c.to_status,
            case((by_action, event.c.action), else_=null()),
            case((by_action, event.c.reason_code), else_=null()),
            application.c.form_id,
            source_of(),
            application.c.project_id,
            application.c.province,
            application.c.commune,
        )
        statement = (
            select(*told, func.count(distinct(event.c.application_id)))
            .select_from(event)
            .join(application, application.c.id == event.c.application_id)
            .outerjoin(project, project.c.id == application.c.project_id)
            .where(during(event.c.at, span), event.c.from_status != event.c.to_status, within(areas(area)))
            .group_by(*told)
        )
        return [Arrival(*row) for row in await self._connection.execute(statement)]

    async def waiting(self, sent_before: datetime, at: datetime, area: Area | None) -> int:
        """Applications that were open at a moment and had been sent before another."""
        is_open = or_(application.c.ended_at.is_(None), application.c.ended_at >= at)
        return await self._count(_of_applications(area).where(application.c.sent_at < sent_before, is_open))

    async def first_acts(self, span: Span, area: Area | None) -> list[float]:
        """For each application sent within the time that staff have touched: after how many seconds."""
        first = (
            select(func.min(application_event.c.at))
            .where(
                application_event.c.application_id == application.c.id,
                application_event.c.actor.startswith("staff:", autoescape=True),
            )
            .correlate(application)
            .scalar_subquery()
        )
        statement = select(application.c.sent_at, first).where(
            during(application.c.sent_at, span), within(areas(area)), first.is_not(None)
        )
        rows = await self._connection.execute(statement)
        return [max(0.0, (acted - sent).total_seconds()) for sent, acted in rows]

    async def gaps(self, span: Span, area: Area | None) -> dict[GapKind, int]:
        """Questions in the editors' list, by why they stand there."""
        statement = select(gap.c.kind, func.count()).where(during(gap.c.created_at, span))
        statement = _of_people(statement.select_from(gap), gap.c.conversation_id, area).group_by(gap.c.kind)
        return {row[0]: int(row[1]) for row in await self._connection.execute(statement)}

    async def messages(self, span: Span, area: Area | None) -> dict[Lane, int]:
        """Messages that the platforms took, by the order in which they leave."""
        statement = select(delivery.c.lane, func.count()).where(
            during(delivery.c.created_at, span), delivery.c.state == DeliveryState.SENT
        )
        statement = _of_people(statement.select_from(delivery), delivery.c.conversation_id, area)
        rows = await self._connection.execute(statement.group_by(delivery.c.lane))
        return {Lane(row[0]): int(row[1]) for row in rows}

    async def people(self, span: Span, area: Area | None) -> int:
        """People who came within the time, and are still there."""
        statement = select(func.count()).select_from(contact).where(during(contact.c.created_at, span))
        return await self._count(statement.where(_is_from(area)))

    async def broadcasts(self, span: Span) -> int:
        statement = select(func.count()).select_from(broadcast)
        return await self._count(
            statement.where(during(broadcast.c.finished_at, span), broadcast.c.state == BroadcastState.DONE)
        )

    async def reminders(self, span: Span, area: Area | None) -> int:
        """Follow-ups that went out."""
        statement = _of_applications(area).join(follow_up, follow_up.c.application_id == application.c.id)
        return await self._count(
            statement.where(during(follow_up.c.finished_at, span), follow_up.c.state == FollowUpState.FIRED)
        )

    async def staff(self, at: datetime) -> int:
        """Accounts that handle applications, made before a moment."""
        statement = select(func.count()).select_from(staff)
        return await self._count(statement.where(staff.c.created_at < at, staff.c.role.in_(_HANDLING)))

    async def inspections(self, span: Span, kind: InspectionKind, area: Area | None) -> int:
        statement = _of_applications(area).join(inspection, inspection.c.application_id == application.c.id)
        return await self._count(statement.where(during(inspection.c.at, span), inspection.c.kind == kind))

    async def obstacles_opened(self, span: Span, kinds: Collection[str], area: Area | None) -> int:
        return await self._count(_of_obstacles(area, kinds).where(during(obstacle.c.opened_at, span)))

    async def obstacles_closed(self, span: Span, kinds: Collection[str], area: Area | None) -> int:
        return await self._count(_of_obstacles(area, kinds).where(during(obstacle.c.closed_at, span)))

    async def obstacles_at(self, at: datetime, kinds: Collection[str], area: Area | None) -> int:
        """Those that stood in the way at a moment."""
        return await self._count(_of_obstacles(area, kinds).where(stood_at(at)))

    async def _count(self, statement: Select[int]) -> int:
        return int((await self._connection.execute(statement)).scalar_one())


def during(column: ColumnElement[datetime], span: Span) -> ColumnElement[bool]:
    return and_(column >= span.since, column < span.until)


def areas(area: Area | None) -> list[Area] | None:
    return None if area is None else [area]


def source_of() -> ColumnElement[MoneySource | None]:
    """Of an application joined with its project: whose money it is, as far as it was written down."""
    return func.coalesce(application.c.money_source, project.c.source)


def stood_at(at: datetime) -> ColumnElement[bool]:
    """Of an obstacle."""
    return and_(obstacle.c.opened_at < at, or_(obstacle.c.closed_at.is_(None), obstacle.c.closed_at >= at))


def _of_applications(area: Area | None) -> Select[int]:
    return (
        select(func.count())
        .select_from(application)
        .where(application.c.status != ApplicationStatus.DRAFT, within(areas(area)))
    )


def _of_obstacles(area: Area | None, kinds: Collection[str]) -> Select[int]:
    statement = _of_applications(area).join(obstacle, obstacle.c.application_id == application.c.id)
    return statement.where(obstacle.c.kind.in_(list(kinds))) if kinds else statement


def _of_people(statement: _Rows, conversation_id: ColumnElement[int], area: Area | None) -> _Rows:
    """Of those who said that they are from there; where nobody asks, those who said nothing too."""
    if area is None:
        return statement
    return (
        statement.join(conversation, conversation.c.id == conversation_id)
        .join(address, address.c.id == conversation.c.address_id)
        .join(contact, contact.c.id == address.c.contact_id)
        .where(_is_from(area))
    )


def _is_from(area: Area | None) -> ColumnElement[bool]:
    """Of a contact, who is known by the province alone."""
    return true() if area is None else contact.c.province == area.province
