"""Two chats become one person's: by a code that is shown in one and typed in the other, and a yes there."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from handlers.deeds import Doer, Doing
from handlers.joining.telling import channel_name, tell
from handlers.joining.words import NO, YES, new_code, shown
from handlers.messages import Button, Reply
from handlers.outbox import Door
from handlers.review.linking import read_code
from knowledge.base import KnowledgeBase
from storage.repositories.joins import JoinOffer
from storage.states import TryKind

CODE_FOR = timedelta(minutes=10)
MOST_TRIES, WITHIN = 5, timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OfferJoin:
    """Somebody wants a code to type in another chat of theirs."""


@dataclass(frozen=True, slots=True)
class TypeCode:
    """Somebody types a code that another chat was shown."""

    typed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AcceptJoin:
    """The yes to what was asked after the right code."""


@dataclass(frozen=True, slots=True)
class RefuseJoin:
    """The no to it."""


class Joining:
    """Wrong, old, used and own codes get the same answer. Names and telephones prove nothing and join nobody."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door) -> None:
        self._knowledge = knowledge
        self._door = door

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {
            OfferJoin: self.offer,
            TypeCode: self.ask,
            AcceptJoin: self.accept,
            RefuseJoin: self.refuse,
        }

    async def offer(self, doing: Doing, _: OfferJoin) -> tuple[Reply, ...]:
        """Shows a code for the next ten minutes; nothing but its keyed hash is stored with it."""
        store, now = doing.store, doing.now
        if await store.joins.is_leaving(doing.contact_id):
            return self._say("join_leaving")
        code = new_code()
        await store.joins.offer(doing.conversation.id, code, now + CODE_FOR, now)
        await store.audit.add(now, doing.actor, "join_code_made", f"conversation:{doing.conversation.id}")
        return self._say("join_code", code=shown(code))

    async def ask(self, doing: Doing, wanted: TypeCode) -> tuple[Reply, ...]:
        """Asks the chat in which the right code was typed before anything is handed over."""
        store, here = doing.store, doing.conversation
        if not await store.tries.take(here.id, TryKind.JOIN, doing.now, WITHIN, MOST_TRIES):
            return self._say("join_too_many")
        code = read_code(wanted.typed)
        offer = await store.joins.find(code, here.id, doing.now) if code is not None else None
        if offer is None or not await store.joins.typed(offer, here.id):
            return await self._refused(doing)
        other = await store.conversations.get(offer.conversation_id)
        if other is None:
            return await self._refused(doing)
        if other.contact_id == doing.contact_id:
            await store.joins.use(offer, here.id)
            return self._say("join_already")
        if await store.joins.is_leaving(doing.contact_id, other.contact_id):
            return self._say("join_leaving")
        knowledge = self._knowledge()
        lines = [knowledge.phrase("join_ask", channel=channel_name(other.channel, knowledge))]
        if abroad := [each for each in (other.channel, here.channel) if self._door.is_abroad(each)]:
            lines.append(knowledge.phrase("join_abroad", channel=channel_name(abroad[0], knowledge)))
        yes, no = (
            Button(knowledge.phrase("join_yes_label"), YES),
            Button(knowledge.phrase("join_no_label"), NO),
        )
        return (Reply("\n".join(lines), (yes, no)),)

    async def accept(self, doing: Doing, _: AcceptJoin) -> tuple[Reply, ...]:
        """Joins the two people behind both chats, ends the code, and tells every other chat of theirs."""
        store, here = doing.store, doing.conversation
        offer = await store.joins.asked(here.id, doing.now)
        if offer is None:
            return await self._refused(doing)
        owners = await store.joins.lock(here.id, offer.conversation_id)
        if offer.conversation_id not in owners or not await store.joins.use(offer, here.id):
            return await self._refused(doing)
        gone, into = owners[here.id], owners[offer.conversation_id]
        if gone == into:
            return self._say("join_already")
        if await store.joins.is_leaving(gone, into):
            return self._say("join_leaving")
        return await self._join(doing, offer, gone, into, owners)

    async def refuse(self, doing: Doing, _: RefuseJoin) -> tuple[Reply, ...]:
        """The code is spent on the no."""
        offer = await doing.store.joins.asked(doing.conversation.id, doing.now)
        if offer is not None:
            await doing.store.joins.use(offer, doing.conversation.id)
        return self._say("join_left")

    async def _join(
        self, doing: Doing, offer: JoinOffer, gone: int, into: int, owners: Mapping[int, int]
    ) -> tuple[Reply, ...]:
        store, here, knowledge = doing.store, doing.conversation, self._knowledge()
        there = await store.conversations.get(offer.conversation_id)
        moved = await store.joins.merge(gone, into, doing.now)
        told = knowledge.phrase("join_told", channel=channel_name(here.channel, knowledge))
        await tell(store, self._door, owners.keys() - {here.id}, told, doing.now)
        subject = f"conversation:{here.id}"
        await store.audit.add(
            doing.now,
            f"contact:{into}",
            "chats_joined",
            subject,
            was=gone,
            shown_in=offer.conversation_id,
            **asdict(moved),
        )
        channel = channel_name(there.channel if there is not None else "", knowledge)
        return self._say("join_done", channel=channel)

    async def _refused(self, doing: Doing) -> tuple[Reply, ...]:
        await doing.store.audit.add(
            doing.now, doing.actor, "join_failed", f"conversation:{doing.conversation.id}"
        )
        return self._say("join_refused")

    def _say(self, phrase: str, **values: object) -> tuple[Reply, ...]:
        return (Reply(self._knowledge().phrase(phrase, **values)),)
