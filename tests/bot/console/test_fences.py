"""What every request must show: a listed page, a role that may open it, and a form of our own."""

import pytest

from bot.app import House
from bot.console import access
from handlers.desk.accounts import NewAccount
from handlers.desk.sessions import Role
from tests.bot.console.desk import Desk, console_app

_SAFE = ("GET", "HEAD", "OPTIONS")


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: the fences stand before it."""
    return sqlite_url


def console_routes(house: House) -> list[tuple[str, str]]:
    return [
        (route.method, route.resource.canonical)
        for route in console_app(house).router.routes()
        if route.resource is not None and route.method != "HEAD"  # aiohttp's shadow of each GET
    ]


def example(path: str) -> str:
    return path.replace("{name}", "console.css").replace("{rest}", "anything")


async def test_every_unsafe_route_refuses_a_form_without_its_token(house: House, seated: Desk) -> None:
    unsafe = [path for method, path in console_routes(house) if method not in _SAFE]
    assert {"/console/sign-in", "/console/sign-out"} <= set(unsafe)
    for path in unsafe:
        for fields in ({}, {"form": ""}, {"form": "0" * 64}, {"form": "é"}):
            assert (await seated.sends(example(path), fields)).status == 403, path
    assert await seated.is_in()


async def test_a_token_belongs_to_one_session(seated: Desk, account: NewAccount) -> None:
    others_token = (await seated.opens()).token
    seated.client.session.cookie_jar.clear()
    await seated.signs_in(account.name, account.password)
    assert (await seated.sends("/console/sign-out", {"form": others_token})).status == 403
    assert await seated.is_in()


async def test_without_cookies_not_even_the_token_of_an_empty_cookie_fits(desk: Desk) -> None:
    token = (await desk.opens()).token
    desk.client.session.cookie_jar.clear()
    for path in ("/console/sign-in", "/console/sign-out"):
        assert (await desk.sends(path, {"form": token})).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
async def test_another_site_is_refused_even_with_the_right_token(
    seated: Desk, headers: dict[str, str]
) -> None:
    token = (await seated.opens()).token
    assert (await seated.sends("/console/sign-out", {"form": token}, **headers)).status == 403
    assert await seated.is_in()


async def test_what_a_browser_says_of_our_own_form_is_accepted(seated: Desk) -> None:
    token = (await seated.opens()).token
    own = str(seated.client.make_url("/").origin())
    page = await seated.sends("/console/sign-out", {"form": token}, Origin=own, Sec_Fetch_Site="same-origin")
    assert page.status == 303


async def test_bodies_that_are_no_form_of_ours_are_refused(desk: Desk) -> None:
    token = (await desk.opens()).token
    assert (await desk.sends("/console/sign-in", {"form": token, "name": "x" * 20_000})).status == 403
    for content_type, body in (
        ("application/json", f'{{"form": "{token}"}}'.encode()),
        ("application/x-www-form-urlencoded; charset=none-such", f"form={token}".encode()),
        ("application/x-www-form-urlencoded", b"\xff\xfe=\xff"),
        ("multipart/form-data; boundary=x", b"--x--"),
    ):
        headers = {"Content-Type": content_type}
        async with desk.client.post("/console/sign-in", data=body, headers=headers) as answer:
            assert answer.status == 403, content_type


async def test_every_route_is_listed_for_somebody(house: House) -> None:
    listed = access.TO_ANYONE | set(access.TO_STAFF)
    *pages, last = console_routes(house)
    assert sorted(pages) == sorted(listed)
    assert last == ("*", "/console/{rest}")


async def test_a_role_opens_what_the_table_says_and_nothing_else(house: House) -> None:
    for method, path in console_routes(house):
        for role in Role:
            allowed = access.TO_STAFF.get((method, path), frozenset())
            assert access.may_open(role, (method, path)) == (role in allowed)
    assert not any(access.may_open(role, ("GET", "/console/not-built-yet")) for role in Role)


async def test_unlisted_paths_are_refused_with_or_without_a_session(desk: Desk, account: NewAccount) -> None:
    paths = (
        "/console/staff",
        "/console/sign-in",
        "/console/static/",
        "/console/../secret.key",
        "/console/%00",
    )
    for path in paths:
        assert (await desk.opens(path)).status in (403, 404), path
    await desk.signs_in(account.name, account.password)
    assert (await desk.opens("/console/staff")).status == 403


async def test_static_files_are_the_known_ones(desk: Desk) -> None:
    sheet = await desk.opens("/console/static/console.css")
    assert (sheet.status, sheet.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    for name in ("routes.py", "..%2froutes.py", "%2e%2e%2froutes.py", "console.css%00", "CON"):
        assert (await desk.opens(f"/console/static/{name}")).status in (403, 404), name


async def test_a_slash_too_many_is_forgiven(desk: Desk) -> None:
    page = await desk.opens("/console/")
    assert (page.status, page.headers["Location"]) == (303, "/console")


async def test_pages_stay_in_no_cache_and_send_their_own_origin(seated: Desk) -> None:
    page = await seated.opens()
    assert page.headers["Cache-Control"] == "no-store"
    assert (
        page.headers["Referrer-Policy"] == "same-origin"
    )  # else browsers send `Origin: null` with our forms
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


async def test_pages_hold_no_script_and_no_style_of_their_own(desk: Desk, account: NewAccount) -> None:
    before = await desk.opens()
    await desk.signs_in(account.name, account.password)
    for page in (before, await desk.opens(), await desk.opens("/console/none")):
        assert "<script" not in page.text
        assert "style=" not in page.text
        assert "<style" not in page.text
