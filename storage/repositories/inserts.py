"""INSERT … ON CONFLICT DO NOTHING, spelled once for both databases."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_once(connection: AsyncConnection, table: Table, values: dict[str, Any]) -> int | None:
    """The new row's id, or None when a unique key says it is there already."""
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    statement = dialect_insert(table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    row_id: int | None = (await connection.execute(statement)).scalar_one_or_none()
    return row_id


async def insert(connection: AsyncConnection, table: Table, values: dict[str, Any]) -> int:
    """The new row's id."""
    result = await connection.execute(table.insert().values(**values).returning(table.c.id))
    return int(result.scalar_one())
