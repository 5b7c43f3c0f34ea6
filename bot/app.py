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
from bot.settings import OnOff, Settings
from bot.telegram import channel as telegram
from bot.telegram import parse
from bot.telegram.fetching import TelegramFetcher
from bot.webchat import channel as webchat
from bot.zalo_bot.channel import ZaloBotChannel
from bot.zalo_bot.fetching import ZaloMediaFetcher
from bot.zalo_oa import channel as zalo_oa
from bot.zalo_oa.account import ZaloAccount, zalo_account
from bot.zalo_oa.channel import ZaloChannel
from bot.zalo_oa.fetching import ZaloFetcher
from handlers.applications.requests import RequestPapers
from handlers.attachments.arrivals import Arrivals
from handlers.attachments.examiner import Examiner
from handlers.attachments.fetching import Fetcher, Fetching
from handlers.attachments.keeping import Attachments
from handlers.attachments.sweeping import sweep_blobs
from handlers.casework.recheck import Recheck
from handlers.channels import Abilities
from handlers.desk.accounts import StaffDesk
from handlers.desk.changes import Changes
from handlers.desk.linking import Linking
from handlers.desk.passwords import Passwords
from handlers.desk.sessions import Sessions
from handlers.desk.sign_in import SignIn
from handlers.desk.tasks import StaffTasks
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
from handlers.review.room import ReviewRoom, review_room
from handlers.rights.erasing import finish_erasures
from handlers.rights.exporting import Exports
from handlers.transcript import Transcript
from handlers.zalo.room import zalo_room
from handlers.zalo.templates import FormRegister
from knowledge.base import KnowledgeBase
from knowledge.errors import KnowledgeError
from knowledge.operator.facts import FILE_NAME
from knowledge.operator.watch import OfficeFile
from knowledge.process.plans import Quiet
from storage.blobs import Blobs
from storage.crypto import Vault
from storage.database import Database, NoDatabase, database_url
from storage.filelock import AlreadyRunning, FileLock
from storage.migrate import migrate
from storage.states import Role

log = logging.getLogger(__name__)

_REMINDERS_AT_ONCE = 100

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
    review: ReviewRoom
    linking: Linking
    tasks: StaffTasks
    forms: FormRegister
    zalo: ZaloAccount | None
    blobs: Blobs
    arrivals: Arrivals
    fetching: Fetching
    exports: Exports
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

    async def forget_old(self) -> None:
        kept, spend = self.knowledge.privacy.retention, self.arrivals.spend
        gone = await forget_old(self.database, kept, spend, self.clock.now())
        if any(gone.values()):
            log.info("forgotten", extra=gone)

    async def sweep_files(self) -> None:
        gone = await sweep_blobs(self.database, self.blobs, self.clock.now())
        if any(gone.values()):
            log.info("files_swept", extra=gone)

    async def finish_erasures(self) -> int:
        """How many people's last rows went."""
        return await finish_erasures(self.database, self.clock.now())

    async def remind(self) -> None:
        """Says what follow-ups are due, some at a time."""
        while await self.review.follow_ups.fire_due(self.clock.now(), _REMINDERS_AT_ONCE):
            pass  # there may be more

    async def recheck_cases(self) -> int:
        """How many kept cases have another outcome than people were told."""
        changes = await self.recheck.run(self.clock.now())
        if changes:
            log.info("outcomes_changed", extra={"changes": changes})
        return changes

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

    async def look_at_zalo(self) -> None:
        if self.zalo is not None:
            await self.zalo.room.look(self.clock.now())

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
    say = knowledge.phrase
    door = Door(_abilities(settings), say("choose_by_number"), say("or_say"), say("choose_by_typing"))
    blobs = Blobs(settings.data_dir / "files")
    arrivals = Arrivals(database, Attachments(blobs, Examiner()), blobs)
    fetching = Fetching(database, arrivals, _fetchers(settings), new_update.ring)
    papers = DocxPapers(settings.data_dir / papers_desk.FOLDER)
    request_papers = RequestPapers(database, lambda: library.knowledge, papers, zone, clock.now)
    review = review_room(
        database,
        lambda: library.knowledge,
        door,
        zone,
        blobs,
        request_papers.paper,
        settings.public_url,
        Quiet(*settings.quiet_times),
    )
    exports = Exports(database, blobs, lambda: library.knowledge, zone, clock.now)
    deeds = all_deeds(lambda: library.knowledge, door, zone, review.doers)
    owner = f"{os.uname().nodename[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
    no_file = say("zalo_no_file")
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
        review=review,
        linking=Linking(database, lambda: library.knowledge, door),
        tasks=StaffTasks(database, lambda: library.knowledge.phrase),
        forms=FormRegister(database, lambda: library.knowledge.process),
        zalo=zalo_account(
            settings,
            lambda authority, wire, account: zalo_room(
                database, authority, wire, account, owner, clock.now, no_file
            ),
        ),
        blobs=blobs,
        arrivals=arrivals,
        fetching=fetching,
        exports=exports,
        files=Files(database, {FileOf.REQUEST: request_papers.make, FileOf.EXPORT: exports.make}),
        new_update=new_update,
        owner=owner,
    )


def _fetchers(settings: Settings) -> dict[str, Fetcher]:
    """Of each channel whose messages only name their files."""
    fetchers: dict[str, Fetcher] = {ZaloBotChannel.name: ZaloMediaFetcher(settings.zalo_bot_api_url)}
    if token := settings.telegram_token.get_secret_value():
        fetchers[parse.NAME] = TelegramFetcher(token, settings.telegram_api_url, settings.telegram_proxy)
    if settings.has_zalo_oa:
        fetchers[ZaloChannel.name] = ZaloFetcher(settings.zalo_api_url)
    return fetchers


def _abilities(settings: Settings) -> dict[str, Abilities]:
    return {
        webchat.NAME: webchat.ABILITIES,
        terminal.NAME: terminal.ABILITIES,
        parse.NAME: telegram.abilities(settings.telegram_rate_per_second),
        ZaloBotChannel.name: ZaloBotChannel.abilities,
        ZaloChannel.name: zalo_oa.abilities(settings.zalo_buttons is OnOff.ON),
    }


def office_file(settings: Settings) -> OfficeFile:
    return OfficeFile(settings.data_dir / FILE_NAME, settings.operator_province)


def open_database(settings: Settings) -> Database:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.data_dir.chmod(0o700)
    newest = secret_key(settings.secret_key.get_secret_value(), settings.data_dir)
    vault = Vault(newest, *settings.previous_keys)
    return Database(database_url(settings.resolved_database_url), vault)
