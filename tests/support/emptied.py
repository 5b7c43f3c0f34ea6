"""One PostgreSQL database for a folder of tests, emptied before each: copies would cost a third of a second each."""

from collections.abc import Iterator
from functools import lru_cache
from uuid import uuid4

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from storage.schema import metadata
from tests.support.postgres import Postgres

_END_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_WITHOUT_TRIGGERS = text("SET LOCAL session_replication_role = 'replica'")


@pytest.fixture(scope="session")
def shared_postgres_url(postgres_server: Postgres, postgres_template: str) -> Iterator[str]:
    name = f"shared_{uuid4().hex[:12]}"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield f"{postgres_server.url}/{name}"
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database_url(request: pytest.FixtureRequest) -> str:
    """As in the conftest of all tests: the address of an empty, migrated database of each kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    url: str = request.getfixturevalue("shared_postgres_url")
    _empty(url)
    return url


def _empty(url: str) -> None:
    with _engine(url).begin() as connection:
        connection.execute(_END_OTHERS)  # whatever a failed test left open
        connection.execute(_WITHOUT_TRIGGERS)  # the audit trail lets nobody else delete
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@lru_cache
def _engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)
