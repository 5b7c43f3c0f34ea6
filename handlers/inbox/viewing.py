"""One conversation as staff read it; each opening, and each new line that is read, is in the audit trail."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from handlers.applications.codes import shown
from handlers.applications.words import ending_of, form_title, status_of
from handlers.inbox.listing import is_overdue
from handlers.inbox.model import (
    LINES_SHOWN,
    NOTES_SHOWN,
    Author,
    ConversationView,
    Followed,
    OwnApplication,
    SaidLine,
)
from handlers.inbox.windows import Windows
from handlers.markup import plain
from handlers.messages import REPLY
from handlers.outbox import Door
from handlers.review.model import Staff
from handlers.review.rights import READ_PEOPLE
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import RetentionKind
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.repositories.conversations import ConversationRow
from storage.repositories.messages import MessageRow
from storage.states import ApplicationStatus
from storage.store import Store

_STATES_TOLD = 20  # of the last messages


class Viewing:
    def __init__(
        self, database: Database, knowledge: Callable[[], KnowledgeBase], door: Door, windows: Windows
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._door = door
        self._windows = windows

    async def open(self, member: Staff, conversation_id: int, now: datetime) -> ConversationView | None:
        """None when it is gone, or not for this member of staff."""
        if member.role not in READ_PEOPLE:
            return None
        async with self._database.reading() as store:
            chat = await store.conversations.get(conversation_id)
        if chat is None:
            return None
        billed_left = await self._windows.billed_left(chat.channel, now)
        async with self._database.transaction() as store:
            return await self._seen(store, member, chat, billed_left, now)

    async def follow(
        self, member: Staff, conversation_id: int, after_id: int, now: datetime
    ) -> Followed | None:
        """What is new in an open page. A look that finds nothing leaves no trace: nothing was read."""
        if member.role not in READ_PEOPLE:
            return None
        async with self._database.reading() as store:
            chat = await store.conversations.get(conversation_id)
            rows = await store.messages.newest(conversation_id, after_id, LINES_SHOWN)
            told = await store.messages.newest(conversation_id, 0, _STATES_TOLD)
        if chat is None:
            return None
        if rows:
            async with self._database.transaction() as store:
                await store.inbox.read(conversation_id, rows[-1].id)
                actor, subject = f"staff:{member.id}", f"conversation:{conversation_id}"
                await store.audit.add(now, actor, "conversation_followed", subject, lines=len(rows))
        states = {row.id: row.state for row in told if row.state is not None}
        return Followed(tuple(_lines(rows)), states, chat.holder, chat.held_by)

    async def _seen(
        self, store: Store, member: Staff, chat: ConversationRow, billed_left: int, now: datetime
    ) -> ConversationView | None:
        rows = await store.inbox.of([chat.id])
        if not rows:
            return None
        lines = await store.messages.newest(chat.id, 0, LINES_SHOWN)
        if lines:
            await store.inbox.read(chat.id, lines[-1].id)
        others = [other.conversation_id for other in await store.joins.chats(chat.contact_id)]
        applications = await store.applications.of_contact(chat.contact_id)
        view = ConversationView(
            row=rows[0],
            lines=tuple(_lines(lines)),
            notes=tuple(await store.notes.of(chat.id, NOTES_SHOWN)),
            applications=tuple(self._applications(applications)),
            others=tuple(await store.inbox.of([other for other in others if other != chat.id])),
            window=self._windows.left(chat.channel, chat.last_inbound_at, billed_left, now),
            kept_for=timedelta(days=self._knowledge().privacy.retention[RetentionKind.TRANSCRIPT].days),
            longest=self._door.longest_of_staff(chat.channel),
            is_overdue=is_overdue(rows[0], now),
        )
        actor, subject = f"staff:{member.id}", f"conversation:{chat.id}"
        await store.audit.add(now, actor, "conversation_read", subject, lines=len(lines))
        return view

    def _applications(self, rows: Iterable[ApplicationRow]) -> Iterable[OwnApplication]:
        knowledge = self._knowledge()
        for row in rows:
            if row.status is not ApplicationStatus.DRAFT:
                status = knowledge.process.status(status_of(row), ending_of(row), code=shown(row.code))
                yield OwnApplication(row.code, form_title(row.form_id, knowledge), status.name)


def _lines(rows: Iterable[MessageRow]) -> Iterable[SaidLine]:
    for row in rows:
        reply = REPLY.validate_json(row.body)
        file = reply.file.name if reply.file is not None else ""
        state = row.state if row.author is not Author.YOU else None
        yield SaidLine(row.id, row.author, plain(reply.text), file, row.created_at, state)
