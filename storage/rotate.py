"""Moves everything sealed under older secrets to the newest, in short transactions.

Killed at any point it leaves rows of both kinds, which both open as long as both secrets are set, and the next run
goes on where rows of the old kind are left. Beside a running service a row that changes meanwhile is left alone:
whoever changed it has sealed it anew.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial

from storage.database import Database
from storage.repositories.rotation import SEALED, PhoneOf, Step
from storage.sealed import Sealed
from storage.store import Store

_BATCH = 500
_PHONES = "application.phone_hash"
_Take = Callable[[Store, int], Awaitable[Step]]  # the next rows after this id


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one column is: rows sealed again so far, and rows that no secret opens."""

    column: str
    renewed: int
    broken: int
    is_done: bool


async def rotate(database: Database, phone_of: PhoneOf) -> AsyncIterator[Progress]:
    """Tells after every commit how far it is."""
    for column, take in _columns(phone_of):
        after_id = renewed = broken = 0
        is_done = False
        while not is_done:
            async with database.transaction() as store:
                step = await take(store, after_id)
            renewed, broken = renewed + step.renewed, broken + step.broken
            is_done = step.last_id is None
            after_id = step.last_id or after_id
            yield Progress(column, renewed, broken, is_done)


async def waiting(database: Database) -> int:
    """How many rows on their way still need an older secret; they are over soon."""
    async with database.reading() as store:
        return await store.rotation.waiting()


def _columns(phone_of: PhoneOf) -> Iterator[tuple[str, _Take]]:
    for sealed in SEALED:
        yield str(sealed.column), partial(_reseal, sealed)
    yield _PHONES, partial(_rehash, phone_of)


async def _reseal(sealed: Sealed, store: Store, after_id: int) -> Step:
    return await store.rotation.reseal(sealed, after_id, _BATCH)


async def _rehash(phone_of: PhoneOf, store: Store, after_id: int) -> Step:
    return await store.rotation.rehash_phones(phone_of, after_id, _BATCH)
