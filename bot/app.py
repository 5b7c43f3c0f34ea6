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
from zoneinfo import ZoneInfo

from bot.carrying import abilities, fetchers, news_channels
from bot.clock import Clock
from bot.loops import Bell
from bot.papers import desk as papers_desk
from bot.papers.desk import DocxPapers
from bot.secret_key import secret_key
from bot.settings import Settings
from bot.zalo_oa.account import ZaloAccount, zalo_account
from handlers.applications.requests import RequestPapers
from handlers.attachments.arrivals import Arrivals
from handlers.attachments.examiner import Examiner
from handlers.attachments.fetching import Fetching
from handlers.attachments.keeping import Attachments
from handlers.broadcasts.model import Caps
from handlers.broadcasts.room import NewsRoom, NewsSettings, news_room
from handlers.broadcasts.typed import TypedLabels
from handlers.broadcasts.ways import Window
from handlers.casework.recheck import Recheck
from handlers.desk.room import DeskRoom, desk_room
from handlers.dispatcher import Dispatcher
from handlers.doers import all_deeds
from handlers.files import Files
from handlers.flood import FloodGuard
from handlers.followups.room import FollowUpRoom, follow_up_room
from handlers.inbox.room import InboxRoom, inbox_room
from handlers.intake import Intake
from handlers.library import Library
from handlers.messages import FileOf
from handlers.outbox import Door, Outbox
from handlers.reports.room import ReportRoom, report_room
from handlers.review.room import ReviewRoom, review_room
from handlers.rights.exporting import Exports
from handlers.rights.sealing import refuse_unknown_key
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
from storage.filelock import AlreadyRunning
from storage.migrate import migrate
from storage.presence import in_use
from storage.states import Role

log = logging.getLogger(__name__)

BLOBS = "files"  # the folder of what people sent

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
    desk: DeskRoom
    recheck: Recheck
    review: ReviewRoom
    follow_ups: FollowUpRoom
    forms: FormRegister
    zalo: ZaloAccount | None
    news: NewsRoom
    inbox: InboxRoom
    reports: ReportRoom
    news_due: Bell
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

    def flood_guard(self, burst: int, per_second: float) -> FloodGuard:
        return FloodGuard(burst, per_second, time.monotonic)


@asynccontextmanager
async def open_house(
    settings: Settings, clock: Clock, load_knowledge: Callable[[], KnowledgeBase] = KnowledgeBase.load
) -> AsyncIterator[House]:
    """Opens everything in order and closes it in reverse. Raises AlreadyRunning, KeyUnknown, KnowledgeError."""
    async with open_database(settings) as database, in_use(database.url) as is_alone:
        await migrate(database.url)
        await refuse_unknown_key(database)
        knowledge = await asyncio.to_thread(load_knowledge)
        house = _build(settings, clock, database, knowledge)
        await house.look_at_office()
        if is_alone:  # nobody else can hold a lease now
            await house.outbox.recover(clock.now())
        async with aclosing(house.fetching), aclosing(house.news.chat.errands):
            yield house


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every room is built on."""

    settings: Settings
    clock: Clock
    database: Database
    library: Library
    door: Door
    owner: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    @property
    def quiet(self) -> Quiet:
        return Quiet(*self.settings.quiet_times)

    def knowledge(self) -> KnowledgeBase:
        """That of the moment."""
        return self.library.knowledge


def _build(settings: Settings, clock: Clock, database: Database, knowledge: KnowledgeBase) -> House:
    library = Library(knowledge, ZoneInfo(settings.timezone), settings.public_url)
    say = knowledge.phrase
    lines = (say("choose_by_number"), say("or_say"), say("choose_by_typing"), say("staff_says"))
    door = Door(abilities(settings), *lines)
    owner = f"{os.uname().nodename[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
    on = _Ground(settings, clock, database, library, door, owner)
    zone, known = on.zone, on.knowledge
    new_update, news_due = Bell(), Bell()
    blobs = Blobs(settings.data_dir / BLOBS)
    arrivals = Arrivals(database, Attachments(blobs, Examiner()), blobs)
    fetching = Fetching(database, arrivals, fetchers(settings), new_update.ring)
    papers = DocxPapers(settings.data_dir / papers_desk.FOLDER)
    request_papers = RequestPapers(database, known, papers, zone, clock.now)
    exports = Exports(database, blobs, known, zone, clock.now)
    review = review_room(database, known, door, zone, blobs, request_papers.paper, settings.public_url)
    follow_ups = _follow_ups(on)
    zalo = _zalo(on)
    news = _news(on, zalo, news_due)
    deeds = all_deeds(known, door, zone, on.quiet, review.doers, follow_ups.doers, news.chat.doers)
    makers = {
        FileOf.REQUEST: request_papers.make,
        FileOf.EXPORT: exports.make,
        FileOf.BROADCAST: news.files.make,
    }
    return House(
        settings=settings,
        clock=clock,
        database=database,
        library=library,
        office=office_file(settings),
        intake=Intake(database, new_update.ring),
        dispatcher=Dispatcher(database, library, door, deeds, arrivals.spend, fetching, TypedLabels(known)),
        outbox=Outbox(database, random.random, door, news.leaving),
        transcript=Transcript(database),
        desk=desk_room(database, library, door, zone),
        recheck=Recheck(database, known, zone),
        review=review,
        follow_ups=follow_ups,
        forms=FormRegister(database, lambda: known().process),
        zalo=zalo,
        news=news,
        reports=report_room(database, known, zone, settings.operator_province),
        inbox=inbox_room(database, known, door, _window(zalo), news_due.ring),
        news_due=news_due,
        blobs=blobs,
        arrivals=arrivals,
        fetching=fetching,
        exports=exports,
        files=Files(database, makers),
        new_update=new_update,
        owner=owner,
    )


def _follow_ups(on: _Ground) -> FollowUpRoom:
    told = on.settings
    return follow_up_room(
        on.database, on.knowledge, on.door, on.zone, on.quiet, told.operator_province, told.public_url
    )


def _zalo(on: _Ground) -> ZaloAccount | None:
    no_file = on.knowledge().phrase("zalo_no_file")
    return zalo_account(
        on.settings,
        lambda authority, wire, account: zalo_room(
            on.database, authority, wire, account, on.owner, on.clock.now, no_file
        ),
    )


def _news(on: _Ground, zalo: ZaloAccount | None, due: Bell) -> NewsRoom:
    settings = NewsSettings(
        news_channels(on.settings),
        on.zone,
        on.quiet,
        Caps(approval_above=on.settings.broadcast_approval_above),
        _window(zalo),
    )
    return news_room(on.database, on.knowledge, on.door, settings, on.owner, due.ring)


def _window(zalo: ZaloAccount | None) -> Window | None:
    return zalo.room.window if zalo is not None else None


def office_file(settings: Settings) -> OfficeFile:
    return OfficeFile(settings.data_dir / FILE_NAME, settings.operator_province)


def open_vault(settings: Settings) -> Vault:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.data_dir.chmod(0o700)
    newest = secret_key(settings.secret_key.get_secret_value(), settings.data_dir)
    return Vault(newest, *settings.previous_keys)


def open_database(settings: Settings) -> Database:
    return Database(database_url(settings.resolved_database_url), open_vault(settings))
