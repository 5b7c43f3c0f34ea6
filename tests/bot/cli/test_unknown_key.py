"""A start under keys that open nothing of what is stored is refused, and says what to do."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from handlers.rights.sealing import KeyUnknown
from knowledge.base import KnowledgeBase
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.states import GapKind
from storage.tables import gap
from tests.bot.cli.command import CommandLine
from tests.support.applications import an_application
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.rows import change

OLD = "the-key-of-before-of-these-tests-0123456789-abcdefg"
NEW = "the-key-that-follows-in-these-tests-0123456789-abcd"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
async def url(any_database_url: str) -> str:
    """A database in which a person's key is wrapped under OLD."""
    async with Database(database_url(any_database_url), Vault(OLD)) as database:
        await an_application(database, NOW)
    return any_database_url


async def test_run_ends_with_one_sentence(bot: CommandLine, url: str) -> None:
    finished = await bot("run", DATABASE_URL=url, SECRET_KEY=NEW)
    assert (finished.code, finished.out) == (1, "")
    (told,) = finished.err.splitlines()
    assert "SECRET_KEY_PREVIOUS" in told
    assert NEW not in told


async def test_check_tells_it_and_under_which_keys_all_is_well(bot: CommandLine, url: str) -> None:
    settings = [{"SECRET_KEY": NEW}, {"SECRET_KEY": OLD}, {"SECRET_KEY": NEW, "SECRET_KEY_PREVIOUS": OLD}]
    foreign, old, both = await asyncio.gather(
        *(bot("check", DATABASE_URL=url, **given) for given in settings)
    )
    assert (foreign.code, old.code, both.code) == (1, 0, 0)
    assert "SAI  SECRET_KEY: " in foreign.out
    assert "SECRET_KEY: " not in old.out + both.out


async def test_check_tells_of_a_key_that_was_dropped_too_soon(bot: CommandLine, url: str) -> None:
    async with Database(database_url(url), Vault(NEW)) as database:
        question = Vault(NEW).seal("x", "gap.question")
        change(database, insert(gap), [{"kind": GapKind.UNKNOWN, "created_at": NOW, "question": question}])
    finished = await bot("check", DATABASE_URL=url, SECRET_KEY=NEW)
    assert finished.code == 0
    assert "THIẾU khóa: có dữ liệu mã hóa bằng khóa không còn ở đây" in finished.out


@pytest.mark.parametrize("key", [NEW, ""])  # another one, or made anew because the file is lost
async def test_a_house_that_was_refused_opens_once_the_old_key_is_back(
    url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase, key: str
) -> None:
    with pytest.raises(KeyUnknown):
        async with open_test_house(url, tmp_path / "data", clock, knowledge, secret_key=key):
            pass
    keys = {"secret_key": NEW, "secret_key_previous": OLD}
    async with open_test_house(url, tmp_path / "data", clock, knowledge, **keys) as house:
        await house.ping()
