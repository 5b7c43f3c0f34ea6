"""All applications that were sent, filtered and read page by page; nothing of what is sealed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, not_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import UtcDateTime
from storage.crypto import Vault
from storage.repositories.applications import PHONE_TAIL
from storage.repositories.areas import OPEN_APPLICATIONS, WORKING
from storage.states import ApplicationStatus, Ending, MoneySource
from storage.tables import staff
from storage.tables_applications import application, project


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is late: by its date, or in a state for longer than since the moment told for that state."""

    now: datetime
    today: date
    waits_since: Mapping[ApplicationStatus, datetime]


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Every part narrows; empty ones do not."""

    statuses: tuple[ApplicationStatus, ...] = ()
    form_id: str = ""
    province: str = ""
    commune: str = ""
    officer_id: int | None = None
    is_nobodys: bool = False
    overdue: Overdue | None = None
    sent_from: datetime | None = None
    sent_until: datetime | None = None  # without this moment itself
    source: MoneySource | None = None
    code: str = ""
    phone: str = ""  # a whole number, or its last digits


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row that was read: the next page begins behind it."""

    changed_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """An application as the list and its export tell it."""

    id: int
    code: str
    form_id: str
    status: ApplicationStatus
    ending: Ending | None
    province: str | None
    commune: str | None
    assignee_id: int | None
    assignee: str | None  # the name of the account
    project: str | None
    visit_at: datetime | None
    inspection_at: datetime | None
    due_on: date | None
    sent_at: datetime | None
    status_at: datetime
    changed_at: datetime
    revision: int
    planned_vnd: int | None
    contracted_vnd: int | None
    advanced_vnd: int | None
    paid_vnd: int | None
    own_share_vnd: int | None
    money_source: MoneySource | None


_JOINED = {"assignee": staff.c.name, "project": project.c.name}
_COLUMNS = tuple(
    (_JOINED[name] if name in _JOINED else application.c[name]).label(name) for name in LineRow.__slots__
)
_KEY = (application.c.changed_at, application.c.id)


class ApplicationLists:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def page(
        self, wanted: ListFilter, limit: int, after: Cursor | None = None, *, is_oldest_first: bool = False
    ) -> list[LineRow]:
        """By the moment of the last change. The ids are found in the index first, then their rows are read."""
        conditions = [*self._conditions(wanted), *_statuses(wanted)]
        if after is not None:
            key = tuple_(*_KEY)
            behind = tuple_(
                bindparam("changed", after.changed_at, UtcDateTime), bindparam("behind", after.id)
            )
            conditions.append(key > behind if is_oldest_first else key < behind)
        order = [each.asc() if is_oldest_first else each.desc() for each in _KEY]
        found = select(application.c.id).where(*conditions).order_by(*order).limit(limit).subquery()
        statement = (
            select(*_COLUMNS)
            .select_from(application)
            .join(found, found.c.id == application.c.id)
            .outerjoin(staff, staff.c.id == application.c.assignee_id)
            .outerjoin(project, project.c.id == application.c.project_id)
            .order_by(*order)
        )
        return [LineRow(*row) for row in await self._connection.execute(statement)]

    async def counts(self, wanted: ListFilter) -> dict[ApplicationStatus, int]:
        """How many there are in each state, whatever states are wanted."""
        everywhere = replace(wanted, statuses=())
        statement = (
            select(application.c.status, func.count())
            .where(*self._conditions(everywhere), *_statuses(everywhere))
            .group_by(application.c.status)
        )
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def officers(self) -> dict[int, str]:
        """Who handles applications, by the names of their accounts."""
        in_use = staff.c.ended_at.is_(None)
        statement = select(staff.c.id, staff.c.name).where(staff.c.role.in_(WORKING), in_use)
        statement = statement.order_by(staff.c.name)
        return {row.id: row.name for row in await self._connection.execute(statement)}

    def _conditions(self, wanted: ListFilter) -> Iterator[ColumnElement[bool]]:
        columns = application.c
        named = {columns.form_id: wanted.form_id, columns.province: wanted.province}
        named |= {columns.commune: wanted.commune, columns.code: wanted.code}
        yield from (column == value for column, value in named.items() if value)
        if wanted.officer_id is not None:
            yield columns.assignee_id == wanted.officer_id
        if wanted.is_nobodys:
            yield columns.assignee_id.is_(None)
        if wanted.source is not None:
            yield columns.money_source == wanted.source
        if wanted.sent_from is not None:
            yield columns.sent_at >= wanted.sent_from
        if wanted.sent_until is not None:
            yield columns.sent_at < wanted.sent_until
        if wanted.phone:
            is_tail = len(wanted.phone) <= PHONE_TAIL
            column = columns.phone_tail_hash if is_tail else columns.phone_hash
            yield column.in_(self._vault.digests(wanted.phone))
        if wanted.overdue is not None:
            yield _is_late(wanted.overdue)


def _statuses(wanted: ListFilter) -> Iterator[ColumnElement[bool]]:
    """Drafts are nobody's business."""
    if wanted.statuses:
        yield application.c.status.in_([each for each in wanted.statuses if each is not _DRAFT])
    else:
        yield application.c.status != _DRAFT


_DRAFT = ApplicationStatus.DRAFT


def _is_late(overdue: Overdue) -> ColumnElement[bool]:
    columns, status = application.c, application.c.status
    agreed = {ApplicationStatus.VISIT: columns.visit_at, ApplicationStatus.INSPECTION: columns.inspection_at}
    has_agreed = or_(*(and_(status == each, at.is_not(None)) for each, at in agreed.items()))
    has_passed = or_(*(and_(status == each, at < overdue.now) for each, at in agreed.items()))
    has_waited = or_(
        *(and_(status == each, columns.status_at < at) for each, at in overdue.waits_since.items())
    )
    undated = or_(
        and_(columns.due_on.is_not(None), columns.due_on < overdue.today),
        and_(columns.due_on.is_(None), has_waited),
    )
    return and_(status.in_(OPEN_APPLICATIONS), or_(has_passed, and_(not_(has_agreed), undated)))
