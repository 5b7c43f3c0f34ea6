"""Linking a chat to an account, the console's side: a code is made and shown once, links are listed and ended."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.desk.sessions import Member
from handlers.messages import Reply
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.states import Lane
from storage.store import Store

CODE_FOR = timedelta(minutes=10)
_CODE_BYTES = 5  # 40 bits, eight letters


@dataclass(frozen=True, slots=True)
class NewCode:
    """Nothing but its keyed hash is stored; it ends with the next one, or when it is used."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ShownLink:
    id: int
    channel: str
    linked_at: datetime


class Linking:
    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase], door: Door) -> None:
        self._database = database
        self._knowledge = knowledge
        self._door = door

    async def make_code(self, member: Member, now: datetime) -> NewCode:
        """A code of this member's own for the next ten minutes; one that was made before is worth nothing."""
        code = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
        async with self._database.transaction() as store:
            offer = await store.links.offer(member.id, code, now + CODE_FOR, now)
            await store.audit.add(now, f"staff:{member.id}", "link_code_made", f"staff_link:{offer}")
        return NewCode(f"{code[:4]}-{code[4:]}", now + CODE_FOR)

    async def links(self, member: Member) -> tuple[ShownLink, ...]:
        async with self._database.reading() as store:
            rows = await store.links.of(member.id)
        return tuple(ShownLink(row.id, row.channel, row.linked_at) for row in rows)

    async def unlink(self, member: Member, link_id: int, now: datetime) -> bool:
        """Ends a link of this member's own and tells the chat; False when there is none of this id."""
        async with self._database.transaction() as store:
            return await self._end(store, link_id, member.id, f"staff:{member.id}", now)

    async def end_all(self, store: Store, staff_id: int, actor: str, now: datetime) -> None:
        """Every link and every open code of an account, in the caller's transaction; the chats are told."""
        await store.links.take_back(staff_id)
        for link in sorted(await store.links.of(staff_id), key=lambda link: link.conversation_id):
            await self._end(store, link.id, staff_id, actor, now)

    async def _end(self, store: Store, link_id: int, staff_id: int, actor: str, now: datetime) -> bool:
        ended = await store.links.remove(link_id, staff_id)
        if ended is None:
            return False
        chat = await store.conversations.lock(ended.conversation_id)
        if chat is not None and chat.is_reachable:
            told = Reply(self._knowledge().phrase("link_ended"))
            await self._door.post(store, chat, (told,), now, lane=Lane.NOTICE)
        await store.audit.add(now, actor, "chat_unlinked", f"conversation:{ended.conversation_id}")
        return True
