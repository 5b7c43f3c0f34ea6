"""Staff accounts as rows."""

import asyncio

import pytest
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.states import Role
from tests.support.clock import HandClock


async def add(database: Database, clock: HandClock, name: str) -> int | None:
    async with database.transaction() as store:
        return await store.staff.add(name, Role.OFFICER, "hash", clock.now())


async def test_an_account_is_found_by_its_exact_name(database: Database, clock: HandClock) -> None:
    identity = await add(database, clock, "hương")
    async with database.reading() as store:
        found = await store.staff.find("hương")
        assert await store.staff.find("huong") is None
        assert await store.staff.count() == 1
    assert found is not None
    assert (found.id, found.name, found.role, found.password_hash) == (
        identity,
        "hương",
        Role.OFFICER,
        "hash",
    )


async def test_a_name_is_given_once_also_when_asked_for_twice_at_the_same_moment(
    database: Database, clock: HandClock
) -> None:
    added = await asyncio.gather(*(add(database, clock, "nam") for _ in range(4)))
    assert sum(identity is not None for identity in added) == 1


async def test_a_new_password_hash_replaces_only_its_own(database: Database, clock: HandClock) -> None:
    nam, lan = await add(database, clock, "nam"), await add(database, clock, "lan")
    assert nam is not None
    assert lan is not None
    async with database.transaction() as store:
        await store.staff.set_password_hash(nam, "new hash")
    async with database.reading() as store:
        accounts = [await store.staff.find(name) for name in ("nam", "lan")]
    assert [account and account.password_hash for account in accounts] == ["new hash", "hash"]


async def test_a_role_that_does_not_exist_cannot_be_stored(database: Database, clock: HandClock) -> None:
    with pytest.raises(StatementError):
        async with database.transaction() as store:
            await store.staff.add("nam", "owner", "hash", clock.now())  # type: ignore[arg-type]
