"""What single commands open: one part of the house each, without the service around it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import office_file, open_database
from bot.clock import SystemClock
from bot.settings import Settings
from handlers.ask import Asked, ask
from handlers.desk.accounts import NameTaken, StaffDesk
from handlers.desk.gaps import Gaps
from handlers.desk.passwords import Passwords
from handlers.verdicts import BadFacts, ReportedVerdict, judge
from knowledge.base import KnowledgeBase
from knowledge.errors import KnowledgeError
from knowledge.loader import load_content
from knowledge.operator import needs
from knowledge.operator.needs import OperatorState
from storage.database import NoDatabase
from storage.migrate import is_current, migrate
from storage.states import Role

__all__ = [  # what the commands need of the leaves, so that they need not open them
    "Answer",
    "BadFacts",
    "KnowledgeError",
    "NameTaken",
    "NoDatabase",
    "Role",
    "bring_schema_up",
    "database_state",
    "knowledge_state",
    "open_eligibility",
    "open_gaps",
    "open_questions",
    "open_staff_desk",
    "operator_state",
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
async def open_gaps(settings: Settings) -> AsyncIterator[Gaps]:
    """The open questions alone; works beside a running service."""
    async with open_database(settings) as database:
        await migrate(database.url)
        yield Gaps(database)


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


def operator_state(settings: Settings) -> OperatorState:
    """What the operating office has told of itself, and what waits for the rest. Raises KnowledgeError."""
    return needs.operator_state(settings.data_dir, settings.operator_province)
