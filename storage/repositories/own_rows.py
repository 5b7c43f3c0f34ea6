"""Everything that leads to one person, opened: what a copy of one's own data is made from."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, Row, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import SealBroken, Vault
from storage.reach import OF_CONTACT
from storage.repositories.keys import PersonKey, PersonKeys
from storage.sealed import OF_INSTALLATION, OF_PERSON, Sealed
from storage.tables_applications import application, staff_link
from storage.tables_privacy import chat_try, data_request, join_code, person_key
from storage.tables_tasks import staff_task

# What no copy tells, and why.
UNTOLD_TABLES: Mapping[Table, str] = {
    person_key: "the key itself says nothing, and opens nothing outside",
    staff_link: "of a member of staff at work",
    chat_try: "counts tries for a day",
    join_code: "the hash of a code that works for minutes",
    staff_task: "names nothing but other rows",
}
UNTOLD_COLUMNS: Mapping[Column[Any], str] = {
    application.c.phone_hash: "a keyed hash of the number that the content tells",
    application.c.phone_tail_hash: "the same of its last digits",
    data_request.c.link_hash: "of the address where a copy may be fetched",
}
TOLD = tuple(table for table in OF_CONTACT if table not in UNTOLD_TABLES)
_SEALED = {sealed.column: sealed for sealed in (*OF_INSTALLATION, *OF_PERSON)}
_BESIDE = {sealed.column.table for sealed in OF_PERSON} - {application}  # sealed under an application's key


class OwnRows:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._keys = PersonKeys(connection, vault)

    async def of(self, contact_id: int) -> dict[str, list[dict[str, Any]]]:
        """By table; a sealed value that no longer opens is None."""
        keys: dict[int, PersonKey | None] = {}
        told = {}
        for table in TOLD:
            found = (await self._connection.execute(_STATEMENTS[table], {"of": contact_id})).all()
            for row in found:
                if "key_id" in row._fields and row.key_id not in keys:
                    keys[row.key_id] = await self._key(row.key_id)
            told[table.name] = [self._told(table, row, keys) for row in found]
        return told

    async def count(self, contact_id: int, names: Collection[str]) -> dict[str, int]:
        """How many rows of the tables of these names lead to a person."""
        counted = {}
        for table in (table for table in TOLD if table.name in names):
            statement = select(func.count()).select_from(table).where(OF_CONTACT[table])
            found = await self._connection.execute(statement, {"of": contact_id})
            counted[table.name] = int(found.scalar_one())
        return counted

    async def _key(self, key_id: int) -> PersonKey | None:
        try:
            return await self._keys.open(key_id)
        except SealBroken:
            return None

    def _told(self, table: Table, row: Row[Any], keys: Mapping[int, PersonKey | None]) -> dict[str, Any]:
        told = {}
        for column in table.c:
            if column not in UNTOLD_COLUMNS:
                sealed = _SEALED.get(column)
                key = keys[row.key_id] if sealed is not None and sealed.is_persons else None
                told[column.name] = row._mapping[column] if sealed is None else self._opened(sealed, row, key)
        return told

    def _opened(self, sealed: Sealed, row: Row[Any], key: PersonKey | None) -> str | None:
        value = sealed.read(row)
        if value is None:
            return None
        if not sealed.is_persons:
            return self._vault.open_if_whole(value, sealed.place(row))
        try:
            return None if key is None else key.data.open(value, sealed.place(row))
        except SealBroken:
            return None


def _statement(table: Table) -> Select[Any]:
    if table not in _BESIDE:
        return select(table).where(OF_CONTACT[table]).order_by(table.c.id)
    joined = select(*table.c, application.c.code, application.c.key_id)
    joined = joined.join(application, application.c.id == table.c.application_id)
    return joined.where(OF_CONTACT[table]).order_by(table.c.id)


_STATEMENTS = {table: _statement(table) for table in TOLD}
