"""One key for each person: wrapped at rest, shared when something moves, and the end of what it sealed."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from sqlalchemy import update

from storage.blobs import Blobs
from storage.crypto import SealBroken, Vault
from storage.database import Database
from storage.tables_privacy import person_key
from tests.conftest import SECRET
from tests.support.clock import HandClock
from tests.support.kept import a_contact
from tests.support.rows import change, row, rows

NEW_SECRET = "the-next-secret-0123456789-abcdefghijklmnopqrstuv"
PLACE = "some place"


async def test_a_person_has_one_key_and_everybody_another(database: Database, clock: HandClock) -> None:
    an, binh = await a_contact(database, clock.now(), "an"), await a_contact(database, clock.now(), "binh")
    async with database.transaction() as store:
        first, again = await store.keys.of(an, clock.now()), await store.keys.of(an, clock.now())
        other = await store.keys.of(binh, clock.now())
        opened = await store.keys.open(first.id)
    assert first == again == opened
    assert first.data.material != other.data.material
    assert len(rows(database, person_key)) == 2
    with pytest.raises(SealBroken):
        other.data.open(first.data.seal("kín", PLACE), PLACE)


async def test_a_key_is_never_written_down_and_opens_for_its_own_person_alone(
    database: Database, clock: HandClock
) -> None:
    an, binh = await a_contact(database, clock.now(), "an"), await a_contact(database, clock.now(), "binh")
    async with database.transaction() as store:
        key, other = await store.keys.of(an, clock.now()), await store.keys.of(binh, clock.now())
    stored = row(database, person_key, key.id)
    assert key.data.material not in bytes(stored.wrapped)
    assert key.data.material.hex() not in repr(key)
    change(database, update(person_key).where(person_key.c.id == other.id).values(wrapped=stored.wrapped))
    async with database.transaction() as store:
        for look in (store.keys.open(other.id), store.keys.of(binh, clock.now())):
            with pytest.raises(SealBroken):
                await look
        with pytest.raises(SealBroken):
            await store.keys.share(other.id, an, clock.now())


async def test_a_shared_key_opens_the_same_and_outlives_the_one_it_was_shared_from(
    database: Database, clock: HandClock
) -> None:
    an, binh = await a_contact(database, clock.now(), "an"), await a_contact(database, clock.now(), "binh")
    async with database.transaction() as store:
        key = await store.keys.of(an, clock.now())
        sealed = key.data.seal("kín", PLACE)
        shared = await store.keys.share(key.id, binh, clock.now())
        assert shared.id != key.id
        assert await store.keys.of(binh, clock.now()) == shared
        assert await store.keys.destroy(an) == 1
        assert await store.keys.open(key.id) is None
        opened = await store.keys.open(shared.id)
        assert opened is not None
        assert opened.data.open(sealed, PLACE) == "kín"
        with pytest.raises(SealBroken):
            await store.keys.share(key.id, binh, clock.now())
    kept = row(database, person_key, shared.id)
    assert kept.contact_id == binh
    assert key.data.material not in bytes(kept.wrapped)


async def test_destroying_takes_all_keys_of_one_person_and_a_new_one_is_another(
    database: Database, clock: HandClock
) -> None:
    an, binh = await a_contact(database, clock.now(), "an"), await a_contact(database, clock.now(), "binh")
    async with database.transaction() as store:
        own, theirs = await store.keys.of(an, clock.now()), await store.keys.of(binh, clock.now())
        await store.keys.share(theirs.id, an, clock.now())
        assert await store.keys.destroy(an) == 2
        assert await store.keys.destroy(an) == 0
        anew = await store.keys.of(an, clock.now())
        assert anew.data.material not in (own.data.material, theirs.data.material)
        assert await store.keys.open(theirs.id) == theirs


async def test_files_open_under_every_key_of_a_person_and_are_sealed_under_the_newest(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    an, binh = await a_contact(database, clock.now(), "an"), await a_contact(database, clock.now(), "binh")
    blobs = Blobs(tmp_path)
    async with database.transaction() as store:
        assert await store.keys.of_files(an) is None
        own, theirs = await store.keys.of(an, clock.now()), await store.keys.of(binh, clock.now())
        before = await blobs.write(_once(b"before"), own.of_files, 100)
        moved = await blobs.write(_once(b"moved"), theirs.of_files, 100)
        await store.keys.share(theirs.id, an, clock.now())
        keys = await store.keys.of_files(an)
        assert keys is not None
        after = await blobs.write(_once(b"after"), keys, 100)
        newest = (await store.keys.of(an, clock.now())).of_files
    for kept, data in ((before, b"before"), (moved, b"moved"), (after, b"after")):
        async with aclosing(blobs.read(kept.id, keys)) as chunks:
            assert b"".join([chunk async for chunk in chunks]) == data
    async with aclosing(blobs.read(after.id, newest)) as chunks:
        assert b"".join([chunk async for chunk in chunks]) == b"after"
    with pytest.raises(SealBroken):
        await anext(blobs.read(before.id, newest))


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def test_a_key_opens_after_the_secret_was_changed_and_not_without_the_old_one(
    database: Database, clock: HandClock
) -> None:
    an, binh = await a_contact(database, clock.now(), "an"), await a_contact(database, clock.now(), "binh")
    async with database.transaction() as store:
        old = await store.keys.of(an, clock.now())
    async with Database(database.url, Vault(NEW_SECRET, SECRET)) as rotated, rotated.transaction() as store:
        assert await store.keys.of(an, clock.now()) == old
        new = await store.keys.of(binh, clock.now())
    async with Database(database.url, Vault(NEW_SECRET)) as forgetful, forgetful.transaction() as store:
        assert await store.keys.of(binh, clock.now()) == new
        with pytest.raises(SealBroken):
            await store.keys.of(an, clock.now())
