"""A broadcast sent to whoever composes it, before it goes to anybody else."""

from collections.abc import Callable
from datetime import datetime

from handlers.broadcasts.content import news_reply
from handlers.broadcasts.model import Refused, Why
from handlers.broadcasts.rights import MAY_COMPOSE
from handlers.messages import Reply
from handlers.outbox import Door
from handlers.review.model import Staff
from knowledge.base import KnowledgeBase
from storage.states import Lane
from storage.store import Store


class Trying:
    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door) -> None:
        self._knowledge = knowledge
        self._door = door

    async def send(self, store: Store, member: Staff, broadcast_id: int, now: datetime) -> int | Refused:
        """To every chat of theirs, marked as a trial; to how many."""
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        row = await store.broadcasts.get(broadcast_id)
        if row is None:
            return Refused(Why.GONE)
        knowledge = self._knowledge()
        names = await store.broadcasts.file_names([row.id])
        replies = (Reply(knowledge.phrase("news_trial")), news_reply(row, knowledge, names.get(row.id)))
        sent = 0
        links = await store.links.of(member.id)
        for link in sorted(links, key=lambda each: each.conversation_id):  # as everybody locks several
            chat = await store.conversations.lock(link.conversation_id)
            if chat is not None and chat.is_reachable:
                await self._door.post(store, chat, replies, now, lane=Lane.NOTICE)
                sent += 1
        if not sent:
            return Refused(Why.NO_CHAT)
        await store.audit.add(now, f"staff:{member.id}", "broadcast_tried", f"broadcast:{row.id}", chats=sent)
        return sent
