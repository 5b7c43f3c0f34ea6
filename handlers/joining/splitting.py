"""Joined chats part again: some leave with nothing, the others keep everything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.deeds import Doer, Doing
from handlers.joining.telling import channel_name, channel_names, tell
from handlers.joining.words import KEEP, LEAVE, STAY
from handlers.messages import Button, Reply
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.repositories.joins import ChatRow


@dataclass(frozen=True, slots=True)
class AskSplit:
    """Somebody wants joined chats apart, and is asked once more."""


@dataclass(frozen=True, slots=True)
class SplitChat:
    """This chat leaves; or all the others do, when somebody has joined who should not have."""

    is_here_leaving: bool


class Splitting:
    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door) -> None:
        self._knowledge = knowledge
        self._door = door

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {AskSplit: self.ask, SplitChat: self.split}

    async def ask(self, doing: Doing, _: AskSplit) -> tuple[Reply, ...]:
        knowledge = self._knowledge()
        say = knowledge.phrase
        others = await self._others(doing, doing.contact_id)
        if not others:
            return (Reply(say("split_none")),)
        text = say("split_ask", channels=channel_names([chat.channel for chat in others], knowledge))
        buttons = (
            Button(say("split_leave_label"), LEAVE),
            Button(say("split_keep_label"), KEEP),
            Button(say("split_stay_label"), STAY),
        )
        return (Reply(text, buttons),)

    async def split(self, doing: Doing, wanted: SplitChat) -> tuple[Reply, ...]:
        """Applications, consents and everything else stay with those who stay; notices go to who wrote last."""
        store, here, knowledge = doing.store, doing.conversation, self._knowledge()
        contact_id = (await store.joins.lock(here.id))[here.id]
        others = await self._others(doing, contact_id)
        if not others:
            return (Reply(knowledge.phrase("split_none")),)
        if await store.joins.is_leaving(contact_id):
            return (Reply(knowledge.phrase("join_leaving")),)
        own = ChatRow(here.id, here.channel)
        leaving, staying = ([own], others) if wanted.is_here_leaving else (others, [own])
        ids = [chat.conversation_id for chat in leaving]
        fresh = await store.joins.part(contact_id, ids, staying[0].conversation_id, doing.now)
        for conversation_id, new_id in fresh.items():
            subject = f"conversation:{conversation_id}"
            await store.audit.add(doing.now, f"contact:{contact_id}", "chat_parted", subject, now=new_id)
        return await (self._left(doing, others) if wanted.is_here_leaving else self._kept(doing, others))

    async def _left(self, doing: Doing, others: list[ChatRow]) -> tuple[Reply, ...]:
        knowledge = self._knowledge()
        target = others[0]
        told = knowledge.phrase("split_told", channel=channel_name(doing.conversation.channel, knowledge))
        with_notices = f"{told} {knowledge.phrase('split_notices')}"
        ids = {chat.conversation_id for chat in others}
        await tell(doing.store, self._door, ids - {target.conversation_id}, told, doing.now)
        await tell(doing.store, self._door, {target.conversation_id}, with_notices, doing.now)
        names = channel_names([chat.channel for chat in others], knowledge)
        return (Reply(knowledge.phrase("split_left", channels=names)),)

    async def _kept(self, doing: Doing, others: list[ChatRow]) -> tuple[Reply, ...]:
        knowledge = self._knowledge()
        name = channel_name(doing.conversation.channel, knowledge)
        told = knowledge.phrase("split_out", channel=name)
        await tell(doing.store, self._door, {chat.conversation_id for chat in others}, told, doing.now)
        names = channel_names([chat.channel for chat in others], knowledge)
        return (
            Reply(f"{knowledge.phrase('split_kept', channels=names)} {knowledge.phrase('split_notices')}"),
        )

    async def _others(self, doing: Doing, contact_id: int) -> list[ChatRow]:
        chats = await doing.store.joins.chats(contact_id)
        return [chat for chat in chats if chat.conversation_id != doing.conversation.id]
