"""Lists of applications for staff: where each stands and whose it is, nothing of what is sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.areas import OPEN_APPLICATIONS, Area
from storage.repositories.attachments import FileRow
from storage.states import ApplicationStatus, Ending
from storage.tables import staff
from storage.tables_applications import application, application_file


@dataclass(frozen=True, slots=True)
class ListRow:
    """An application as a list shows it."""

    id: int
    code: str
    form_id: str
    status: ApplicationStatus
    ending: Ending | None
    province: str | None
    commune: str | None
    assignee_id: int | None
    assignee: str | None  # the name of the account
    visit_at: datetime | None
    inspection_at: datetime | None
    due_on: date | None
    sent_at: datetime | None
    status_at: datetime


_OWN = tuple(name for name in ListRow.__slots__ if name != "assignee")
_LIST = select(*(application.c[name] for name in _OWN), staff.c.name.label("assignee")).outerjoin(
    staff, staff.c.id == application.c.assignee_id
)


class ReviewLists:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def work_of(self, staff_id: int, areas: Iterable[Area] | None, limit: int) -> list[ListRow]:
        """Open ones of a member of staff, and those of nobody in their areas; None is everywhere."""
        mine = application.c.assignee_id == staff_id
        nobodys = and_(application.c.assignee_id.is_(None), within(areas))
        statement = (
            _LIST.where(application.c.status.in_(OPEN_APPLICATIONS), or_(mine, nobodys))
            .order_by(application.c.status_at, application.c.id)
            .limit(limit)
        )
        return [_row(found) for found in await self._connection.execute(statement)]

    async def staff_names(self, staff_ids: Iterable[int]) -> dict[int, str]:
        """The account names of members of staff; those who are gone are left out."""
        statement = select(staff.c.id, staff.c.name).where(staff.c.id.in_(set(staff_ids)))
        return {row.id: row.name for row in await self._connection.execute(statement)}

    async def files_of(self, codes: Iterable[str]) -> list[tuple[str, FileRow]]:
        """The files of several applications, each with the code of its own, in the order they came."""
        columns = (application_file.c[name] for name in FileRow.__slots__)
        statement = (
            select(application.c.code, *columns)
            .select_from(application_file)
            .join(application, application.c.id == application_file.c.application_id)
            .where(application.c.code.in_(set(codes)))
            .order_by(application_file.c.id)
        )
        return [(code, FileRow(*file)) for code, *file in await self._connection.execute(statement)]


def within(areas: Iterable[Area] | None) -> ColumnElement[bool]:
    """True of applications that lie in one of the areas; None is everywhere."""
    if areas is None:
        return true()
    places = [
        and_(
            application.c.province == area.province,
            application.c.commune == area.commune if area.commune else true(),
        )
        for area in areas
    ]
    return or_(*places) if places else false()


def _row(found: object) -> ListRow:
    return ListRow(**{name: getattr(found, name) for name in ListRow.__slots__})
