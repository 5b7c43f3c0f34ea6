"""What every test may ask for: a clock it moves itself, and each of the two databases for real."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.app import House
from knowledge.base import KnowledgeBase
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.migrate import migrate
from tests.support import postgres
from tests.support.clock import HandClock
from tests.support.houses import open_test_house

SECRET = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """One server for the run. Without binaries the run fails: a skip would hide half the promise."""
    try:
        server = postgres.create()
    except postgres.NoPostgres as error:
        pytest.fail(f"no PostgreSQL for the tests: {error}", pytrace=False)
    yield server
    postgres.remove(server)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Postgres) -> str:
    """A migrated database that tests copy: copying is faster than migrating."""
    import asyncio  # noqa: PLC0415 - only this session fixture runs a loop of its own

    postgres_server.execute("CREATE DATABASE template_kc")
    asyncio.run(migrate(database_url(f"{postgres_server.url}/template_kc")))
    return "template_kc"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database, once for each of the two kinds."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: postgres.Postgres = request.getfixturevalue("postgres_server")
    template: str = request.getfixturevalue("postgres_template")
    name = f"kc_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server.url}/{name}"
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import asyncio  # noqa: PLC0415 - only this session fixture runs a loop of its own

    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(migrate(database_url(f"sqlite:///{path}")))
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "kc.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
async def database(any_database_url: str) -> AsyncIterator[Database]:
    """An open database of either kind."""
    async with Database(database_url(any_database_url), Vault(SECRET)) as opened:
        yield opened


def pytest_configure() -> None:
    # Tests talk to this machine only; a proxy in the environment would carry them away.
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The real content, read once for the run."""
    return KnowledgeBase.load()


@pytest.fixture
async def house(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    """The inside of the bot on each database, with a clock the test moves."""
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge) as opened:
        yield opened
