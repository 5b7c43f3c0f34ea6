"""What staff are to see to. The same thing stands open once, however often it is found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import TaskKind
from storage.tables import address, conversation
from storage.tables_applications import application
from storage.tables_tasks import staff_task


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`channel` and `code` say where to look: the chat it is about, the application it is about.

    `about` is a day, the code of a request, a number: what tells it from others of its kind and reason.
    """

    id: int
    kind: TaskKind
    reason: str
    conversation_id: int | None
    application_id: int | None
    created_at: datetime
    about: str = ""
    channel: str | None = None
    code: str | None = None


_COLUMNS = (
    staff_task.c.id,
    staff_task.c.kind,
    staff_task.c.reason,
    staff_task.c.conversation_id,
    staff_task.c.application_id,
    staff_task.c.created_at,
    staff_task.c.about,
)
_OPEN = staff_task.c.closed_at.is_(None)


class StaffTasks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(
        self,
        kind: TaskKind,
        reason: str,
        now: datetime,
        conversation_id: int | None = None,
        application_id: int | None = None,
        about: str = "",
    ) -> bool:
        """False when it stands open already."""
        values = {
            "kind": kind,
            "reason": reason,
            "conversation_id": conversation_id,
            "application_id": application_id,
            "about": about,
            "open_key": f"{kind}:{reason}:{conversation_id or 0}:{application_id or 0}{about and ':'}{about}",
            "created_at": now,
        }
        return await insert_once(self._connection, staff_task, values) is not None

    async def listed(self, limit: int) -> list[TaskRow]:
        """Those that stand open, the oldest first."""
        statement = (
            select(*_COLUMNS, address.c.channel, application.c.code)
            .outerjoin(conversation, conversation.c.id == staff_task.c.conversation_id)
            .outerjoin(address, address.c.id == conversation.c.address_id)
            .outerjoin(application, application.c.id == staff_task.c.application_id)
            .where(_OPEN)
            .order_by(staff_task.c.id)
            .limit(limit)
        )
        return [TaskRow(*row) for row in await self._connection.execute(statement)]

    async def count(self) -> int:
        statement = select(func.count()).select_from(staff_task).where(_OPEN)
        return int((await self._connection.execute(statement)).scalar_one())

    async def has_open(self, kind: TaskKind) -> bool:
        statement = select(staff_task.c.id).where(staff_task.c.kind == kind, _OPEN).limit(1)
        return (await self._connection.execute(statement)).scalar_one_or_none() is not None

    async def stands(self, kind: TaskKind, reason: str, about: str) -> bool | None:
        """Whether the newest of this kind, reason and thing stands open; None when there was never one."""
        same = (staff_task.c.kind == kind, staff_task.c.reason == reason, staff_task.c.about == about)
        statement = select(staff_task.c.closed_at).where(*same).order_by(staff_task.c.id.desc()).limit(1)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else row[0] is None

    async def chat_of(self, task_id: int) -> int | None:
        """The conversation that a task is about."""
        statement = select(staff_task.c.conversation_id).where(staff_task.c.id == task_id)
        found: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    async def close(self, task_id: int, by: str, now: datetime) -> TaskRow | None:
        """The task that was just closed; None when it was not open."""
        return next(iter(await self._close(staff_task.c.id == task_id, by, now)), None)

    async def close_all(
        self, kind: TaskKind, by: str, now: datetime, conversation_id: int | None = None
    ) -> int:
        """Closes what has settled itself; how many."""
        which = staff_task.c.kind == kind
        if conversation_id is not None:
            which &= staff_task.c.conversation_id == conversation_id
        return len(await self._close(which, by, now))

    async def close_about(
        self,
        kind: TaskKind,
        by: str,
        now: datetime,
        *,
        about: str = "",
        application_id: int | None = None,
        reasons: Collection[str] | None = None,
    ) -> int:
        """Closes those of one thing or one application, or of these reasons alone; how many."""
        which = (staff_task.c.kind == kind) & (staff_task.c.about == about)
        which &= staff_task.c.application_id == application_id
        if reasons is not None:
            which &= staff_task.c.reason.in_(list(reasons))
        return len(await self._close(which, by, now))

    async def _close(self, which: ColumnElement[bool], by: str, now: datetime) -> list[TaskRow]:
        closed = await self._connection.execute(
            update(staff_task)
            .where(which, _OPEN)
            .values(closed_at=now, closed_by=by, open_key=None)
            .returning(*_COLUMNS)
        )
        return [TaskRow(*row) for row in closed]
