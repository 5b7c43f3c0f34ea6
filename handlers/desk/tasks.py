"""What staff are to see to, in words, and its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.applications.codes import shown
from handlers.handover import give_back
from knowledge.phrases import Phrases
from knowledge.process.process import Process
from storage.database import Database
from storage.repositories.tasks import TaskRow
from storage.states import TaskKind

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownTask:
    """`code` is the application it is about, `channel` the chat; empty when it is about none."""

    id: int
    kind: TaskKind
    title: str
    why: str
    code: str
    channel: str
    about: str  # a day, or the code of a request; empty when the kind says it all
    at: datetime
    conversation_id: int | None = None  # the chat it is about


class StaffTasks:
    """`phrases` and `process` give the wording of the moment."""

    def __init__(
        self, database: Database, phrases: Callable[[], Phrases], process: Callable[[], Process]
    ) -> None:
        self._database = database
        self._phrases = phrases
        self._process = process

    async def open_ones(self, limit: int = _SHOWN) -> list[ShownTask]:
        """The oldest first. They name no person, only rows."""
        async with self._database.reading() as store:
            rows = await store.tasks.listed(limit)
        return [self._shown(row) for row in rows]

    async def close(self, task_id: int, actor: str, now: datetime) -> bool:
        """False when it is closed already. The end of a takeover gives the chat back to the bot."""
        async with self._database.transaction() as store:
            about = await store.tasks.chat_of(task_id)  # held first, as everybody does
            chat = await store.conversations.lock(about) if about is not None else None
            row = await store.tasks.close(task_id, actor, now)
            if row is None:
                return False
            if row.kind is TaskKind.TAKEN_OVER and chat is not None and chat.held_by is None:
                await give_back(store, chat, now, actor)
                await store.audit.add(now, actor, "conversation_given_back", f"conversation:{chat.id}")
            await store.audit.add(now, actor, "task_closed", f"task:{row.id}", kind=row.kind.value)
        return True

    def _shown(self, row: TaskRow) -> ShownTask:
        say = self._phrases()
        return ShownTask(
            id=row.id,
            kind=row.kind,
            title=say(f"task_kind_{row.kind.value}"),
            why=self._planned(row) or _why(row.reason, say),
            code=shown(row.code) if row.code else "",
            channel=row.channel or "",
            about=row.about,
            at=row.created_at,
            conversation_id=row.conversation_id,
        )

    def _planned(self, row: TaskRow) -> str:
        """In the words of the plan or the deadline that asks for it; empty when none does."""
        process = self._process()
        if row.kind is TaskKind.FOLLOW_UP and row.reason in process.plans and row.code:
            return process.task(row.reason, code=shown(row.code))
        if row.kind is TaskKind.DEADLINE and row.reason in process.deadlines:
            return process.deadlines[row.reason].said(day=row.about)
        return ""


def _why(reason: str, say: Phrases) -> str:
    word, known = reason.replace("-", "_"), say.keys()
    if f"task_reason_{word}" in known:
        return say(f"task_reason_{word}")
    if f"zalo_code_{word}" in known:
        return say(f"zalo_code_{word}")
    return say("task_reason_other", code=reason)
