"""An application from another chat: by its code and the last digits of the telephone in it, so many times an hour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from handlers import payloads as way
from handlers.applications.codes import shown as shown_code
from handlers.applications.deeds import Overtaken
from handlers.applications.status import StatusCard
from handlers.applications.visits import content_of
from handlers.deeds import Doer, Doing
from handlers.messages import Button, Reply
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.repositories.applications import ApplicationRow, NewEvent
from storage.states import ApplicationStatus, Lane, TryKind

_PER_HOUR, _HOUR = 10, timedelta(hours=1)
LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class LookUp:
    """Where an application stands; a draft comes over to this chat, a sent one only when that is wished."""

    code: str
    last_digits: str
    is_to_move: bool = False


class Finding:
    """Wrong digits, wrong codes and what is not there get the same answer."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._door = door
        self._zone = zone

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {LookUp: self.look_up}

    async def look_up(self, doing: Doing, wanted: LookUp) -> tuple[Reply, ...]:
        knowledge, store = self._knowledge(), doing.store
        may_try = await store.tries.take(
            doing.conversation.id, TryKind.LOOK_UP, doing.now, within=_HOUR, most=_PER_HOUR
        )
        if not may_try:
            return (Reply(knowledge.phrase("app_too_many_tries")),)
        row = await store.applications.find(wanted.code)
        if row is None or not _has_phone(row, wanted.last_digits):
            return (Reply(knowledge.phrase("app_not_found")),)
        await store.audit.add(doing.now, doing.actor, "application_looked_up", f"application:{row.id}")
        is_draft = row.status is ApplicationStatus.DRAFT
        if row.contact_id != doing.contact_id and (is_draft or wanted.is_to_move):
            await self._move(doing, row, knowledge)
        elif not is_draft:
            return (StatusCard(knowledge, self._zone).outside(row),)
        if is_draft:
            resume = Button(knowledge.phrase("form_resume_short_label"), way.RESUME + row.code)
            return (Reply(knowledge.phrase("app_draft_moved", code=shown_code(row.code)), (resume,)),)
        opened = Button(knowledge.phrase("app_open_label"), way.OPEN + row.code)
        return (Reply(knowledge.phrase("app_moved", code=shown_code(row.code)), (opened,)),)

    async def _move(self, doing: Doing, row: ApplicationRow, knowledge: KnowledgeBase) -> None:
        """The application is this chat's from now on; the other one is told, in case it was not them."""
        store, before = doing.store, row.conversation_id
        # The other conversation first, then the application: the order in which everybody locks them.
        other = await store.conversations.lock(before) if before and before != doing.conversation.id else None
        key = await store.keys.share(row.key_id, doing.contact_id, doing.now)
        is_moved = await store.applications.change(
            row,
            doing.now,
            contact_id=doing.contact_id,
            conversation_id=doing.conversation.id,
            key_id=key.id,
        )
        if not is_moved:
            raise Overtaken
        event = NewEvent(doing.actor, "moved_here", row.status, row.status)
        await store.applications.note(row, event, doing.now)
        await store.audit.add(doing.now, doing.actor, "application_moved", f"application:{row.id}")
        if other is not None and other.is_reachable:
            told = Reply(knowledge.phrase("app_moved_away", code=shown_code(row.code)))
            await self._door.post(store, other, (told,), doing.now, lane=Lane.NOTICE)


def _has_phone(row: ApplicationRow, last_digits: str) -> bool:
    phone = content_of(row).answers.get("phone")
    return isinstance(phone, str) and len(last_digits) == LAST_DIGITS and phone.endswith(last_digits)
