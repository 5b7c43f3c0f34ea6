"""Codes at the door: how they are turned on, asked for, spent once, guessed at, and turned off."""

import pytest
from sqlalchemy import update

from bot.app import House
from handlers.desk.accounts import NewAccount
from handlers.desk.sign_in import Entered, Wrong
from storage.tables import audit_event
from storage.tables_access import staff_half_session, staff_spare_code, staff_totp
from storage.tables_sessions import staff_session
from tests.bot.console.codes import CODE, ME, Telephone, does, secret_in, shows, spares_in, turns_on
from tests.bot.console.desk import Desk
from tests.support.clock import HandClock
from tests.support.rows import change, rows

MINUTE = 60


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what both must do alike is tested in test_accounts_at_once.py."""
    return sqlite_url


@pytest.fixture
async def telephone(house: House, seated: Desk, account: NewAccount, clock: HandClock) -> Telephone:
    return await turns_on(house, seated, account, clock)


@pytest.fixture
async def halfway(telephone: Telephone, seated: Desk, account: NewAccount) -> Desk:
    """Signed out, and the password shown again."""
    await seated.signs_out()
    page = await seated.signs_in(account.name, account.password)
    assert (page.status, page.headers["Location"]) == (303, CODE)
    return seated


async def test_after_the_password_a_code_opens_the_day(
    halfway: Desk, telephone: Telephone, clock: HandClock
) -> None:
    entered = await shows(halfway, telephone.shows_next(clock))
    assert (entered.status, entered.headers["Location"]) == (303, "/console")
    assert await halfway.is_in()
    assert not halfway.cookie("kc_staff_half")


async def test_secret_and_spare_codes_are_shown_once_and_stored_for_nobody_to_read(
    house: House, seated: Desk, telephone: Telephone
) -> None:
    assert len(set(telephone.spares)) == 10
    page = await seated.opens(ME)
    assert not secret_in(page)
    assert not spares_in(page)
    stored = f"{rows(house.database, staff_totp)} {rows(house.database, staff_spare_code)}"
    assert telephone.secret not in stored
    assert not any(spare in stored or spare.replace("-", "") in stored for spare in telephone.spares)


async def test_without_a_right_code_nothing_is_turned_on(
    seated: Desk, account: NewAccount, clock: HandClock
) -> None:
    assert (await does(seated, ME, do="on", password="not this one")).status == 422
    assert (await does(seated, ME, do="confirm", code="123456")).status == 422
    secret = secret_in(await does(seated, ME, do="on", password=account.password))
    refused = await does(seated, ME, do="confirm", code="000000")
    assert refused.status == 422
    assert secret not in refused.text.replace(" ", "")
    await seated.signs_out()
    assert (await seated.signs_in(account.name, account.password)).headers["Location"] == "/console"


async def test_turning_it_on_ends_what_was_opened_without_a_code(
    house: House, seated: Desk, account: NewAccount, clock: HandClock
) -> None:
    elsewhere = seated.cookie()
    seated.client.session.cookie_jar.clear()
    await seated.signs_in(account.name, account.password)
    await turns_on(house, seated, account, clock)
    assert await seated.is_in()
    seated.plant(elsewhere)
    assert not await seated.is_in()


async def test_a_code_is_taken_once_wherever_it_was_taken(
    halfway: Desk, telephone: Telephone, account: NewAccount, clock: HandClock
) -> None:
    assert (await shows(halfway, telephone.shows(clock))).status == 403  # it turned codes on
    code = telephone.shows_next(clock)
    assert (await shows(halfway, code)).status == 303
    await halfway.signs_out()
    await halfway.signs_in(account.name, account.password)
    page = await shows(halfway, code)
    assert page.status == 403
    assert "đã dùng rồi" in page.text
    assert (await shows(halfway, telephone.shows_next(clock))).status == 303


async def test_a_spare_code_opens_once(
    house: House, halfway: Desk, telephone: Telephone, account: NewAccount
) -> None:
    spare = telephone.spares[0]
    assert (await shows(halfway, spare.lower().replace("-", " "))).status == 303
    assert "Còn 9 mã dự phòng" in (await halfway.opens(ME)).text
    await halfway.signs_out()
    await halfway.signs_in(account.name, account.password)
    assert (await shows(halfway, spare)).status == 403
    assert "spare_code_used" in [event.action for event in rows(house.database, audit_event)]


async def test_a_damaged_secret_leaves_the_spare_codes(
    house: House, halfway: Desk, telephone: Telephone, clock: HandClock
) -> None:
    change(house.database, update(staff_totp).values(secret=b"damaged and long enough to be looked at"))
    assert (await shows(halfway, telephone.shows_next(clock))).status == 403
    assert (await shows(halfway, telephone.spares[3])).status == 303


async def test_halfway_lasts_five_minutes_and_begins_anew_with_the_password(
    house: House, halfway: Desk, telephone: Telephone, account: NewAccount, clock: HandClock
) -> None:
    token = (await halfway.opens(CODE)).token
    clock.pass_seconds(5 * MINUTE)
    page = await halfway.sends(CODE, {"form": token, "code": telephone.shows(clock)})
    assert (page.status, page.headers["Location"]) == (303, "/console")
    assert not await halfway.is_in()
    assert (await halfway.opens(CODE)).status == 303
    await halfway.signs_in(account.name, account.password)
    assert len(rows(house.database, staff_half_session)) == 1
    assert (await shows(halfway, telephone.shows(clock))).status == 303


async def test_of_200_codes_in_a_quarter_of_an_hour_ten_at_most_are_looked_at(
    house: House, clock: HandClock, halfway: Desk, account: NewAccount
) -> None:
    token, statuses = (await halfway.opens(CODE)).token, []
    for number in range(200):
        if number % 60 == 59:  # whoever has the password comes halfway again, as often as they like
            await halfway.signs_in(account.name, account.password)
        halfway.network = f"192.0.2.{number}"
        statuses.append((await halfway.sends(CODE, {"form": token, "code": f"{number:06}"})).status)
        clock.pass_seconds(15 * MINUTE / 200)
    failed = [event for event in rows(house.database, audit_event) if event.action == "sign_in_failed"]
    assert statuses.count(403) == len(failed) <= 10
    assert statuses.count(429) == 200 - len(failed)
    assert not await halfway.is_in()


async def test_guesses_of_one_network_are_counted_for_codes_too(
    house: House, telephone: Telephone, account: NewAccount, clock: HandClock
) -> None:
    now, door = clock.now(), house.desk.sign_in
    half = await door.enter(account.name, account.password, "b", now)
    for number in range(20):
        await door.enter(f"name {number}", "guess", "a", now)
    held = await door.show_code(half.token, telephone.shows_next(clock), "a", now)  # type: ignore[union-attr]
    assert not isinstance(held, (Entered, Wrong))


async def test_turning_it_off_needs_the_password_and_a_code(
    seated: Desk, telephone: Telephone, account: NewAccount, clock: HandClock
) -> None:
    for password, code, said in (
        ("not this one", telephone.shows_next(clock), "Mật khẩu hiện tại không đúng"),
        (account.password, "000000", "Mã không đúng"),
    ):
        page = await does(seated, ME, do="off", password=password, code=code)
        assert page.status == 422
        assert said in page.text
    code = telephone.shows_next(clock)
    page = await does(seated, ME, do="off", password=account.password, code=code)
    assert page.headers["Location"] == "/console/me?done=off"
    await seated.signs_out()
    assert (await seated.signs_in(account.name, account.password)).headers["Location"] == "/console"


async def test_new_spare_codes_end_the_old_ones(
    halfway: Desk, telephone: Telephone, account: NewAccount, clock: HandClock
) -> None:
    await shows(halfway, telephone.shows_next(clock))
    code = telephone.shows_next(clock)
    page = await does(halfway, ME, do="spares", password=account.password, code=code)
    new = spares_in(page)
    assert len({*new, *telephone.spares}) == 20
    await halfway.signs_out()
    await halfway.signs_in(account.name, account.password)
    assert (await shows(halfway, telephone.spares[1])).status == 403
    assert (await shows(halfway, new[1])).status == 303


async def test_a_new_password_ends_every_other_session(
    house: House, seated: Desk, account: NewAccount
) -> None:
    elsewhere = seated.cookie()
    seated.client.session.cookie_jar.clear()
    await seated.signs_in(account.name, account.password)
    new = "cái cày, lò rèn, mái chèo"
    for old, again, said in (
        ("not this one", new, "Mật khẩu hiện tại không đúng"),
        (account.password, "another one", "không giống nhau"),
    ):
        page = await does(seated, ME, do="password", password=old, new=new, again=again)
        assert (page.status, said in page.text) == (422, True)
    weak = await does(seated, ME, do="password", password=account.password, new="matkhau", again="matkhau")
    assert "ngắn quá" in weak.text
    page = await does(seated, ME, do="password", password=account.password, new=new, again=new)
    assert page.headers["Location"] == "/console/me?done=password"
    assert await seated.is_in()
    assert len(rows(house.database, staff_session)) == 1
    seated.plant(elsewhere)
    assert not await seated.is_in()
    assert (await seated.signs_in(account.name, account.password)).status == 403
    assert (await seated.signs_in(account.name, new)).status == 303


async def test_guessing_the_password_from_inside_is_held_like_guessing_at_the_door(seated: Desk) -> None:
    pages = [await does(seated, ME, do="on", password=f"guess {number}") for number in range(6)]
    assert [page.status for page in pages] == [422] * 5 + [429]
    assert "Chờ 1 phút" in pages[-1].text


async def test_signing_out_everywhere_ends_this_session_too(
    house: House, seated: Desk, account: NewAccount
) -> None:
    elsewhere = seated.cookie()
    seated.client.session.cookie_jar.clear()
    await seated.signs_in(account.name, account.password)
    assert (await does(seated, ME, do="everywhere")).headers["Location"] == "/console"
    assert not seated.cookie()
    assert rows(house.database, staff_session) == []
    seated.plant(elsewhere)
    assert not await seated.is_in()


async def test_the_trail_names_every_step_and_holds_no_secret(
    house: House, seated: Desk, telephone: Telephone
) -> None:
    events = rows(house.database, audit_event)
    assert {"totp_offered", "totp_on"} <= {event.action for event in events}
    assert not any(each in str(events) for each in (telephone.secret, *telephone.spares))
