"""A chat becomes a member of staff's by a code that only they were shown; every wrong one gets the same answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.repositories.links import LinkRow
from storage.states import Lane, TryKind

MOST_TRIES, WITHIN = 5, timedelta(minutes=15)
_PRIVATE = frozenset({"telegram", "zalo", "zalo_oa", "zalo_bot"})  # a web visitor is only a cookie
_CODE = re.compile(r"[A-Z2-7]{8}")
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B", "-": None, " ": None})


@dataclass(frozen=True, slots=True)
class LinkChat:
    """Somebody says that this chat is theirs, and gives the code."""

    typed: str = field(repr=False)


class ChatLinking:
    """`knowledge` gives the words of the moment."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door) -> None:
        self._knowledge = knowledge
        self._door = door

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {LinkChat: self.link}

    async def link(self, doing: Doing, wanted: LinkChat) -> tuple[Reply, ...]:
        """Links the chat, tells it and every other chat of the same person; five tries a quarter of an hour."""
        say, store, here = self._knowledge().phrase, doing.store, doing.conversation
        if here.channel not in _PRIVATE:
            return (Reply(say("link_refused")),)
        if not await store.tries.take(here.id, TryKind.LINK, doing.now, WITHIN, MOST_TRIES):
            return (Reply(say("link_too_many")),)
        code = read_code(wanted.typed)
        offer = await store.links.find(code, doing.now) if code is not None else None
        if offer is None:
            await store.audit.add(doing.now, doing.actor, "link_failed", f"conversation:{here.id}")
            return (Reply(say("link_refused")),)
        ended = await store.links.take(offer, here.id, doing.now)
        theirs = await store.links.of(offer.staff_id)
        await self._tell(doing, [link for link in ended if link.conversation_id != here.id], "link_moved")
        await self._tell(doing, [link for link in theirs if link.conversation_id != here.id], "link_added")
        actor = f"staff:{offer.staff_id}"
        await store.audit.add(doing.now, actor, "chat_linked", f"conversation:{here.id}", ended=len(ended))
        member = await store.links.staff_of(here.id)
        return (Reply(say("link_done", name=member.name if member is not None else "")),)

    async def _tell(self, doing: Doing, links: list[LinkRow], phrase: str) -> None:
        """In the order of their ids, as everybody locks several."""
        for link in sorted(links, key=lambda each: each.conversation_id):
            other = await doing.store.conversations.lock(link.conversation_id)
            if other is not None and other.is_reachable:
                told = Reply(self._knowledge().phrase(phrase))
                await self._door.post(doing.store, other, (told,), doing.now, lane=Lane.NOTICE)


def read_code(typed: str) -> str | None:
    """The code in what was typed: small letters, gaps and 0 for O do not matter."""
    plain = typed.strip().upper().translate(_MISREAD)
    return plain if _CODE.fullmatch(plain) else None
