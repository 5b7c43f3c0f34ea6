"""How long a session lives: until sign-out, half an hour without a request, or eight hours."""

from sqlalchemy import update

from bot.app import House
from handlers.desk.accounts import NewAccount
from storage.states import Role
from storage.tables import staff
from storage.tables_sessions import staff_session
from tests.bot.console.desk import Desk
from tests.support.clock import HandClock
from tests.support.rows import change, rows

MINUTE = 60
HOUR = 60 * MINUTE


async def test_after_sign_out_the_id_is_dead_on_the_server(house: House, seated: Desk) -> None:
    token = seated.cookie()
    left = await seated.signs_out()
    assert (left.status, left.headers["Location"]) == (303, "/console")
    assert not seated.cookie()
    seated.plant(token)
    assert not await seated.is_in()
    assert rows(house.database, staff_session) == []


async def test_signing_out_here_leaves_another_browser_signed_in(seated: Desk, account: NewAccount) -> None:
    here = seated.cookie()
    seated.client.session.cookie_jar.clear()
    await seated.signs_in(account.name, account.password)
    await seated.signs_out()
    seated.plant(here)
    assert await seated.is_in()


async def test_half_an_hour_without_a_request_ends_it(clock: HandClock, house: House, seated: Desk) -> None:
    clock.pass_seconds(30 * MINUTE - 1)
    assert await seated.is_in()
    token = seated.cookie()
    clock.pass_seconds(30 * MINUTE)
    page = await seated.opens()
    assert "Phiên làm việc đã hết" in page.text
    assert not seated.cookie()
    seated.plant(token)
    assert not await seated.is_in()
    assert rows(house.database, staff_session) == []


async def test_eight_hours_end_it_however_busy(clock: HandClock, seated: Desk) -> None:
    for _ in range(24):
        clock.pass_seconds(20 * MINUTE - 1)
        assert await seated.is_in()
    clock.pass_seconds(24)
    assert not await seated.is_in()


async def test_a_form_sent_after_the_end_does_nothing_and_leads_to_the_door(
    clock: HandClock, seated: Desk
) -> None:
    token = (await seated.opens()).token
    clock.pass_seconds(HOUR)
    page = await seated.sends("/console/sign-out", {"form": token})
    assert (page.status, page.headers["Location"]) == (303, "/console")


async def test_dead_sessions_of_others_are_cleared_away_at_sign_in(
    clock: HandClock, house: House, seated: Desk, account: NewAccount
) -> None:
    seated.client.session.cookie_jar.clear()
    clock.pass_seconds(HOUR)
    await seated.signs_in(account.name, account.password)
    assert len(rows(house.database, staff_session)) == 1


async def test_the_role_is_read_again_at_every_request(house: House, seated: Desk) -> None:
    assert "quản trị" in (await seated.opens()).text
    change(house.database, update(staff).values(role=Role.VIEWER))
    assert "quản trị" not in (await seated.opens()).text


async def test_made_up_ids_open_nothing(desk: Desk) -> None:
    for value in ("x", "x" * 43, "x" * 5000, "%00", "é"):
        page = await desk.opens(Cookie=f"kc_staff={value}")
        assert page.status == 200
        assert "Đăng nhập" in page.text
