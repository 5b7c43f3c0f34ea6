"""Opens SQLite or PostgreSQL and hands out short transactions."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.crypto import Vault
from storage.store import Store

_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "secure_delete=ON",
)
_POSTGRES_OPTIONS = {"options": "-c jit=off"}  # compiling a statement costs more than any of ours runs
_HIDE_PARAMETERS = True  # error texts reach the logs, and parameters name people


class NoDatabase(ValueError):
    """The setting names no database that answers."""


def database_url(setting: str) -> URL:
    """The setting with the async driver of the house: aiosqlite or psycopg 3. Raises NoDatabase."""
    try:
        url = make_url(setting)
    except (ArgumentError, ValueError):  # their texts may repeat a password
        raise NoDatabase("DATABASE_URL is no address of a database") from None
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise NoDatabase("DATABASE_URL must start with sqlite:// or postgresql://")


class Database:
    """One database. SQLite has one writing connection and several reading ones."""

    def __init__(self, url: URL, vault: Vault) -> None:
        self.url = url
        self._vault = vault
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_private(Path(url.database or ""))
            self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE", connections=1)
            self._reader = _sqlite_engine(url, "BEGIN", connections=4)
        else:
            self._writer = self._reader = create_async_engine(
                url,
                pool_size=10,
                pool_pre_ping=True,
                hide_parameters=_HIDE_PARAMETERS,
                connect_args=_POSTGRES_OPTIONS,
            )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Store]:
        """Commits at the end of the block, rolls back on any error. Never keep it open across the network.

        What was noted in the audit trail is written last: the end of its chain is held as shortly as can be.
        """
        async with self._writer.begin() as connection:
            store = Store(connection, self._vault)
            yield store
            await store.audit.flush()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """A consistent look without writing."""
        async with self._reader.connect() as connection:
            yield Store(connection, self._vault)

    async def empty_log(self) -> bool:
        """Empties SQLite's write-ahead log, where removed rows still stand; False when a reader was in the way."""
        if not self.is_sqlite:
            return True
        async with self._writer.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            await raw.execute("PRAGMA busy_timeout=1000")  # type: ignore[union-attr]  # writers wait meanwhile
            cursor = await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            is_busy, *_ = await cursor.fetchone()
            await cursor.close()
            await raw.execute("PRAGMA busy_timeout=30000")  # type: ignore[union-attr]
        return not is_busy

    async def ping(self) -> None:
        async with self._reader.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _sqlite_engine(url: URL, begin: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url, pool_size=connections, max_overflow=0, pool_timeout=60, hide_parameters=_HIDE_PARAMETERS
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = connection.cursor()
        for pragma in _SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _make_private(path: Path) -> None:
    """Folder 0700 and file 0600, before the first byte is written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
