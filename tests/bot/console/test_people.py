"""The administrator's page of accounts, and what nobody can do by it."""

import re

import pytest

from bot.app import House
from handlers.desk.accounts import NewAccount
from storage.states import Role
from storage.tables import audit_event, staff
from storage.tables_applications import staff_area
from storage.tables_sessions import staff_session
from tests.bot.console.codes import does, shows, turns_on
from tests.bot.console.desk import Desk, Page
from tests.support.clock import HandClock
from tests.support.rows import rows

PEOPLE = "/console/people"
ADMIN, LAN = 1, 2
_PASSWORD = re.compile(r'class="big">([a-z2-9]{5}(?:-[a-z2-9]{5}){3})<')


def password_in(page: Page) -> str:
    found = _PASSWORD.search(page.text)
    return found.group(1) if found else ""


async def acts(desk: Desk, do: str, staff_id: int = LAN, **fields: str) -> Page:
    return await does(desk, f"{PEOPLE}/{staff_id}", do=do, **fields)


def actions(house: House, actor: str = f"staff:{ADMIN}") -> list[str]:
    return [event.action for event in rows(house.database, audit_event) if event.actor == actor]


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what both must do alike is tested in test_accounts_at_once.py."""
    return sqlite_url


@pytest.fixture
async def lan(house: House, account: NewAccount) -> NewAccount:
    """The second account, an officer's."""
    return await house.desk.staff.add("Chị Lan", Role.OFFICER, house.clock.now())


@pytest.fixture
async def lans_session(house: House, lan: NewAccount) -> str:
    async with house.database.transaction() as store:
        return await house.desk.sessions.open(store, LAN, house.clock.now())


async def test_an_account_is_added_and_its_password_shown_once(house: House, seated: Desk) -> None:
    page = await does(seated, PEOPLE, name="Anh Nam", role="lead")
    password = password_in(page)
    assert password
    assert password not in (await seated.opens(PEOPLE)).text
    assert password not in str(rows(house.database, staff))
    added = rows(house.database, staff)[-1]
    assert (added.name, added.role) == ("Anh Nam", Role.LEAD)
    assert actions(house)[-1] == "staff_added"
    again = await does(seated, PEOPLE, name="Anh Nam", role="admin")
    assert (again.status, "Đã có tài khoản" in again.text) == (422, True)
    assert (await does(seated, PEOPLE, name="", role="lead")).status == 422
    assert (await does(seated, PEOPLE, name="x", role="owner")).status == 403
    await seated.signs_out()
    assert (await seated.signs_in("Anh Nam", password)).status == 303


async def test_another_role_ends_the_sessions_that_had_the_old_one(
    house: House, seated: Desk, lans_session: str
) -> None:
    assert (await acts(seated, "role", role="viewer")).status == 303
    assert rows(house.database, staff)[-1].role == Role.VIEWER
    assert [row.staff_id for row in rows(house.database, staff_session)] == [ADMIN]
    assert actions(house)[-1] == "role_changed"
    assert (await acts(seated, "role", role="viewer")).status == 409


async def test_places_are_given_by_name_and_taken_off(house: House, seated: Desk, lan: NewAccount) -> None:
    assert (await acts(seated, "place", province="gia-lai", commune="an khe")).status == 303
    assert (await acts(seated, "place", province="tay-ninh")).status == 303
    page = await seated.opens(f"{PEOPLE}/{LAN}")
    for shown in ("An Khê, Gia Lai", "Cả Tây Ninh"):
        assert shown in page.text
    lost = await acts(seated, "place", province="gia-lai", commune="không có xã này")
    assert (lost.status, "Chưa nhận ra xã" in lost.text) == (422, True)
    assert (await acts(seated, "no_place", province="gia-lai", commune="An Khê")).status == 303
    assert [row.province for row in rows(house.database, staff_area)] == ["tay-ninh"]
    assert [each for each in actions(house) if "area" in each] == ["area_given", "area_given", "area_taken"]


async def test_a_forgotten_password_is_replaced_and_failures_are_forgiven(
    house: House, seated: Desk, lan: NewAccount, lans_session: str, clock: HandClock
) -> None:
    for number in range(7):
        await house.desk.sign_in.enter(lan.name, f"guess {number}", "n", clock.now())
    password = password_in(await acts(seated, "password"))
    assert [row.staff_id for row in rows(house.database, staff_session)] == [ADMIN]
    assert actions(house)[-1] == "password_reset"
    await seated.signs_out()
    assert (await seated.signs_in(lan.name, password)).status == 303


async def test_codes_of_a_lost_telephone_are_removed_by_another_administrator(
    house: House, desk: Desk, lan: NewAccount, account: NewAccount, clock: HandClock
) -> None:
    await desk.signs_in(lan.name, lan.password)
    telephone = await turns_on(house, desk, lan, clock)
    await desk.signs_out()
    await desk.signs_in(account.name, account.password)
    assert "bật" in (await desk.opens(f"{PEOPLE}/{LAN}")).text
    assert (await acts(desk, "codes")).status == 303
    assert (await acts(desk, "codes")).status == 409
    assert "totp_reset" in actions(house)
    await desk.signs_out()
    assert (await desk.signs_in(lan.name, lan.password)).headers["Location"] == "/console"
    assert (await shows(desk, telephone.shows_next(clock))).status != 200


async def test_the_last_administrator_stays_one(house: House, seated: Desk, lan: NewAccount) -> None:
    for do, fields in (("close", {}), ("role", {"role": "lead"})):
        page = await acts(seated, do, ADMIN, **fields)
        assert (page.status, "người quản trị duy nhất" in page.text) == (409, True)
    await acts(seated, "role", role="admin")
    assert (await acts(seated, "role", ADMIN, role="lead")).status == 303
    assert [row.role for row in rows(house.database, staff)] == [Role.LEAD, Role.ADMIN]
    assert not await seated.is_in()


async def test_one_s_own_password_and_codes_are_not_reset_here(seated: Desk) -> None:
    for do in ("password", "codes"):
        assert (await acts(seated, do, ADMIN)).status == 422
    assert await seated.is_in()


async def test_what_is_not_there_is_not_found(seated: Desk) -> None:
    for path in (f"{PEOPLE}/99", f"{PEOPLE}/x", f"{PEOPLE}/{'9' * 40}"):
        assert (await seated.opens(path)).status == 404
    for do in ("role", "close", "open", "password", "codes"):
        assert (await acts(seated, do, 99, role="lead")).status == 404, do
    assert (await acts(seated, "delete")).status == 403
