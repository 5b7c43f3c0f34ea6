"""What staff do with a conversation: take it, answer, note something for each other, give it back.

Each holds the conversation first and looks then, so of two who do something at once the second sees the first.
"""

from collections.abc import Callable
from datetime import datetime

from handlers.handover import give_back, take
from handlers.inbox.model import LONGEST_NOTE, Author, Done, Holder, Price, Refusal, Why
from handlers.inbox.windows import Windows
from handlers.messages import REPLY, Reply
from handlers.outbox import Door
from handlers.review.model import Staff
from handlers.review.rights import READ_PEOPLE
from handlers.text import MAX_QUESTION, clean, utf16_units
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.states import TaskKind
from storage.store import Store

_IN_THE_TOOL = 0  # stands for whoever answers in the platform's own tool
_REPEATS_LOOKED_AT = 20
_PRICES = {Price.SHUT: Why.SHUT, Price.UNPAID: Why.UNPAID}


class Acting:
    """`ring` wakes the senders."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], KnowledgeBase],
        door: Door,
        windows: Windows,
        ring: Callable[[], None],
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._door = door
        self._windows = windows
        self._ring = ring

    async def take(
        self, member: Staff, conversation_id: int, now: datetime, instead_of: int | None = None
    ) -> Done | Refusal:
        """The bot is silent from now on. From somebody who holds it only when that one is named."""
        async with self._database.transaction() as store:
            chat = await _allowed(store, member, conversation_id)
            if isinstance(chat, Refusal):
                return chat
            if chat.held_by == member.id:
                return Done()
            if _is_others(chat, member) and instead_of != (chat.held_by or _IN_THE_TOOL):
                return await _held(store, chat)
            unsent = await take(store, chat, now, member.id)
            actor = f"staff:{member.id}"
            if chat.holder is Holder.STAFF:
                await store.tasks.close_all(TaskKind.TAKEN_OVER, actor, now, chat.id)
            await store.audit.add(
                now, actor, "conversation_taken", _named(chat), unsent=unsent, instead_of=chat.held_by or 0
            )
        return Done(unsent)

    async def give(
        self, member: Staff, conversation_id: int, now: datetime, instead_of: int | None = None
    ) -> Done | Refusal:
        """The bot answers again; of somebody who only waited: staff are done with it."""
        billed_left = await self._billed_left(conversation_id, now)
        async with self._database.transaction() as store:
            chat = await _allowed(store, member, conversation_id)
            if isinstance(chat, Refusal):
                return chat
            if chat.desk_at is None and chat.holder is Holder.BOT:
                return Done()
            is_others = chat.held_by not in (None, member.id)
            if is_others and instead_of != chat.held_by:
                return await _held(store, chat)
            is_told = await self._is_told(store, chat, billed_left, now)
            actor = f"staff:{member.id}"
            await give_back(store, chat, now, actor)
            if is_told:
                told = Reply(self._knowledge().phrase("given_back"))
                await self._door.post(store, chat, (told,), now)
            await store.audit.add(now, actor, "conversation_given_back", _named(chat), told=int(is_told))
        self._ring()
        return Done()

    async def answer(
        self, member: Staff, conversation_id: int, text: str, seen_id: int, now: datetime
    ) -> Done | Refusal:
        """Through the one door, as a person; the same text after the line that was seen is the same answer."""
        billed_left = await self._billed_left(conversation_id, now)
        said = clean(text)
        async with self._database.transaction() as store:
            chat = await _allowed(store, member, conversation_id)
            if isinstance(chat, Refusal):
                return chat
            if chat.held_by != member.id:
                return await _held(store, chat) if _is_others(chat, member) else Refusal(Why.NOT_HELD)
            why = self._why_not(chat, text, said, billed_left, now)
            if why is not None:
                return Refusal(why, most=self._longest(chat))
            if await _is_repeat(store, chat, said, seen_id):
                return Done()
            await self._door.post(store, chat, (Reply(said),), now, author=Author.STAFF)
            await store.inbox.answered(chat.id, now)
            actor = f"staff:{member.id}"
            await store.tasks.close_all(TaskKind.ANSWER_WAITING, actor, now, chat.id)
            await store.audit.add(now, actor, "conversation_answered", _named(chat))
        self._ring()
        return Done()

    async def note(self, member: Staff, conversation_id: int, text: str, now: datetime) -> Done | Refusal:
        """For staff alone, on a conversation that they have to do with."""
        said = clean(text)
        async with self._database.transaction() as store:
            chat = await _allowed(store, member, conversation_id)
            if isinstance(chat, Refusal):
                return chat
            if not said:
                return Refusal(Why.EMPTY)
            if _is_cut(text) or len(said) > LONGEST_NOTE:
                return Refusal(Why.TOO_LONG, most=LONGEST_NOTE)
            if chat.desk_at is None:
                return Refusal(Why.NOT_HELD)
            await store.notes.add(chat.id, member.id, said, now)
            await store.audit.add(now, f"staff:{member.id}", "conversation_noted", _named(chat))
        return Done()

    async def _billed_left(self, conversation_id: int, now: datetime) -> int:
        async with self._database.reading() as store:
            chat = await store.conversations.get(conversation_id)
        return await self._windows.billed_left(chat.channel, now) if chat is not None else 0

    async def _is_told(self, store: Store, chat: ConversationRow, billed_left: int, now: datetime) -> bool:
        """Only somebody who has heard a person must know that the machine is back; never for money."""
        if chat.held_at is None or not chat.is_reachable:
            return False
        window = self._windows.left(chat.channel, chat.last_inbound_at, billed_left, now)
        is_free = window is None or window.price is Price.FREE
        return is_free and await store.messages.said_since(chat.id, Author.STAFF, chat.held_at)

    def _why_not(
        self, chat: ConversationRow, text: str, said: str, billed_left: int, now: datetime
    ) -> Why | None:
        if not said:
            return Why.EMPTY
        if _is_cut(text) or utf16_units(said) > self._longest(chat):
            return Why.TOO_LONG
        if not chat.is_reachable:
            return Why.UNREACHABLE
        window = self._windows.left(chat.channel, chat.last_inbound_at, billed_left, now)
        return _PRICES.get(window.price) if window is not None else None

    def _longest(self, chat: ConversationRow) -> int:
        return self._door.longest_of_staff(chat.channel)


async def _allowed(store: Store, member: Staff, conversation_id: int) -> ConversationRow | Refusal:
    """The conversation, held until the transaction ends."""
    if member.role not in READ_PEOPLE:
        return Refusal(Why.ROLE)
    chat = await store.conversations.lock(conversation_id)
    return chat if chat is not None else Refusal(Why.NOT_FOUND)


def _is_cut(text: str) -> bool:
    """True of a text whose end may be lost when it is cleaned."""
    return len(text.replace("\r\n", "\n").strip()) > MAX_QUESTION


def _is_others(chat: ConversationRow, member: Staff) -> bool:
    return chat.holder is Holder.STAFF and chat.held_by != member.id


async def _held(store: Store, chat: ConversationRow) -> Refusal:
    held_by = chat.held_by or _IN_THE_TOOL
    names = await store.lists.staff_names([held_by])
    return Refusal(Why.HELD, names.get(held_by, ""), held_by)


async def _is_repeat(store: Store, chat: ConversationRow, said: str, seen_id: int) -> bool:
    """A form that was sent twice, by an impatient finger or a bad line."""
    rows = await store.messages.newest(chat.id, seen_id, _REPEATS_LOOKED_AT)
    return any(row.author is Author.STAFF and REPLY.validate_json(row.body).text == said for row in rows)


def _named(chat: ConversationRow) -> str:
    return f"conversation:{chat.id}"
