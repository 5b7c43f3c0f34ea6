"""INSERT … ON CONFLICT DO NOTHING, spelled once for both databases, each statement built once."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_once(connection: AsyncConnection, table: Table, values: dict[str, Any]) -> int | None:
    """The new row's id, or None when a unique key says it is there already."""
    statement = _guarded(table, connection.dialect.name)
    row_id: int | None = (await connection.execute(statement, values)).scalar_one_or_none()
    return row_id


async def insert(connection: AsyncConnection, table: Table, values: dict[str, Any]) -> int:
    """The new row's id."""
    return int((await connection.execute(_plain(table), values)).scalar_one())


@lru_cache
def _plain(table: Table) -> Insert:
    return table.insert().returning(table.c.id)


@lru_cache
def _guarded(table: Table, dialect: str) -> Insert:
    dialect_insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    return dialect_insert(table).on_conflict_do_nothing().returning(table.c.id)
