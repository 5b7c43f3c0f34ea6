"""What single commands open: one part of the house each, without the service around it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import BLOBS, office_file, open_database, open_vault
from bot.clock import SystemClock
from bot.settings import Settings
from bot.zalo_oa.api import ZaloApi
from handlers.ask import Asked, ask
from handlers.backups import BadBackup, Installation, InUse, Settled, Summary, restore_from, settle
from handlers.desk.accounts import NameTaken, StaffDesk
from handlers.desk.areas import Areas
from handlers.desk.gaps import Gaps
from handlers.desk.passwords import Passwords
from handlers.desk.tasks import StaffTasks
from handlers.rights import state as rights_state
from handlers.rights.breach import Breach, find_breach
from handlers.rights.rotation import KeyRotation
from handlers.rights.state import PrivacyState
from handlers.rights.waiting import OpenRequests
from handlers.verdicts import BadFacts, ReportedVerdict, judge
from handlers.zalo.state import AccountState, account_state
from handlers.zalo.templates import BadForm, FormRegister, TemplateRow, TemplateState
from knowledge.base import KnowledgeBase
from knowledge.errors import KnowledgeError
from knowledge.forms.loader import load_forms
from knowledge.loader import CONTENT_DIR, load_content
from knowledge.operator import needs
from knowledge.operator.needs import OperatorState
from knowledge.phrases import Phrases
from knowledge.places.places import Places
from knowledge.privacy.privacy import Privacy
from knowledge.process.process import Process
from storage.database import NoDatabase
from storage.filelock import AlreadyRunning, FileLock
from storage.migrate import is_current, migrate
from storage.states import Role

__all__ = [  # what the commands need of the leaves, so that they need not open them
    "AlreadyRunning",
    "Answer",
    "BadBackup",
    "BadFacts",
    "BadForm",
    "InUse",
    "KnowledgeError",
    "NameTaken",
    "NoDatabase",
    "Role",
    "TemplateRow",
    "TemplateState",
    "breach",
    "bring_schema_up",
    "database_state",
    "form_fields",
    "knowledge_state",
    "open_areas",
    "open_eligibility",
    "open_forms",
    "open_gaps",
    "open_installation",
    "open_questions",
    "open_requests",
    "open_rotation",
    "open_staff_desk",
    "open_tasks",
    "operator_state",
    "privacy_state",
    "restored",
    "zalo_state",
]

Answer = Callable[[str, str], Asked]  # a question and a province, which may be empty


def open_questions(settings: Settings) -> Answer:
    """Answers without a database. Raises KnowledgeError."""
    knowledge, zone = _knowledge_with_office(settings), ZoneInfo(settings.timezone)
    return lambda question, province: ask(question, province, knowledge, zone, SystemClock().now())


Judge = Callable[[dict[str, Any]], list[ReportedVerdict]]


def open_eligibility(settings: Settings) -> Judge:
    """Judges facts without a database. Raises KnowledgeError; what it returns raises BadFacts."""
    knowledge, zone = _knowledge_with_office(settings), ZoneInfo(settings.timezone)
    return lambda case: judge(case, knowledge, SystemClock().now().astimezone(zone).date())


def _knowledge_with_office(settings: Settings) -> KnowledgeBase:
    knowledge = KnowledgeBase.load()
    facts = office_file(settings).changed()
    return knowledge if facts is None else knowledge.with_office(facts)


@asynccontextmanager
async def open_staff_desk(settings: Settings) -> AsyncIterator[StaffDesk]:
    """Staff accounts alone; works beside a running service."""
    async with open_database(settings) as database:
        await migrate(database.url)
        yield StaffDesk(database, Passwords())


@asynccontextmanager
async def open_areas(settings: Settings) -> AsyncIterator[Areas]:
    """Who looks after which place; works beside a running service. Raises KnowledgeError."""
    places = Places.load(CONTENT_DIR)
    async with open_database(settings) as database:
        await migrate(database.url)
        yield Areas(database, places)


@asynccontextmanager
async def open_gaps(settings: Settings) -> AsyncIterator[Gaps]:
    """The open questions alone; works beside a running service."""
    async with open_database(settings) as database:
        await migrate(database.url)
        yield Gaps(database)


@asynccontextmanager
async def open_tasks(settings: Settings) -> AsyncIterator[StaffTasks]:
    """What staff are to see to; works beside a running service. Raises KnowledgeError."""
    phrases = Phrases(load_content().phrases)
    process = Process.load(CONTENT_DIR, Privacy.load(CONTENT_DIR).working_days)
    async with open_database(settings) as database:
        await migrate(database.url)
        yield StaffTasks(database, lambda: phrases, lambda: process)


@asynccontextmanager
async def open_forms(settings: Settings) -> AsyncIterator[FormRegister]:
    """The forms that Zalo approves; works beside a running service. Raises KnowledgeError."""
    process = Process.load(CONTENT_DIR, Privacy.load(CONTENT_DIR).working_days)
    async with open_database(settings) as database:
        await migrate(database.url)
        yield FormRegister(database, lambda: process)


async def zalo_state(settings: Settings, is_online: bool) -> AccountState | None:
    """How the Official Account stands; None when the schema is not current."""
    secret = settings.zalo_app_secret.get_secret_value()
    async with open_database(settings) as database:
        if not await is_current(database.url):
            return None
        async with ZaloApi(settings.zalo_api_url, settings.zalo_business_api_url, secret) as api:
            asking = api if is_online else None
            return await account_state(database, settings.zalo_oa_id, SystemClock().now(), asking)


@asynccontextmanager
async def open_requests(settings: Settings) -> AsyncIterator[OpenRequests]:
    """The open requests alone; works beside a running service."""
    async with open_database(settings) as database:
        await migrate(database.url)
        yield OpenRequests(database, ZoneInfo(settings.timezone))


@asynccontextmanager
async def open_rotation(settings: Settings) -> AsyncIterator[KeyRotation]:
    """Beside a running service on PostgreSQL alone. Raises AlreadyRunning."""
    async with open_database(settings) as database:
        lock = FileLock(Path(f"{database.url.database}.lock")) if database.is_sqlite else None
        try:
            await migrate(database.url)
            yield KeyRotation(database)
        finally:
            if lock is not None:
                lock.release()


async def breach(settings: Settings, since: datetime, until: datetime, actor: str) -> Breach:
    """Who was touched between two moments; works beside a running service."""
    async with open_database(settings) as database:
        await migrate(database.url)
        return await find_breach(database, since, until, actor, SystemClock().now())


async def privacy_state(settings: Settings) -> PrivacyState | None:
    """How privacy stands; None when the schema is not current. Reads the whole audit trail."""
    async with open_database(settings) as database:
        if not await is_current(database.url):
            return None
        return await rights_state.privacy_state(database, ZoneInfo(settings.timezone), SystemClock().now())


@asynccontextmanager
async def open_installation(settings: Settings) -> AsyncIterator[Installation]:
    """Database, key and files together; works beside a running service."""
    async with open_database(settings) as database:
        yield Installation(database, open_vault(settings), settings.data_dir / BLOBS)


async def restored(settings: Settings, source: Path, now: datetime) -> tuple[Summary, Settled]:
    """A copy in the place of what is there, brought up to this release. Raises BadBackup, AlreadyRunning, InUse."""
    async with open_installation(settings) as installation:
        if not installation.database.is_sqlite:
            await migrate(installation.database.url)
        summary = await restore_from(installation, source)
    async with open_database(settings) as database:
        await migrate(database.url)
        return summary, await settle(database, summary, now)


async def bring_schema_up(settings: Settings) -> None:
    async with open_database(settings) as database:
        await migrate(database.url)


async def database_state(settings: Settings) -> str:
    """Which database answers, and whether its schema is current."""
    async with open_database(settings) as database:
        await database.ping()
        state = (
            "lược đồ mới nhất"
            if await is_current(database.url)
            else "lược đồ cũ hoặc trống, `run` sẽ nâng cấp"
        )
        return f"{database.url.get_backend_name()} trả lời, {state}"


def knowledge_state() -> str:
    """How much there is to know. Raises KnowledgeError."""
    content = load_content()
    return f"{len(content.entries)} mục, {len(content.registry.documents)} văn bản"


def form_fields() -> dict[str, frozenset[str]]:
    """The fields of each form, by id. Raises KnowledgeError."""
    return {form.id: frozenset(form.fields) for form in load_forms(CONTENT_DIR).forms.values()}


def operator_state(settings: Settings) -> OperatorState:
    """What the operating office has told of itself, and what waits for the rest. Raises KnowledgeError."""
    return needs.operator_state(settings.data_dir, settings.operator_province)
