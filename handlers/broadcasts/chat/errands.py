"""What takes seconds is done beside the turn that asked for it, and said in the chat when it is ready."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.messages import STATE, DialogueState, Reply
from handlers.outbox import Door, last_asked
from handlers.review.telling import post_notice
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.states import Lane
from storage.store import Store

log = logging.getLogger(__name__)

_AT_ONCE = 2
_MOST = 50  # chats that wait
_LONGEST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Found:
    """What an errand has to say. `expects` holds only if nothing was said in the chat meanwhile."""

    replies: tuple[Reply, ...]
    expects: str = ""
    or_else: Reply | None = None  # in place of the last reply, when something was said meanwhile


Work = Callable[[], Awaitable[Found]]


class Errands:
    """One for each chat: the newer takes the place of the older. `ring` wakes the senders."""

    def __init__(
        self, database: Database, door: Door, ring: Callable[[], None], apology: Callable[[], Reply]
    ) -> None:
        self._database = database
        self._door = door
        self._ring = ring
        self._apology = apology
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._under_way: dict[int, asyncio.Task[None]] = {}

    def begin(self, conversation_id: int, asked_at: datetime, work: Work) -> bool:
        """False when so many wait that this one would wait too long. `asked_at` is the moment of the turn."""
        before = self._under_way.get(conversation_id)
        if before is None and len(self._under_way) >= _MOST:
            return False
        if before is not None:
            before.cancel()
        task = asyncio.create_task(self._run(conversation_id, asked_at, work))
        self._under_way[conversation_id] = task
        task.add_done_callback(lambda ended: self._ended(conversation_id, ended))
        return True

    async def settled(self) -> None:
        """Returns when nothing is under way."""
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def aclose(self) -> None:
        """What is under way is given up; whoever waits for it asks again."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, conversation_id: int, task: asyncio.Task[None]) -> None:
        if self._under_way.get(conversation_id) is task:
            del self._under_way[conversation_id]

    async def _run(self, conversation_id: int, asked_at: datetime, work: Work) -> None:
        try:
            try:
                async with self._at_once, asyncio.timeout(_LONGEST_SECONDS):
                    found = await work()
            except Exception:  # it may be too slow, or the database away: whoever waits is told
                log.exception("errand_failed", extra={"conversation": conversation_id})
                found = Found((self._apology(),))
            async with self._database.transaction() as store:
                await self._say(store, conversation_id, asked_at, found)
            self._ring()
        except Exception:  # nobody hears it, and nothing was changed
            log.exception("errand_not_told", extra={"conversation": conversation_id})

    async def _say(self, store: Store, conversation_id: int, asked_at: datetime, found: Found) -> None:
        """Waits for the turn that asked, if it has not ended yet."""
        chat = await store.conversations.lock(conversation_id)
        if chat is None or not chat.is_reachable or await store.links.staff_of(chat.id) is None:
            return
        if chat.last_inbound_at == asked_at:
            await self._answer(store, chat, found, asked_at)
            return
        *before, last = found.replies
        await self._door.post(store, chat, tuple(before), asked_at)
        await post_notice(store, self._door, chat, found.or_else or last, asked_at)

    async def _answer(self, store: Store, chat: ConversationRow, found: Found, now: datetime) -> None:
        """As if the turn had said it."""
        await self._door.post(store, chat, found.replies, now, lane=Lane.REPLY)
        asked, memory = last_asked(found.replies), STATE.validate_json(chat.state).memory
        state = DialogueState(asked.buttons, None, memory, asked.takes_numbers, found.expects)
        await store.conversations.save(chat.id, STATE.dump_json(state).decode(), now)
