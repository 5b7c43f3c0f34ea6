"""Staff at the inbox of a house, people who write to it, and what goes on the wire."""

from dataclasses import dataclass, field

from bot.app import House
from handlers.channels import Delivered
from handlers.inbox.model import Done, Refusal
from handlers.inbox.room import InboxRoom
from handlers.messages import REPLY, Reply
from storage.states import Author, Lane, Promise, Role
from storage.tables import audit_event, conversation
from tests.support.applications import a_member
from tests.support.factories import PAGE, WEB
from tests.support.houses import Person, work_all
from tests.support.rows import row, rows


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    name: str
    role: Role = Role.OFFICER


@dataclass(frozen=True, slots=True)
class Office:
    """The inbox and everything around it; people write on the web page unless told otherwise."""

    house: House
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def room(self) -> InboxRoom:
        return self.house.inbox

    async def member(self, name: str = "Lan", role: Role = Role.OFFICER) -> Member:
        return Member(await a_member(self.house.database, self.house.clock.now(), role, name), name, role)

    async def writes(
        self, text: str = "gặp cán bộ", chat_key: str = "an", channel: str = WEB, bot_id: str = PAGE
    ) -> int:
        """Somebody writes and is answered as far as the bot answers; the conversation."""
        person = self.people.setdefault(chat_key, Person(self.house, chat_key, channel, bot_id))
        await person.says(text)
        await work_all(self.house)
        where = person.address
        async with self.house.database.reading() as store:
            found = await store.conversations.find(where.channel, where.bot_id, where.chat_key)
        assert found is not None
        return found

    async def takes(self, member: Member, talk: int, instead_of: int | None = None) -> Done | Refusal:
        return await self.room.acting.take(member, talk, self.house.clock.now(), instead_of)

    async def answers(self, member: Member, talk: int, text: str, seen: int = 0) -> Done | Refusal:
        return await self.room.acting.answer(member, talk, text, seen, self.house.clock.now())

    async def gives(self, member: Member, talk: int, instead_of: int | None = None) -> Done | Refusal:
        return await self.room.acting.give(member, talk, self.house.clock.now(), instead_of)

    async def bot_says(
        self, talk: int, text: str, lane: Lane = Lane.REPLY, author: Author = Author.BOT
    ) -> None:
        """Something that stands in the outbox, with its line in the transcript."""
        now, body = self.house.clock.now(), REPLY.dump_json(Reply(text)).decode()
        async with self.house.database.transaction() as store:
            chat = await store.conversations.lock(talk)
            assert chat is not None
            where = (chat.id, chat.channel, chat.bot_id, chat.chat_key)
            added = await store.deliveries.add(
                *where, lane, Promise.AT_LEAST_ONCE, body, None, 0, now, author=author
            )
            await store.messages.add(chat.id, author, body, now, delivery_id=added)

    async def sends(self, channel: str = WEB, bot_id: str = PAGE) -> list[str]:
        """Everything due goes on the wire and arrives, lane by lane and in order; what went."""
        outbox, now, went = self.house.outbox, self.house.clock.now(), list[str]()
        while parcels := await outbox.claim(channel, bot_id, "me", now, 50):
            started = await outbox.start(parcels, "me", now)
            await outbox.record([(parcel, Delivered()) for parcel in started], "me", now)
            went += [parcel.reply.text for parcel in started]
        return went

    async def said(self, author: str, chat_key: str = "an") -> list[str]:
        """What one side said, as the transcript has it."""
        lines = await self.people[chat_key].transcript()
        return [line.reply.text for line in lines if line.author == author]

    def holding(self, talk: int) -> tuple[str, int | None]:
        found = row(self.house.database, conversation, talk)
        return found.holder.value, found.held_by

    def waits(self, talk: int) -> bool:
        return row(self.house.database, conversation, talk).waits_since is not None

    def traces(self, *actions: str) -> list[tuple[str, str, str]]:
        """Who did what to what, of these actions."""
        events = rows(self.house.database, audit_event)
        return [(each.actor, each.action, each.subject) for each in events if each.action in actions]
