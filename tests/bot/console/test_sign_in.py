"""The door: who comes in, with what cookie, and what is told to those who do not."""

import unicodedata
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

from bot.app import House
from handlers.desk.accounts import NewAccount
from knowledge.base import KnowledgeBase
from storage.states import Role
from storage.tables import audit_event, staff
from storage.tables_sessions import staff_session
from tests.bot.console.desk import SESSION, Desk, console_app
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.rows import rows


async def test_the_right_password_opens_the_day(desk: Desk, account: NewAccount) -> None:
    assert "Đăng nhập" in (await desk.opens()).text
    entered = await desk.signs_in(account.name, account.password)
    assert (entered.status, entered.headers["Location"]) == (303, "/console")
    assert await desk.is_in()


async def test_wrong_password_and_unknown_name_get_the_same_page(desk: Desk, account: NewAccount) -> None:
    wrong = await desk.signs_in(account.name, "not this one")
    unknown = await desk.signs_in("nobody", "not this one")
    assert wrong.status == unknown.status == 403
    assert wrong.text.replace(account.name, "nobody") == unknown.text
    assert "không đúng" in wrong.text
    assert not desk.cookie()


async def test_the_name_is_shown_again_and_the_password_never(desk: Desk) -> None:
    page = await desk.signs_in('"><script>alert(1)</script>', "typed-by-hand")
    assert "&#34;&gt;&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert "typed-by-hand" not in page.text


async def test_names_that_no_database_likes_are_just_wrong(desk: Desk) -> None:
    for name in ("", "\x00", "a" * 5000, "quan\x00tri", "'; --"):
        assert (await desk.signs_in(name, "x")).status == 403


async def test_a_name_is_read_as_it_was_written_down(house: House, desk: Desk) -> None:
    decomposed = unicodedata.normalize("NFD", "Hồng Thắm")
    made = await house.desk.staff.add(f" {decomposed} ", Role.OFFICER, house.clock.now())
    assert (await desk.signs_in("Hồng Thắm", made.password)).status == 303


async def test_an_id_known_before_is_worth_nothing_after(desk: Desk, account: NewAccount) -> None:
    planted = "planted-by-somebody-else"
    desk.plant(planted)
    await desk.opens()
    desk.plant(planted)
    await desk.signs_in(account.name, account.password)
    mine = desk.cookie()
    assert mine != planted
    desk.plant(planted)
    assert not await desk.is_in()


async def test_each_sign_in_has_an_id_of_its_own_and_ends_the_one_before(
    house: House, desk: Desk, account: NewAccount
) -> None:
    token = (await desk.opens()).token
    door = desk.cookie("kc_staff_door")
    fields = {"form": token, "name": account.name, "password": account.password}
    await desk.sends("/console/sign-in", fields)
    first = desk.cookie()
    desk.plant(door, "kc_staff_door")
    await desk.sends("/console/sign-in", fields)
    second = desk.cookie()
    assert first != second
    assert len(second) >= 43  # 256 bits in base64
    assert await desk.is_in()
    desk.plant(first)
    assert not await desk.is_in()
    assert len(rows(house.database, staff_session)) == 1


async def test_only_the_hash_of_the_id_is_stored(house: House, seated: Desk) -> None:
    assert seated.cookie()
    assert seated.cookie() not in str(rows(house.database, staff_session))


async def test_over_http_the_cookie_is_plain_but_guarded(desk: Desk, account: NewAccount) -> None:
    cookie = (await desk.signs_in(account.name, account.password)).cookies[SESSION]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert not cookie["secure"]


async def test_over_https_the_browser_holds_the_cookie_to_this_host(
    sqlite_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    address = "https://khuyencong.example.vn"
    async with (
        open_test_house(sqlite_url, tmp_path / "data", clock, knowledge, public_url=address) as house,
        TestClient(TestServer(console_app(house))) as client,
    ):
        desk = Desk(client)
        account = await house.desk.staff.first_admin(clock.now())
        assert account is not None
        form = await desk.opens()
        door = form.cookies["__Host-kc_staff_door"]
        fields = {"form": form.token, "name": account.name, "password": account.password}
        # The jar rightly keeps a Secure cookie from plain http; the proxy in front would have had https.
        entered = await desk.sends(
            "/console/sign-in", fields, Cookie=f"{door.key}={door.value}", Origin=address
        )
        for cookie in (door, entered.cookies["__Host-kc_staff"]):
            assert cookie["secure"]
            assert cookie["httponly"]
            assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


async def test_every_entrance_leaves_ids_in_the_audit_trail_and_no_words(
    house: House, desk: Desk, account: NewAccount
) -> None:
    await desk.signs_in("a password typed as a name", "x")
    await desk.signs_in(account.name, "not this one")
    await desk.signs_in(account.name, account.password)
    await desk.signs_out()
    events = rows(house.database, audit_event)
    assert [
        (event.actor, event.action, event.subject) for event in events if event.action != "gaps_read"
    ] == [
        ("system", "staff_added", "staff:1"),
        ("console", "sign_in_failed", "staff:unknown"),
        ("console", "sign_in_failed", "staff:1"),
        ("staff:1", "sign_in", "session:1"),
        ("staff:1", "sign_out", "session:1"),
    ]
    assert account.name not in str(events)


async def test_the_password_is_stored_as_argon2id_alone(house: House, account: NewAccount) -> None:
    (stored,) = rows(house.database, staff)
    assert stored.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert account.password not in str(stored)
