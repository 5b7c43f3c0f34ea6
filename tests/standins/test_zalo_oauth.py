"""Consent, codes and tokens behave as documented: once, for a while, and the old one dies at once."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest

from tests.standins.zalo import challenge_of
from tests.standins.zalo_desk import DAY, HOUR, Desk

VERIFIER = "v" * 43


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk() as opened:
        yield opened


def query(desk: Desk, **changes: str) -> dict[str, str]:
    identity = desk.api.identity
    given = {"app_id": identity.app_id, "redirect_uri": identity.redirect_uri, "state": "abc"}
    return given | {"code_challenge": challenge_of(VERIFIER)} | changes


async def consent(desk: Desk) -> dict[str, str]:
    """Opens the page, presses its button and reads the callback's address."""
    url = f"{desk.api.oauth_url}/v4/oa/permission?{urlencode(query(desk))}"
    async with desk.http.get(url) as page:
        assert "Allow" in await page.text()
    async with desk.http.post(url, allow_redirects=False) as answer:
        callback = answer.headers["Location"]
    assert callback.startswith(desk.api.identity.redirect_uri)
    return {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}


async def exchange(desk: Desk, code: str, verifier: str = VERIFIER, secret: str | None = None) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return await desk.refresh("", secret, **form)


async def test_allow_leads_to_a_pair_that_works(desk: Desk) -> None:
    person = await desk.person()
    back = await consent(desk)
    assert (back["oa_id"], back["state"]) == (desk.api.identity.oa_id, "abc")
    answer = await exchange(desk, back["code"])
    assert answer["expires_in"] == "90000"
    assert await desk.say(person) == -216  # the pair from before the consent is dead
    desk.tokens = desk.api.oauth.current
    assert desk.tokens.access == answer["access_token"]
    assert await desk.say(person) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"app_id": "1"}, "-14002"),
        ({"redirect_uri": "https://elsewhere.example.org"}, "-14003"),
        ({"code_challenge": ""}, "-14003"),
    ],
)
async def test_the_consent_page_refuses(desk: Desk, change: dict[str, str], code: str) -> None:
    url = f"{desk.api.oauth_url}/v4/oa/permission?{urlencode(query(desk, **change))}"
    for method in ("GET", "POST"):
        async with desk.http.request(method, url, allow_redirects=False) as page:
            assert code in await page.text()


async def test_the_console_may_hold_the_only_challenge(desk: Desk) -> None:
    desk.api.oauth.challenge = challenge_of("another")
    url = f"{desk.api.oauth_url}/v4/oa/permission?{urlencode(query(desk))}"
    async with desk.http.get(url) as page:
        assert "Allow" not in await page.text()


@pytest.mark.parametrize("trouble", ["used", "late", "verifier", "padded", "secret", "no secret"])
async def test_a_code_is_good_once_for_ten_minutes_with_its_verifier(desk: Desk, trouble: str) -> None:
    code = (await consent(desk))["code"]
    verifier, secret = VERIFIER, None
    match trouble:
        case "used":
            assert "access_token" in await exchange(desk, code)
        case "late":
            desk.clock.pass_seconds(600)
        case "verifier":
            verifier = "w" * 43
        case "padded":
            verifier = f"{VERIFIER}="
        case "secret":
            secret = "oa-secret-key-for-tests"
        case _:
            secret = ""
    answer = await exchange(desk, code, verifier, secret)
    assert answer["error"] == -118
    assert "access_token" not in answer


async def test_a_refresh_token_is_good_once_and_kills_the_old_access_token(desk: Desk) -> None:
    person = await desk.person()
    first = desk.tokens
    second = await desk.refresh(first.refresh)
    assert await desk.say(person) == -216
    assert (await desk.refresh(first.refresh))["error_name"] == "invalid_grant"
    assert desk.api.oauth.doubled == [first.refresh]
    third = await desk.refresh(second["refresh_token"])
    assert third["refresh_token"] not in {first.refresh, second["refresh_token"]}
    assert (desk.api.oauth.rotations, desk.api.oauth.refreshes[second["refresh_token"]]) == (2, 1)


async def test_tokens_end_after_25_hours_and_three_months(desk: Desk) -> None:
    person = await desk.person()
    desk.clock.pass_seconds(25 * HOUR - 1)
    assert await desk.say(person) == 0
    desk.clock.pass_seconds(1)
    assert await desk.say(person) == -220
    desk.clock.pass_seconds(90 * DAY)
    assert (await desk.refresh(desk.tokens.refresh))["error"] == -118


async def test_a_consent_taken_back_ends_both_tokens(desk: Desk) -> None:
    person = await desk.person()
    desk.api.oauth.revoke()
    assert await desk.say(person) == -220
    assert (await desk.refresh(desk.tokens.refresh))["error"] == -118


async def test_a_lost_answer_has_rotated_the_tokens(desk: Desk) -> None:
    desk.api.faults.cut_next("access_token", delivered=True)
    with pytest.raises(aiohttp.ClientError):
        await desk.refresh(desk.tokens.refresh)
    assert desk.api.oauth.current != desk.tokens
    assert (await desk.refresh(desk.tokens.refresh))["error"] == -118


@pytest.mark.parametrize(
    ("shape", "fields"),
    [
        ("fields", {"error", "error_name", "error_reason", "error_description"}),
        ("short", {"error", "message"}),
        ("rfc", {"error", "error_description"}),
    ],
)
async def test_errors_come_in_each_shape(desk: Desk, shape: Any, fields: set[str]) -> None:
    desk.api.oauth.error_shape = shape
    assert set(await desk.refresh("unknown")) == fields


async def test_a_secret_in_the_form_is_not_looked_at_and_nothing_secret_is_logged(desk: Desk) -> None:
    answer = await desk.refresh(desk.tokens.refresh, "", secret_key=desk.api.identity.app_secret)
    assert answer["error"] == -118
    shown = str(desk.api.requests)
    assert desk.tokens.refresh not in shown
    assert desk.api.identity.app_secret not in shown
