"""Seals again what an older secret has sealed: some rows at a time, each only if nobody has changed it meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import SealBroken, Vault
from storage.repositories.applications import PHONE_TAIL, SELECT, Applications
from storage.repositories.keys import PersonKeys
from storage.sealed import KEY, OF_INSTALLATION, Sealed
from storage.tables import delivery, inbound
from storage.tables_applications import application

# What is still on its way is sealed by whoever runs: it is over within a day, see `waiting`.
_FINISHED: dict[Table, ColumnElement[bool]] = {
    delivery: delivery.c.next_at.is_(None),
    inbound: inbound.c.next_at.is_(None),
}
SEALED = OF_INSTALLATION
PhoneOf = Callable[[str], str | None]  # the telephone that the content of an application names


@dataclass(frozen=True, slots=True)
class Step:
    """One batch: the last row looked at (None: no more), how many were sealed again, how many do not open."""

    last_id: int | None
    renewed: int = 0
    broken: int = 0


class Rotation:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._keys = PersonKeys(connection, vault)

    async def reseal(self, sealed: Sealed, after_id: int, limit: int) -> Step:
        """The next rows of one column."""
        table = sealed.column.table
        statement = select(table).where(table.c.id > after_id, sealed.column.is_not(None))
        if table in _FINISHED:
            statement = statement.where(_FINISHED[table])
        rows = (await self._connection.execute(statement.order_by(table.c.id).limit(limit))).all()
        renewed = broken = 0
        for row in rows:
            old = sealed.read(row)
            if old is None or self._vault.is_current(old):
                continue
            try:
                new = self._renewed(sealed, row, old)
            except SealBroken:
                broken += 1
                continue
            renewed += await self._write(sealed.column, row, sealed.stored(new))
        return Step(rows[-1].id if rows else None, renewed, broken)

    async def rehash_phones(self, phone_of: PhoneOf, after_id: int, limit: int) -> Step:
        """The next applications' telephones under the newest secret; one whose content is shut keeps its hash."""
        statement = (
            SELECT.where(application.c.id > after_id, application.c.phone_hash.is_not(None))
            .order_by(application.c.id)
            .limit(limit)
        )
        rows = (await self._connection.execute(statement)).all()
        opener = Applications(self._connection, self._vault)
        renewed = broken = 0
        for row in rows:
            content = opener.opened(row).content
            phone = phone_of(content) if content else None
            if phone is None:
                broken += 1
                continue
            if (new := self._vault.digest(phone)) != row.phone_hash:
                renewed += await self._write(application.c.phone_hash, row, new)
            if (new := self._vault.digest(phone[-PHONE_TAIL:])) != row.phone_tail_hash:
                await self._write(application.c.phone_tail_hash, row, new)
        return Step(rows[-1].id if rows else None, renewed, broken)

    async def waiting(self) -> int:
        """How many sealed rows of messages on their way an older secret still has to open."""
        count = 0
        for sealed in OF_INSTALLATION:
            table = sealed.column.table
            if table in _FINISHED:
                statement = select(table).where(~_FINISHED[table], func.length(sealed.column) > 0)
                rows = await self._connection.execute(statement)
                values = (sealed.read(row) for row in rows)
                count += sum(value is not None and not self._vault.is_current(value) for value in values)
        return count

    def _renewed(self, sealed: Sealed, row: Row[Any], old: bytes) -> bytes:
        place = sealed.place(row)
        if sealed is KEY:
            return self._vault.wrap(self._vault.unwrap(old, place), place)
        return self._vault.seal(self._vault.open(old, place), place)

    async def _write(self, column: ColumnElement[Any], row: Row[Any], value: str | bytes) -> int:
        table = column.table
        done = await self._connection.execute(
            update(table)
            .where(table.c.id == row.id, column == row._mapping[column])
            .values({column.name: value})
        )
        return done.rowcount
