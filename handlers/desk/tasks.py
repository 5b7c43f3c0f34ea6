"""What staff are to see to, in words, and its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.applications.codes import shown
from knowledge.phrases import Phrases
from storage.database import Database
from storage.repositories.tasks import TaskRow
from storage.states import Holder, TaskKind

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
    at: datetime


class StaffTasks:
    """`phrases` gives the wording of the moment."""

    def __init__(self, database: Database, phrases: Callable[[], Phrases]) -> None:
        self._database = database
        self._phrases = phrases

    async def open_ones(self, limit: int = _SHOWN) -> list[ShownTask]:
        """The oldest first. They name no person, only rows."""
        async with self._database.reading() as store:
            rows = await store.tasks.listed(limit)
        return [self._shown(row) for row in rows]

    async def close(self, task_id: int, actor: str, now: datetime) -> bool:
        """False when it is closed already. The end of a takeover gives the chat back to the bot."""
        async with self._database.transaction() as store:
            row = await store.tasks.close(task_id, actor, now)
            if row is None:
                return False
            if row.kind is TaskKind.TAKEN_OVER and row.conversation_id is not None:
                await store.conversations.hand_to(row.conversation_id, Holder.BOT)
            await store.audit.add(now, actor, "task_closed", f"task:{row.id}", kind=row.kind.value)
        return True

    def _shown(self, row: TaskRow) -> ShownTask:
        say = self._phrases()
        return ShownTask(
            id=row.id,
            kind=row.kind,
            title=say(f"task_kind_{row.kind.value}"),
            why=_why(row.reason, say),
            code=shown(row.code) if row.code else "",
            channel=row.channel or "",
            at=row.created_at,
        )


def _why(reason: str, say: Phrases) -> str:
    word, known = reason.replace("-", "_"), say.keys()
    if f"task_reason_{word}" in known:
        return say(f"task_reason_{word}")
    if f"zalo_code_{word}" in known:
        return say(f"zalo_code_{word}")
    return say("task_reason_other", code=reason)
