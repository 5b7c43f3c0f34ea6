"""The composition root: the one module that opens storage and knowledge and hands them down."""

import asyncio
import logging
import os
import random
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import terminal
from bot.clock import Clock
from bot.loops import Bell
from bot.papers import desk as papers_desk
from bot.papers.desk import DocxPapers
from bot.secret_key import secret_key
from bot.settings import Settings
from bot.telegram import channel as telegram
from bot.telegram import parse
from bot.telegram.fetching import TelegramFetcher
from bot.webchat import channel as webchat
from handlers.applications.requests import RequestPapers
from handlers.attachments.arrivals import Arrivals
from handlers.attachments.examiner import Examiner
from handlers.attachments.fetching import Fetcher, Fetching
from handlers.attachments.keeping import Attachments
from handlers.casework.recheck import Recheck
from handlers.channels import Abilities
from handlers.desk.accounts import StaffDesk
from handlers.desk.changes import Changes
from handlers.desk.passwords import Passwords
from handlers.desk.sessions import Sessions
from handlers.desk.sign_in import SignIn
from handlers.desk.today import Today
from handlers.dispatcher import Dispatcher
from handlers.doers import all_deeds
from handlers.files import Files
from handlers.flood import FloodGuard
from handlers.intake import Intake
from handlers.library import Library
from handlers.messages import FileOf
from handlers.outbox import Door, Outbox
from handlers.retention import forget_old
from handlers.transcript import Transcript
from knowledge.base import KnowledgeBase
from knowledge.errors import KnowledgeError
from knowledge.operator.facts import FILE_NAME
from knowledge.operator.watch import OfficeFile
from storage.blobs import Blobs
from storage.crypto import Vault
from storage.database import Database, NoDatabase, database_url
from storage.filelock import AlreadyRunning, FileLock
from storage.migrate import migrate
from storage.states import Role

log = logging.getLogger(__name__)

__all__ = ["AlreadyRunning", "House", "KnowledgeError", "NoDatabase", "Role", "open_house"]


@dataclass(frozen=True, slots=True)
class House:
    """Everything inside, built and connected; the channels are hung on by the service."""

    settings: Settings
    clock: Clock
    database: Database
    library: Library
    office: OfficeFile
    intake: Intake
    dispatcher: Dispatcher
    outbox: Outbox
    transcript: Transcript
    staff: StaffDesk
    sign_in: SignIn
    sessions: Sessions
    today: Today
    changes: Changes
    recheck: Recheck
    blobs: Blobs
    arrivals: Arrivals
    fetching: Fetching
    files: Files
    new_update: Bell
    owner: str

    @property
    def knowledge(self) -> KnowledgeBase:
        return self.library.knowledge

    def say(self, phrase: str) -> str:
        """A fixed sentence for people."""
        return self.knowledge.phrase(phrase)

    @property
    def entry_count(self) -> int:
        return len(self.knowledge.content.entries)

    async def ping(self) -> None:
        await self.database.ping()

    async def forget_old(self) -> dict[str, int]:
        return await forget_old(self.database, self.clock.now())

    async def recheck_cases(self) -> int:
        """How many kept cases have another outcome than people were told."""
        return await self.recheck.run(self.clock.now())

    async def look_at_office(self) -> None:
        """Takes up what the office has changed in its file; a broken one leaves what was read before in use."""
        try:
            facts = await asyncio.to_thread(self.office.changed)
        except KnowledgeError as error:
            log.error("office_file_refused", extra={"fields": [problem.field for problem in error.problems]})
            return
        if facts is not None:
            self.library.replace(self.knowledge.with_office(facts))
            log.info("office_file_read", extra={"facts": len(facts.filled)})

    def flood_guard(self, burst: int, per_second: float) -> FloodGuard:
        return FloodGuard(burst, per_second, time.monotonic)


@asynccontextmanager
async def open_house(
    settings: Settings, clock: Clock, load_knowledge: Callable[[], KnowledgeBase] = KnowledgeBase.load
) -> AsyncIterator[House]:
    """Opens everything in order and closes it in reverse. Raises AlreadyRunning, KnowledgeError."""
    async with open_database(settings) as database:
        lock = FileLock(Path(f"{database.url.database}.lock")) if database.is_sqlite else None
        try:
            await migrate(database.url)
            knowledge = await asyncio.to_thread(load_knowledge)
            house = _build(settings, clock, database, knowledge)
            await house.look_at_office()
            if lock is not None:  # nobody else can hold a lease now
                await house.outbox.recover(clock.now())
            async with aclosing(house.fetching):
                yield house
        finally:
            if lock is not None:
                lock.release()


def _build(settings: Settings, clock: Clock, database: Database, knowledge: KnowledgeBase) -> House:
    new_update = Bell()
    passwords, sessions = Passwords(), Sessions(database)
    zone = ZoneInfo(settings.timezone)
    library = Library(knowledge, zone, settings.public_url)
    door = Door(_abilities(settings), knowledge.phrase("choose_by_number"), knowledge.phrase("or_say"))
    blobs = Blobs(settings.data_dir / "files")
    arrivals = Arrivals(database, Attachments(blobs, Examiner()), blobs)
    fetching = Fetching(database, arrivals, _fetchers(settings), new_update.ring)
    papers = DocxPapers(settings.data_dir / papers_desk.FOLDER)
    request_papers = RequestPapers(database, lambda: library.knowledge, papers, zone, clock.now)
    deeds = all_deeds(lambda: library.knowledge, door, zone)
    return House(
        settings=settings,
        clock=clock,
        database=database,
        library=library,
        office=office_file(settings),
        intake=Intake(database, new_update.ring),
        dispatcher=Dispatcher(database, library, door, deeds, arrivals.spend, fetching),
        outbox=Outbox(database, random.random),
        transcript=Transcript(database),
        staff=StaffDesk(database, passwords),
        sign_in=SignIn(database, passwords, sessions),
        sessions=sessions,
        today=Today(database, library),
        changes=Changes(database, library, zone),
        recheck=Recheck(database, lambda: library.knowledge, zone),
        blobs=blobs,
        arrivals=arrivals,
        fetching=fetching,
        files=Files(database, {FileOf.REQUEST: request_papers.make}),
        new_update=new_update,
        owner=f"{os.uname().nodename[:30]}:{os.getpid()}:{secrets.token_hex(4)}",
    )


def _fetchers(settings: Settings) -> dict[str, Fetcher]:
    """Of each channel whose messages only name their files."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return {}
    return {parse.NAME: TelegramFetcher(token, settings.telegram_api_url, settings.telegram_proxy)}


def _abilities(settings: Settings) -> dict[str, Abilities]:
    return {
        webchat.NAME: webchat.ABILITIES,
        terminal.NAME: terminal.ABILITIES,
        parse.NAME: telegram.abilities(settings.telegram_rate_per_second),
    }


def office_file(settings: Settings) -> OfficeFile:
    return OfficeFile(settings.data_dir / FILE_NAME, settings.operator_province)


def open_database(settings: Settings) -> Database:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.data_dir.chmod(0o700)
    vault = Vault(secret_key(settings.secret_key.get_secret_value(), settings.data_dir))
    return Database(database_url(settings.resolved_database_url), vault)
