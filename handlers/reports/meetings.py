"""Tasks from the conclusion of a meeting: written down with owner and due day, finished, handed on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from handlers.reports.model import MeetingTaskState, Problem, Refused
from handlers.reports.rights import READ, WRITE
from handlers.review.model import Staff
from handlers.text import clean
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.meeting_tasks import MeetingTaskRow, NewMeetingTask

LONGEST_SOURCE, LONGEST_TITLE, LONGEST_NOTE = 160, 300, 300
_SHOWN = 300
_FARTHEST = timedelta(days=20 * 366)  # a conclusion of long ago may be written down too


@dataclass(frozen=True, slots=True)
class NewTask:
    """One line of a conclusion; `owner` is the name of an account."""

    title: str
    owner: str
    due_on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownMeetingTask:
    id: int
    source: str
    held_on: date
    title: str
    owner: str
    due_on: date
    days_late: int  # 0 while there is time
    state: MeetingTaskState
    note: str


class Meetings:
    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._database = database
        self._knowledge = knowledge
        self._zone = zone

    async def owners(self) -> list[str]:
        """The names of those who can be given a task."""
        async with self._database.reading() as store:
            return await store.reports.meetings.owners()

    async def listed(
        self, member: Staff, now: datetime, *, is_finished: bool = False
    ) -> list[ShownMeetingTask]:
        """Open ones, the first due first, or what was finished last; nothing for those who may not read."""
        if member.role not in READ:
            return []
        async with self._database.reading() as store:
            meetings = store.reports.meetings
            rows = await (meetings.finished(_SHOWN) if is_finished else meetings.open(_SHOWN))
        today = now.astimezone(self._zone).date()
        return [_shown(row, today) for row in rows]

    async def add(
        self, member: Staff, source: str, held_on: date | None, tasks: Sequence[NewTask], now: datetime
    ) -> int | Refused:
        """All lines of a conclusion or none; how many."""
        if member.role not in WRITE:
            return self._refused(Problem.NO_RIGHT)
        source = clean(source)
        if not source or len(source) > LONGEST_SOURCE or held_on is None or not tasks:
            return self._task_refused()
        async with self._database.transaction() as store:
            news = []
            for task in tasks:
                owner = await store.staff.find(clean(task.owner))
                title, note = clean(task.title), clean(task.note)
                is_short = 0 < len(title) <= LONGEST_TITLE and len(note) <= LONGEST_NOTE
                is_dated = task.due_on is not None and abs(task.due_on - held_on) <= _FARTHEST
                if owner is None or task.due_on is None or not (is_short and is_dated):
                    return self._task_refused()
                news.append(NewMeetingTask(source, held_on, title, owner.id, task.due_on, note, member.id))
            for new in news:
                added = await store.reports.meetings.add(new, now)
                await store.audit.add(
                    now,
                    f"staff:{member.id}",
                    "meeting_task_made",
                    f"meeting_task:{added}",
                    owner=new.owner_id,
                    due_on=new.due_on.isoformat(),
                )
        return len(news)

    async def finish(
        self, member: Staff, task_id: int, state: MeetingTaskState, note: str, now: datetime
    ) -> Refused | None:
        """Done, or dropped; None when that is stored."""
        note = clean(note)
        if member.role not in WRITE:
            return self._refused(Problem.NO_RIGHT)
        if state is MeetingTaskState.OPEN or len(note) > LONGEST_NOTE:
            return self._task_refused()
        async with self._database.transaction() as store:
            if not await store.reports.meetings.finish(task_id, state, note, now):
                return self._refused(Problem.GONE)
            await store.audit.add(
                now, f"staff:{member.id}", f"meeting_task_{state.value}", f"meeting_task:{task_id}"
            )
        return None

    async def hand_on(
        self, member: Staff, task_id: int, owner: str, due_on: date | None, now: datetime
    ) -> Refused | None:
        """Somebody else has it from now on, or another day holds; None when that is stored."""
        if member.role not in WRITE:
            return self._refused(Problem.NO_RIGHT)
        async with self._database.transaction() as store:
            found = await store.staff.find(clean(owner))
            if found is None or due_on is None:
                return self._task_refused()
            if not await store.reports.meetings.hand_to(task_id, found.id, due_on):
                return self._refused(Problem.GONE)
            await store.audit.add(
                now,
                f"staff:{member.id}",
                "meeting_task_handed_on",
                f"meeting_task:{task_id}",
                owner=found.id,
                due_on=due_on.isoformat(),
            )
        return None

    def _task_refused(self) -> Refused:
        return self._refused(Problem.TASK, most=LONGEST_TITLE)

    def _refused(self, problem: Problem, **values: object) -> Refused:
        return Refused(problem, self._knowledge().reports.word(problem.value, **values))


def _shown(row: MeetingTaskRow, today: date) -> ShownMeetingTask:
    is_open = row.state is MeetingTaskState.OPEN
    return ShownMeetingTask(
        *(row.id, row.source, row.held_on, row.title, row.owner or "", row.due_on),
        days_late=max(0, (today - row.due_on).days) if is_open else 0,
        state=row.state,
        note=row.note,
    )
