"""The schema comes up from empty, goes down again, and is what the tables say."""

from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from storage.crypto import Vault
from storage.database import Database, database_url
from storage.migrate import is_current, migrate
from storage.schema import metadata
from tests.support.clock import HandClock
from tests.support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name}")
    return f"{server.url}/{name}"


async def test_upgrade_from_empty_gives_the_declared_tables(empty_url: str) -> None:
    url = database_url(empty_url)
    assert not await is_current(url)
    await migrate(url)
    assert await is_current(url)
    engine = create_engine(url.set(drivername="sqlite") if "sqlite" in url.drivername else url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


async def test_upgrade_twice_changes_nothing(empty_url: str) -> None:
    url = database_url(empty_url)
    await migrate(url)
    await migrate(url)
    assert await is_current(url)


async def test_downgrade_to_base_leaves_no_table_of_ours(empty_url: str) -> None:
    url = database_url(empty_url)
    await migrate(url)
    await migrate(url, "base")
    engine = create_engine(url.set(drivername="sqlite") if "sqlite" in url.drivername else url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    engine.dispose()


async def test_kept_cases_come_and_go_while_people_stay(empty_url: str) -> None:
    url = database_url(empty_url)
    await migrate(url, "0001")
    assert not await is_current(url)
    async with Database(url, Vault("a secret of this test, long enough")) as database:
        moment = HandClock().now()
        async with database.transaction() as store:
            here = await store.conversations.find_or_create("web", "page", "an", moment)
        for revision, has_cases in (("head", True), ("0001", False), ("head", True)):
            await migrate(url, revision)
            engine = create_engine(url.set(drivername="sqlite") if "sqlite" in url.drivername else url)
            assert ({"profile", "verdict_change"} <= set(inspect(engine).get_table_names())) is has_cases
            engine.dispose()
            async with database.reading() as store:
                assert await store.conversations.find("web", "page", "an") == here
