"""What really stands in the tables, read and damaged by a connection of the tests' own."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, Executable, NullPool, Row, Table, create_engine, select, text

from storage.database import Database
from storage.tables import delivery


@contextmanager
def _connection(database: Database) -> Iterator[Connection]:
    url = database.url.set(drivername="sqlite") if database.is_sqlite else database.url
    with _engine(url).begin() as connection:
        yield connection


@lru_cache
def _engine(url: URL) -> Engine:
    """Keeps compiled statements, and no connection."""
    return create_engine(url, poolclass=NullPool)


def rows(database: Database, table: Table) -> list[Row[Any]]:
    """All rows of a table, the oldest first."""
    with _connection(database) as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def row(database: Database, table: Table, identity: int) -> Row[Any]:
    with _connection(database) as connection:
        return connection.execute(select(table).where(table.c.id == identity)).one()


def asked(database: Database, statement: Executable, values: dict[str, object]) -> list[Row[Any]]:
    """What a question of the test's own finds."""
    with _connection(database) as connection:
        return list(connection.execute(statement, values))


def change(database: Database, statement: Executable, values: list[dict[str, object]] | None = None) -> None:
    """Does to the tables what the house itself never would."""
    with _connection(database) as connection:
        connection.execute(statement, values)


def without_triggers(database: Database, statement: Executable) -> None:
    """As somebody would who owns the database and means harm."""
    with _connection(database) as connection:
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL session_replication_role = 'replica'"))
            connection.execute(statement)
            return
        named = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = list(connection.execute(text(named)))
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(statement)
        for _, sql in triggers:
            connection.execute(text(sql))


def delivery_states(database: Database) -> list[str]:
    return [str(found.state) for found in rows(database, delivery)]


async def until_stored(is_true: Callable[[], bool], timeout_seconds: float = 20) -> None:
    """Lets others work until something is true in the tables; each look is a query, so they are few."""
    async with asyncio.timeout(timeout_seconds):
        while not is_true():  # noqa: ASYNC110 - what is waited for happens in a database
            await asyncio.sleep(0.02)


async def until_all_are(database: Database, state: str) -> None:
    """Lets others work until every delivery stands in one state."""
    await until_stored(lambda: set(delivery_states(database)) == {state})
