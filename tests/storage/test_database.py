"""The two databases as they are opened: private files, real pragmas, one writer, aware times, closed states."""

import asyncio
import os
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.crypto import Vault
from storage.database import Database, database_url
from storage.states import Author
from storage.tables import contact, conversation
from tests.conftest import SECRET
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.rows import change, rows


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """The most careless setting an operator can have."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("loose_umask")
async def test_a_new_sqlite_file_and_all_beside_it_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kc.db"
    async with Database(database_url(f"sqlite:///{path}"), Vault(SECRET)) as database:
        async with database.transaction() as store:
            with pytest.raises(StatementError):  # no table yet; the write-ahead files are there all the same
                await store.staff.count()
        assert mode(path.parent) == 0o700
        assert {file.name for file in path.parent.iterdir()} == {"kc.db", "kc.db-wal", "kc.db-shm"}
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}


async def test_a_file_that_was_readable_by_others_is_closed_to_them(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "kc.db").chmod(0o644)
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        await database.ping()
    assert mode(tmp_path / "kc.db") == 0o600


async def pragmas(engine: AsyncEngine) -> dict[str, object]:
    names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
    async with engine.connect() as connection:
        return {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names}


async def test_the_pragmas_are_in_force_on_every_connection(sqlite_url: str) -> None:
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        expected = {
            "journal_mode": "wal",
            "synchronous": 2,  # FULL
            "busy_timeout": 30_000,
            "foreign_keys": 1,
            "secure_delete": 1,
        }
        assert await pragmas(database._writer) == expected
        assert await pragmas(database._reader) == expected


async def test_a_second_process_that_writes_waits_for_the_first(sqlite_url: str, clock: HandClock) -> None:
    order: list[str] = []
    first_is_in, may_go = asyncio.Event(), asyncio.Event()
    url = database_url(sqlite_url)
    async with Database(url, Vault(SECRET)) as one, Database(url, Vault(SECRET)) as two:

        async def first() -> None:
            async with one.transaction():
                first_is_in.set()
                await may_go.wait()
                order.append("first done")

        async def second() -> None:
            await first_is_in.wait()
            async with two.transaction() as store:
                order.append("second begins")
                await store.staff.count()

        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            tasks.create_task(first())
            tasks.create_task(second())
            await first_is_in.wait()
            async with two.reading() as store:  # who only reads does not wait
                await store.staff.count()
            may_go.set()
    assert order == ["first done", "second begins"]


async def test_many_writers_of_two_processes_never_see_a_locked_database(
    sqlite_url: str, clock: HandClock
) -> None:
    url = database_url(sqlite_url)
    async with Database(url, Vault(SECRET)) as one, Database(url, Vault(SECRET)) as two:
        people = [f"p{number}" for number in range(20)]
        writes = [a_conversation(opened, clock.now(), name) for name in people for opened in (one, two)]
        async with asyncio.timeout(60):
            await asyncio.gather(*writes)
        assert len(rows(one, contact)) == len(people)


async def test_a_block_that_fails_leaves_nothing_behind(database: Database, clock: HandClock) -> None:
    async def fail_half_way() -> None:
        async with database.transaction() as store:
            await store.conversations.find_or_create("web", "page", "an", clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_half_way()
    assert rows(database, contact) == []


async def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="aware"):
        await a_conversation(database, datetime(2026, 11, 23, 9))  # noqa: DTZ001 - the point of the test


async def test_a_time_of_another_zone_comes_back_as_the_same_moment_in_utc(
    database: Database, clock: HandClock
) -> None:
    nine_in_hanoi = clock.now().astimezone(timezone(timedelta(hours=7)))
    await a_conversation(database, nine_in_hanoi)
    (found,) = rows(database, contact)
    assert found.created_at == clock.now()
    assert found.created_at.tzinfo is UTC


async def test_a_stored_state_nobody_knows_is_an_error_at_once(database: Database, clock: HandClock) -> None:
    identity = await a_conversation(database, clock.now())
    change(database, text("UPDATE conversation SET holder = 'robot'"))
    with pytest.raises(ValueError, match="robot"):
        async with database.transaction() as store:
            await store.conversations.lock(identity)


async def test_a_state_nobody_knows_cannot_be_written(database: Database, clock: HandClock) -> None:
    identity = await a_conversation(database, clock.now())
    with pytest.raises(StatementError, match="robot"):
        async with database.transaction() as store:
            await store.conversations.hand_to(identity, "robot")  # type: ignore[arg-type]
    assert rows(database, conversation)[0].holder == "bot"


async def test_a_message_without_its_conversation_is_refused_and_the_error_names_nobody(
    database: Database, clock: HandClock
) -> None:
    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as store:
            await store.messages.add(404_404, Author.YOU, "{}", clock.now())
    assert "parameters hidden" in str(refused.value)


async def test_a_closed_database_leaves_no_thread_behind(sqlite_url: str) -> None:
    before = set(threading.enumerate())
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        await database.ping()
        async with database.transaction() as store:
            await store.staff.count()
        assert set(threading.enumerate()) > before
    assert {thread for thread in threading.enumerate() if not thread.daemon} <= before


@pytest.mark.parametrize(
    ("setting", "driver"),
    [
        ("sqlite:////srv/kc.db", "sqlite+aiosqlite"),
        ("postgres://u@db/kc", "postgresql+psycopg"),
        ("postgresql://u@db/kc", "postgresql+psycopg"),
        ("postgresql+psycopg://u@db/kc", "postgresql+psycopg"),
    ],
)
def test_the_address_is_opened_by_the_drivers_of_the_house(setting: str, driver: str) -> None:
    assert database_url(setting).drivername == driver


def test_another_kind_of_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        database_url("mysql://u@db/kc")


def log_size(database: Database) -> int:
    return Path(f"{database.url.database}-wal").stat().st_size


async def test_the_log_is_emptied_once_nobody_reads_from_it(sqlite_url: str, clock: HandClock) -> None:
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        await a_conversation(database, clock.now())
        async with database.reading() as store:
            await store.staff.count()  # from here on the reader needs what the log holds
            await a_conversation(database, clock.now(), "binh")
            assert not await database.empty_log()
        assert log_size(database) > 0
        assert await database.empty_log()
        assert log_size(database) == 0
        assert len(rows(database, contact)) == 2
