"""People who ask for their rights: the real skills, deeds and tables, without a channel."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from handlers import consents
from handlers.attachments.fetching import Fetching
from handlers.broadcasts import segments
from handlers.broadcasts.typed import TypedLabels
from handlers.casework import deeds as casework
from handlers.channels import Abilities
from handlers.deeds import Deeds
from handlers.dialogue.erase_data import EraseData
from handlers.dialogue.own_data import OwnData
from handlers.dialogue.privacy_notice import PrivacyNotice
from handlers.dialogue.stop_news import StopNews
from handlers.dialogue.withdraw_consent import WithdrawConsent
from handlers.dialogue.write_request import TakeRequest
from handlers.dispatcher import Dispatcher
from handlers.intake import Intake
from handlers.messages import STATE, Address, Line, Memory, Reply, UpdateKind
from handlers.outbox import Door
from handlers.rights.doers import DOERS
from handlers.rights.exporting import Exports
from handlers.rights.words import SLASH, Job, job_of
from handlers.transcript import Transcript
from handlers.turns import Response, Skill, Turn
from knowledge.base import KnowledgeBase
from storage.blobs import Blobs
from storage.database import Database
from storage.repositories.attachments import NewFile
from storage.repositories.consents import ConsentRow
from storage.states import Purpose
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, an_update
from tests.support.outboxes import no_words
from tests.support.talks import ZONE

ABROAD, PAPERS = "abroad", "papers"  # a foreign platform, and one on which nothing but papers reaches people
PUBLIC_URL = "https://khuyencong.example.vn"


class _Nothing:
    """The rest of the house: it hears everything else, and may be told what to remember."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.memory: Memory | None = None

    async def __call__(self, turn: Turn) -> Response:
        self.heard.append(turn.text)
        return Response((Reply("nghe rồi"),), memory=self.memory)


class Book:
    """A library whose roads are those of the rights; whatever is none of theirs goes to `rest`."""

    def __init__(self, knowledge: KnowledgeBase, public_url: str) -> None:
        self.knowledge = knowledge
        self.routes = self
        self.rest = _Nothing()
        self._skills: dict[Job, Skill] = {
            Job.PAGE: PrivacyNotice(knowledge, ZONE),
            Job.DATA: OwnData(knowledge, ZONE, public_url),
            Job.WRITE: TakeRequest(knowledge, ZONE),
            Job.WITHDRAW: WithdrawConsent(knowledge, ZONE),
            Job.ERASE: EraseData(knowledge, ZONE),
            Job.NEWS: StopNews(knowledge, ZONE),
        }

    def beside_staff(self, _turn: Turn) -> Skill | None:
        return None

    def choose(self, turn: Turn) -> Skill:
        slash = turn.text.startswith("/")
        said = SLASH.get(turn.text[1:]) if slash else self.knowledge.command(turn.text)
        job = job_of(turn, said, self.knowledge)
        return self.rest if job is None else self._skills[job]


class RightsHouse:
    """One installation, its files in `folder`."""

    def __init__(
        self,
        database: Database,
        clock: HandClock,
        knowledge: KnowledgeBase,
        folder: Path,
        public_url: str = PUBLIC_URL,
    ) -> None:
        self.database = database
        self.clock = clock
        self.blobs = Blobs(folder)
        self.book = Book(knowledge, public_url)
        abilities = {
            WEB: Abilities(4000),
            ABROAD: Abilities(4000, is_abroad=True),
            PAPERS: Abilities(4000, file_kinds=frozenset({".docx"})),
        }
        self.door = Door(abilities, "Nhắn số:", "Hoặc nhắn:")
        nowhere: Any = None  # no channel brings files here
        fetching = Fetching(database, nowhere, {}, lambda: None)
        deeds = Deeds(casework.DOERS, consents.DOERS, segments.DOERS, DOERS)
        book: Any = self.book
        labels = TypedLabels(no_words)
        self.dispatcher = Dispatcher(database, book, self.door, deeds, self._spend, fetching, labels)
        self.exports = Exports(database, self.blobs, lambda: knowledge, ZONE, clock.now)
        self.intake = Intake(database, lambda: None)
        self._transcript = Transcript(database)

    async def _spend(self, blobs: list[str]) -> None:
        for blob in blobs:
            await self.blobs.delete(blob)

    async def hears(
        self, text: str = "", payload: str = "", chat_key: str = "an", channel: str = WEB
    ) -> list[Reply]:
        """What is answered to one message."""
        before = len(await self.lines(chat_key, channel))
        kind = UpdateKind.BUTTON if payload else UpdateKind.TEXT
        await self.intake.accept(an_update(text, chat_key, kind, payload, channel=channel), self.clock.now())
        self.clock.pass_seconds(1)
        for identity in await self.dispatcher.due(self.clock.now(), 100):
            await self.dispatcher.work(identity, self.clock.now())
        lines = await self.lines(chat_key, channel)
        new = lines if len(lines) < before else lines[before:]  # a deletion leaves the last words only
        return [line.reply for line in new if line.author == "bot"]

    async def lines(self, chat_key: str = "an", channel: str = WEB) -> list[Line]:
        return await self._transcript.after(Address(channel, PAGE, chat_key), 0, limit=1000)

    async def contact(self, chat_key: str = "an", channel: str = WEB) -> int:
        async with self.database.reading() as store:
            here = await store.conversations.find(channel, PAGE, chat_key)
            assert here is not None
            row = await store.conversations.get(here)
        assert row is not None
        return row.contact_id

    async def remembered(self, chat_key: str = "an") -> Memory:
        async with self.database.reading() as store:
            conversation_id = await store.conversations.find(WEB, PAGE, chat_key)
            row = await store.conversations.get(conversation_id or 0)
        assert row is not None
        return STATE.validate_json(row.state).memory

    async def agrees(self, contact_id: int, *purposes: Purpose, **more: Any) -> None:
        async with self.database.transaction() as store:
            for purpose in purposes:
                row = ConsentRow(contact_id, purpose, True, 1, "0" * 64, WEB, None, self.clock.now(), **more)
                await store.consents.add(row)

    async def attaches(self, application_id: int, data: bytes, field: str = "photo") -> str:
        """A file of an application, sealed as intake seals it; its blob."""
        async with self.database.transaction() as store:
            row = await store.applications.get(application_id)
            assert row is not None
            key = await store.applications.key(row)
            stored = await self.blobs.write(_once(data), key.of_files, 50_000_000)
            new = NewFile(row.id, field, stored.id, "jpeg", stored.size, stored.sha256, False)
            await store.files.add(new, self.clock.now())
        return stored.id

    async def consents(self, contact_id: int) -> dict[Purpose, bool]:
        async with self.database.reading() as store:
            return await store.consents.standing(contact_id)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
