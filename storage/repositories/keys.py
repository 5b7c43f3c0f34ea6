"""One data key for each person, wrapped by the installation's: what it sealed ends with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import DataKey, SealBroken, Vault
from storage.filecipher import FileKeys
from storage.repositories.inserts import insert
from storage.tables_privacy import person_key

_OF_CONTACT = select(person_key.c.id, person_key.c.contact_id, person_key.c.wrapped).where(
    person_key.c.contact_id == bindparam("of")
)
_NEWEST = _OF_CONTACT.order_by(person_key.c.id.desc()).limit(1)
_ALL = _OF_CONTACT.order_by(person_key.c.id.desc())
_BY_ID = select(person_key.c.id, person_key.c.contact_id, person_key.c.wrapped).where(
    person_key.c.id == bindparam("of")
)


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's key with the id that sealed rows name it by."""

    id: int
    data: DataKey

    @property
    def of_files(self) -> FileKeys:
        return FileKeys(self.data.material)


class PersonKeys:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def of(self, contact_id: int, now: datetime) -> PersonKey:
        """The key that new rows of a person are sealed under; made when there is none. Raises SealBroken.

        Call it with the person's conversation locked: two keys would do no harm, but one is enough.
        """
        row = (await self._connection.execute(_NEWEST, {"of": contact_id})).one_or_none()
        if row is not None:
            return self.unwrapped(row.id, row.contact_id, row.wrapped)
        return await self._keep(DataKey(), contact_id, now)

    async def open(self, key_id: int) -> PersonKey | None:
        """The key of this id; None when it was destroyed. Raises SealBroken."""
        row = (await self._connection.execute(_BY_ID, {"of": key_id})).one_or_none()
        return None if row is None else self.unwrapped(row.id, row.contact_id, row.wrapped)

    async def of_files(self, contact_id: int) -> FileKeys | None:
        """All keys that a person's files may be sealed under, the newest first; None when they are gone.

        Somebody who took over an application from another chat has more than one. Raises SealBroken.
        """
        keys = [key.data.material for key in await self._all(contact_id)]
        return FileKeys(*keys) if keys else None

    async def share(self, key_id: int, contact_id: int, now: datetime) -> PersonKey:
        """The same key for another contact: what it sealed moves without being sealed anew. Raises SealBroken.

        The other keys of its person come along: any of them may have sealed the files of what moves.
        """
        row = (await self._connection.execute(_BY_ID, {"of": key_id})).one_or_none()
        if row is None:
            raise SealBroken("the person's key was destroyed")
        held = {key.data.material: key for key in await self._all(contact_id)}
        for key in reversed(await self._all(row.contact_id)):
            if key.data.material not in held:
                held[key.data.material] = await self._keep(key.data, contact_id, now)
        return held[self.unwrapped(row.id, row.contact_id, row.wrapped).data.material]

    def unwrapped(self, key_id: int, contact_id: int, wrapped: bytes) -> PersonKey:
        """A key as it is stored, ready for use. Raises SealBroken."""
        return PersonKey(key_id, self._vault.unwrap(wrapped, _place(contact_id)))

    async def destroy(self, contact_id: int) -> int:
        """Ends all keys of a person for good; how many. No row may name them any more."""
        done = await self._connection.execute(delete(person_key).where(person_key.c.contact_id == contact_id))
        return done.rowcount

    async def _all(self, contact_id: int) -> list[PersonKey]:
        """The newest first. Raises SealBroken."""
        rows = (await self._connection.execute(_ALL, {"of": contact_id})).all()
        return [self.unwrapped(row.id, row.contact_id, row.wrapped) for row in rows]

    async def _keep(self, key: DataKey, contact_id: int, now: datetime) -> PersonKey:
        values = {
            "contact_id": contact_id,
            "wrapped": self._vault.wrap(key, _place(contact_id)),
            "created_at": now,
        }
        return PersonKey(await insert(self._connection, person_key, values), key)


def _place(contact_id: int) -> str:
    return f"person_key.wrapped:{contact_id}"
