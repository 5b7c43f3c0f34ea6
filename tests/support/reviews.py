"""An office that reviews applications: members of staff who act, and people whose chats may be read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from handlers.channels import Abilities, Attached
from handlers.messages import Address, Reply
from handlers.outbox import Door
from handlers.review.model import ActionInput, Done, Refusal
from handlers.review.room import ReviewRoom, review_room
from handlers.transcript import Transcript
from knowledge.base import KnowledgeBase
from storage.blobs import Blobs
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import Role
from tests.support.applications import a_member, the_application
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation
from tests.support.talks import ZONE

TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    name: str
    role: Role


async def no_paper(row: ApplicationRow, name: str) -> Attached | None:
    return Attached(name, "application/octet-stream", b"paper")


def a_room(database: Database, knowledge: KnowledgeBase, folder: Path) -> ReviewRoom:
    blobs = Blobs(folder / "files")
    return review_room(database, lambda: knowledge, a_door(), ZONE, blobs, no_paper, "https://kc.example")


def a_door() -> Door:
    abilities = {WEB: Abilities(4000), TELEGRAM: Abilities(4000, is_abroad=True)}
    return Door(abilities, "Nhắn số:", "Hoặc nhắn:")


class Office:
    """Acts through the desk, as the console does."""

    def __init__(self, database: Database, room: ReviewRoom, clock: HandClock) -> None:
        self.database = database
        self.room = room
        self.clock = clock

    async def member(self, role: Role = Role.OFFICER, name: str = "", areas: tuple[str, ...] = ()) -> Member:
        added = await a_member(self.database, self.clock.now(), role, name, areas)
        async with self.database.reading() as store:
            names = await store.lists.staff_names([added])
        return Member(added, names[added], role)

    async def tries(
        self, member: Member, row: ApplicationRow, action: str, seen: int | None = None, **given: object
    ) -> Done | Refusal:
        """What comes of it, done or not."""
        wanted = ActionInput(**given)  # type: ignore[arg-type]
        return await self.room.desk.act(member, row.code, action, wanted, seen, self.clock.now())

    async def does(self, member: Member, row: ApplicationRow, action: str, **given: object) -> Done:
        done = await self.tries(member, row, action, **given)
        assert isinstance(done, Done), done
        return done

    async def refused(
        self, member: Member, row: ApplicationRow, action: str, seen: int | None = None, **given: object
    ) -> Refusal:
        refusal = await self.tries(member, row, action, seen, **given)
        assert isinstance(refusal, Refusal), refusal
        return refusal

    async def now(self, row: ApplicationRow) -> ApplicationRow:
        return await the_application(self.database, row.code)

    async def told(self, chat_key: str = "an", channel: str = WEB) -> list[Reply]:
        """What the bot has said in a chat."""
        lines = await Transcript(self.database).after(Address(channel, PAGE, chat_key), 0)
        return [line.reply for line in lines if line.author == "bot"]


async def a_linked_chat(
    database: Database, now: datetime, staff_id: int, chat_key: str, channel: str = TELEGRAM
) -> int:
    """The chat belongs to the member of staff, as after the right code; its conversation."""
    conversation = await a_conversation(database, now, chat_key, channel)
    async with database.transaction() as store:
        await store.links.offer(staff_id, chat_key, now + timedelta(minutes=10), now)
        offer = await store.links.find(chat_key, now)
        assert offer is not None
        await store.links.take(offer, conversation, now)
    return conversation
