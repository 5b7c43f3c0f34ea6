"""A handful of sealed values tells whether the secrets at hand are those that sealed them."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert, update

from storage.crypto import Vault
from storage.database import Database
from storage.repositories.seals import Seals
from storage.states import GapKind
from storage.tables import conversation, gap
from tests.conftest import SECRET
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.kept import a_contact, a_profile
from tests.support.rows import change

NEW = "the-next-secret-0123456789-abcdefghijklmnopqrstuv"


async def look(database: Database, *secrets: str) -> Seals:
    """As somebody sees it who has these secrets."""
    async with Database(database.url, Vault(*secrets)) as opened, opened.reading() as store:
        return await store.sealed.look()


async def a_state(database: Database, clock: HandClock) -> None:
    identity = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        await store.conversations.save(identity, '{"home": "gia-lai"}', clock.now())


async def a_key(database: Database, clock: HandClock) -> None:
    contact_id = await a_contact(database, clock.now())
    async with database.transaction() as store:
        await store.keys.of(contact_id, clock.now())


async def a_case(database: Database, clock: HandClock) -> None:
    await a_profile(database, clock.now())


@pytest.mark.parametrize("write", [a_state, a_key, a_case])
async def test_one_value_of_any_kind_tells_whose_it_is(
    database: Database, clock: HandClock, write: Callable[..., object]
) -> None:
    await write(database, clock)  # type: ignore[misc]
    assert await look(database, SECRET) == await look(database, NEW, SECRET) == Seals(known=2)
    other = await look(database, NEW)
    assert other == Seals(unknown=2)  # the same one is the oldest and the newest
    assert other.are_foreign


async def test_where_nothing_is_sealed_every_key_will_do(database: Database, clock: HandClock) -> None:
    assert await look(database, NEW) == Seals()
    await a_conversation(database, clock.now())
    found = await look(database, NEW)
    assert (found, found.are_foreign) == (Seals(), False)


async def test_values_of_before_are_seen_behind_many_new_ones_and_make_nothing_foreign(
    database: Database, clock: HandClock
) -> None:
    old, new = Vault(SECRET), Vault(NEW)
    row = {"kind": GapKind.UNKNOWN, "created_at": clock.now()}
    sealed = [{**row, "question": vault.seal("x", "gap.question")} for vault in [old] * 20 + [new] * 20]
    change(database, insert(gap), sealed)
    for secret in (SECRET, NEW):
        found = await look(database, secret)
        assert (found, found.are_foreign) == (Seals(known=5, unknown=5), False)


async def test_a_damaged_value_is_still_known_by_its_key(database: Database, clock: HandClock) -> None:
    row = {"kind": GapKind.UNKNOWN, "created_at": clock.now()}
    change(database, insert(gap), [{**row, "question": Vault(SECRET).seal("x", "gap.question")[:-1]}])
    assert await look(database, SECRET) == Seals(known=2)


async def test_a_state_that_was_never_sealed_tells_nothing(database: Database, clock: HandClock) -> None:
    await a_state(database, clock)
    change(database, update(conversation).values(state='{"home": "gia-lai"}'))
    assert await look(database, NEW) == Seals()
