"""The lists of the inbox, by pages; each look at people's words leaves a line in the audit trail."""

from collections.abc import Sequence
from datetime import datetime

from handlers.inbox.finding import conversations_of
from handlers.inbox.model import OVERDUE_AFTER, Box, Listed, ListLine, Mark, Overdue, Waiting
from handlers.markup import plain
from handlers.messages import REPLY
from handlers.review.model import Staff
from handlers.review.rights import READ_PEOPLE
from storage.database import Database
from storage.repositories.inbox import DeskRow
from storage.store import Store

PAGE = 30
_OVERDUE_SHOWN = 10
_SNIPPET = 140
_NOTHING = Listed((), None)


class InboxLists:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, member: Staff, box: Box, now: datetime, channel: str = "", after: Mark | None = None
    ) -> Listed:
        """The last to move first; empty for those who do not speak with people."""
        if member.role not in READ_PEOPLE:
            return _NOTHING
        async with self._database.transaction() as store:
            rows = await store.inbox.page(box, PAGE + 1, member.id, channel, after)
            lines = await self._shown(store, member, rows[:PAGE], box.value, now)
        return Listed(lines, _end(rows[PAGE - 1], box) if len(rows) > PAGE else None)

    async def search(self, member: Staff, typed: str, now: datetime) -> Listed:
        """By the code of an application, a telephone in one, or the number of a conversation; never by words."""
        if member.role not in READ_PEOPLE:
            return _NOTHING
        async with self._database.transaction() as store:
            found = await conversations_of(store, typed)
            rows = await store.inbox.of(found[:PAGE])
            lines = await self._shown(store, member, rows, "search", now)
        return Listed(lines, None)

    async def waiting(self) -> Waiting:
        async with self._database.reading() as store:
            waiting, moved_at = await store.inbox.standing()
        return Waiting(waiting, f"{waiting} {moved_at.isoformat() if moved_at is not None else ''}")

    async def overdue(self, now: datetime) -> Overdue:
        """Nothing of what was said."""
        before = now - OVERDUE_AFTER
        async with self._database.reading() as store:
            count = await store.inbox.count_overdue(before)
            longest = await store.inbox.overdue(before, _OVERDUE_SHOWN) if count else []
        return Overdue(count, tuple(longest))

    async def _shown(
        self, store: Store, member: Staff, rows: Sequence[DeskRow], box: str, now: datetime
    ) -> tuple[ListLine, ...]:
        ids = [row.id for row in rows]
        said = await store.inbox.last_words(ids)
        named = ",".join(map(str, ids))
        actor = f"staff:{member.id}"
        await store.audit.add(
            now, actor, "inbox_listed", "inbox", box=box, rows=len(ids), conversations=named
        )
        return tuple(ListLine(row, _snippet(said.get(row.id)), is_overdue(row, now)) for row in rows)


def is_overdue(row: DeskRow, now: datetime) -> bool:
    since = row.waits_since or row.desk_at
    return since is not None and since <= now - OVERDUE_AFTER


def _snippet(body: str | None) -> str:
    if body is None:
        return ""
    text = " ".join(plain(REPLY.validate_json(body).text).split())
    return text if len(text) <= _SNIPPET else f"{text[: _SNIPPET - 1]}…"


def _end(row: DeskRow, box: Box) -> Mark | None:
    at = {Box.WAITING: row.waits_since, Box.RECENT: row.last_inbound_at}.get(box, row.desk_at)
    return Mark(at, row.id) if at is not None else None
