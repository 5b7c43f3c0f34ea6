"""What really stands in the tables, read and damaged by a connection of the tests' own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, Executable, NullPool, Row, Table, create_engine, select

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


def change(database: Database, statement: Executable) -> None:
    """Does to the tables what the house itself never would."""
    with _connection(database) as connection:
        connection.execute(statement)


def delivery_states(database: Database) -> list[str]:
    return [str(found.state) for found in rows(database, delivery)]


def all_are(database: Database, state: str) -> Callable[[], bool]:
    """For `until`: whether every delivery stands in one state."""
    return lambda: set(delivery_states(database)) == {state}
