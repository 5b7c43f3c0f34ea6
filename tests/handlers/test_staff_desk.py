"""Staff accounts: a password shown once, kept only as argon2id of the required strength."""

import json

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from handlers.desk.accounts import FIRST_ADMIN, NameTaken, StaffDesk
from handlers.desk.passwords import Passwords
from storage.database import Database
from storage.states import Role
from storage.tables import audit_event, staff
from tests.support.clock import HandClock
from tests.support.rows import rows


@pytest.fixture
def desk(database: Database) -> StaffDesk:
    return StaffDesk(database, Passwords())


async def test_the_stored_hash_is_argon2id_of_19_mib_and_two_rounds(
    desk: StaffDesk, database: Database, clock: HandClock
) -> None:
    account = await desk.add("hương", Role.OFFICER, clock.now())
    stored: str = rows(database, staff)[0].password_hash
    parameters = extract_parameters(stored)
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)
    assert (parameters.hash_len, parameters.salt_len) == (32, 16)
    assert PasswordHasher().verify(stored, account.password)
    assert account.password not in stored


async def test_passwords_are_long_easy_to_read_and_never_the_same(
    desk: StaffDesk, database: Database, clock: HandClock
) -> None:
    accounts = [await desk.add(f"người {number}", Role.VIEWER, clock.now()) for number in range(4)]
    assert len({account.password for account in accounts}) == 4
    assert len({found.password_hash for found in rows(database, staff)}) == 4
    for account in accounts:
        groups = account.password.split("-")
        assert [len(group) for group in groups] == [5, 5, 5, 5]
        assert not set("".join(groups)) & set("ilo01")


async def test_a_name_that_is_taken_is_refused_and_the_first_account_stays(
    desk: StaffDesk, database: Database, clock: HandClock
) -> None:
    await desk.add("nam", Role.OFFICER, clock.now())
    (before,) = rows(database, staff)
    with pytest.raises(NameTaken):
        await desk.add("nam", Role.ADMIN, clock.now())
    assert rows(database, staff) == [before]
    assert len(rows(database, audit_event)) == 1


async def test_an_account_is_audited_by_id_and_role_only(
    desk: StaffDesk, database: Database, clock: HandClock
) -> None:
    account = await desk.add("hương", Role.LEAD, clock.now())
    (event,) = rows(database, audit_event)
    assert (event.action, event.subject) == ("staff_added", f"staff:{rows(database, staff)[0].id}")
    assert json.loads(event.detail) == {"role": "lead"}
    assert account.password not in str(event)


async def test_the_first_start_makes_one_admin_and_later_starts_none(
    desk: StaffDesk, database: Database, clock: HandClock
) -> None:
    first = await desk.first_admin(clock.now())
    assert first is not None
    assert first.name == FIRST_ADMIN
    assert rows(database, staff)[0].role == Role.ADMIN
    assert await desk.first_admin(clock.now()) is None
    assert len(rows(database, staff)) == 1
