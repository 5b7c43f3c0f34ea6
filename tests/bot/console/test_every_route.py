"""Every route of the console, as the router has it, asked by every role and by those who are not in yet."""

import pytest

from bot.app import House
from bot.console import access
from handlers.desk.accounts import NewAccount
from handlers.desk.sessions import Role
from tests.bot.console.codes import CODE, turns_on
from tests.bot.console.desk import Desk
from tests.bot.console.test_fences import console_routes, example
from tests.support.clock import HandClock

_NOT_YOURS = "tài khoản của bạn không được mở"
_ENDS = ("POST", access.SIGN_OUT)


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: the fences stand before it."""
    return sqlite_url


def _filled(path: str) -> str:
    return example(path).replace("{id}", "7").replace("{code}", "KC0000000000A")


async def _session(house: House, role: Role) -> str:
    now = house.clock.now()
    async with house.database.transaction() as store:
        added = await store.staff.add(f"một {role.value}", role, "no hash", now)
        assert added is not None
        return await house.desk.sessions.open(store, added, now)


async def test_a_role_is_let_in_where_the_table_says_and_nowhere_else(house: House, desk: Desk) -> None:
    pairs = [page for page in console_routes(house) if page in access.TO_STAFF]
    wrong, asked = [], 0
    for role in Role:
        desk.plant(await _session(house, role))
        token = (await desk.opens(access.ME)).token
        for method, path in pairs:
            if (method, path) == _ENDS:
                continue
            page = (
                await desk.opens(_filled(path))
                if method == "GET"
                else await desk.sends(_filled(path), {"form": token})
            )
            is_refused = page.status == 403 and _NOT_YOURS in page.text
            asked += 1
            if is_refused is access.may_open(role, (method, path)):
                wrong.append((role, method, path, page.status))
        desk.client.session.cookie_jar.clear()
    assert wrong == []
    assert asked == (len(pairs) - 1) * len(Role)


async def test_half_a_session_opens_nothing_but_the_code(
    house: House, seated: Desk, account: NewAccount, clock: HandClock
) -> None:
    await turns_on(house, seated, account, clock)
    await seated.signs_out()
    await seated.signs_in(account.name, account.password)
    half = seated.cookie("kc_staff_half")
    assert half
    token = (await seated.opens(CODE)).token
    for planted in ("", half):  # nor is it worth anything in the place of a session
        if planted:
            seated.plant(planted)
        for method, path in access.TO_STAFF:
            if method == "GET":
                page = await seated.opens(_filled(path))
                assert "Đăng nhập" in page.text, path
            else:
                page = await seated.sends(_filled(path), {"form": token})
                assert page.status in (303, 403), path
                assert page.headers.get("Location", "/console") == "/console"


async def test_the_menu_leads_where_the_role_may_go_and_marks_where_it_is(house: House, desk: Desk) -> None:
    for role in Role:
        desk.plant(await _session(house, role))
        page = await desk.opens(access.ME)
        for path in (access.HOME, access.INBOX, access.APPLICATIONS, access.BROADCASTS, access.PEOPLE):
            assert (f'<li><a href="{path}">' in page.text) is access.may_open(role, ("GET", path)), path
        assert '<a href="/console/me" aria-current="page">' in page.text
        desk.client.session.cookie_jar.clear()
