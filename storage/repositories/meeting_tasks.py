"""Tasks from the conclusions of meetings, each with who has it and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.states import MeetingTaskState, Role
from storage.tables import staff
from storage.tables_reports import meeting_task

_WORKING = (Role.OFFICER, Role.LEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class NewMeetingTask:
    source: str
    held_on: date
    title: str
    owner_id: int
    due_on: date
    note: str
    made_by_id: int


@dataclass(frozen=True, slots=True)
class MeetingTaskRow:
    """`owner` is the name of an account, None when that is gone."""

    id: int
    source: str
    held_on: date
    title: str
    owner_id: int | None
    due_on: date
    state: MeetingTaskState
    note: str
    finished_at: datetime | None
    owner: str | None


_OWN = (meeting_task.c[name] for name in MeetingTaskRow.__slots__ if name != "owner")
_COLUMNS = (*_OWN, staff.c.name)
_SELECT = select(*_COLUMNS).outerjoin(staff, staff.c.id == meeting_task.c.owner_id)


class MeetingTasks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewMeetingTask, now: datetime) -> int:
        values = {name: getattr(new, name) for name in NewMeetingTask.__slots__}
        return await insert(
            self._connection, meeting_task, {**values, "state": MeetingTaskState.OPEN, "made_at": now}
        )

    async def open(self, limit: int) -> list[MeetingTaskRow]:
        """What is not finished, the first due first."""
        statement = (
            _SELECT.where(meeting_task.c.state == MeetingTaskState.OPEN)
            .order_by(meeting_task.c.due_on, meeting_task.c.id)
            .limit(limit)
        )
        return [MeetingTaskRow(*row) for row in await self._connection.execute(statement)]

    async def finished(self, limit: int) -> list[MeetingTaskRow]:
        """What was finished last, first."""
        statement = (
            _SELECT.where(meeting_task.c.state != MeetingTaskState.OPEN)
            .order_by(meeting_task.c.finished_at.desc(), meeting_task.c.id.desc())
            .limit(limit)
        )
        return [MeetingTaskRow(*row) for row in await self._connection.execute(statement)]

    async def finish(self, task_id: int, state: MeetingTaskState, note: str, now: datetime) -> bool:
        """False when it was finished before. An empty note leaves the one that stands."""
        values = {"state": state, "finished_at": now, **({"note": note} if note else {})}
        done = await self._connection.execute(
            update(meeting_task)
            .where(meeting_task.c.id == task_id, meeting_task.c.state == MeetingTaskState.OPEN)
            .values(values)
        )
        return done.rowcount == 1

    async def owners(self) -> list[str]:
        """The accounts that can have a task, by name."""
        statement = select(staff.c.name).where(staff.c.role.in_(_WORKING)).order_by(staff.c.name)
        return [str(row[0]) for row in await self._connection.execute(statement)]

    async def hand_to(self, task_id: int, owner_id: int, due_on: date) -> bool:
        """Somebody else has it, or another day holds; False when it is finished."""
        done = await self._connection.execute(
            update(meeting_task)
            .where(meeting_task.c.id == task_id, meeting_task.c.state == MeetingTaskState.OPEN)
            .values(owner_id=owner_id, due_on=due_on)
        )
        return done.rowcount == 1
