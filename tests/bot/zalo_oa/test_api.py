"""What a call comes to when the network or the platform misbehaves, and the shapes that no skill uses yet."""

from collections.abc import AsyncIterator

import pytest

from bot.zalo_oa.api import ZaloApi
from bot.zalo_oa.oauth import ZaloOAuth
from handlers.channels import InDoubt, NotSent
from handlers.zalo.tokens import NoAnswer, NotAsked, NotGranted, Pair
from handlers.zalo.wire import Accepted, Api, Refused
from tests.standins.zalo import Person, ZaloStandIn


@pytest.fixture
async def calls(api: ZaloStandIn) -> AsyncIterator[ZaloApi]:
    async with ZaloApi(api.openapi_url, api.business_url, api.identity.app_secret) as opened:
        yield opened


@pytest.fixture
async def token(api: ZaloStandIn, sau: Person) -> str:
    await sau.say("xin chào")
    return api.oauth.issue().access


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("cut", InDoubt("network")),
        ("middle", InDoubt("network")),
        ("bad gateway", InDoubt("http_502")),
        ("redirect", InDoubt("http_302")),
        ("no JSON", InDoubt("strange_answer")),
        ("other JSON", InDoubt("strange_answer")),
        ("code", Refused(Api.OA, -201)),
    ],
)
async def test_an_answer_that_is_none_leaves_the_send_in_doubt(
    api: ZaloStandIn, calls: ZaloApi, token: str, sau: Person, fault: str, expected: object
) -> None:
    match fault:
        case "cut" | "middle":
            api.faults.cut_next("cs", delivered=True, is_middle=fault == "middle")
        case "bad gateway":
            api.faults.answer_next("cs", 502)
        case "redirect":
            api.faults.redirect_next("cs", "http://127.0.0.1:1/")
        case "no JSON":
            api.faults.answer_next("cs", 200, "<html>")
        case "other JSON":
            api.faults.answer_next("cs", 200, '{"error": "none"}')
        case _:
            api.faults.fail_next("cs", -201)
    assert await calls.text(token, sau.id, "xin chào") == expected


async def test_nobody_there_means_that_nothing_was_sent(token: str, sau: Person) -> None:
    async with ZaloApi("http://127.0.0.1:1", "http://127.0.0.1:1", "secret") as calls:
        assert await calls.text(token, sau.id, "xin chào") == NotSent("no_connection")
        oauth = ZaloOAuth("http://127.0.0.1:1", "1", "secret", calls)
        assert await oauth.refresh("any") == NotAsked()
        assert await oauth.is_alive("any") is None


async def test_a_reply_may_quote_what_it_answers(
    api: ZaloStandIn, calls: ZaloApi, token: str, sau: Person
) -> None:
    asked = await sau.say("cái này ạ")
    sent = await calls.text(token, sau.id, "dạ", quoted=asked["message"]["msg_id"])
    assert isinstance(sent, Accepted)
    assert sau.replies[-1].quoted == asked["message"]["msg_id"]


async def test_contact_data_may_be_asked_for(calls: ZaloApi, token: str, sau: Person) -> None:
    sent = await calls.ask_contact(token, sau.id, "Khuyến công " * 20, "x" * 900, "https://example.org/a.png")
    assert isinstance(sent, Accepted)
    assert sau.replies[-1].asks_info


async def test_the_account_tells_its_name_and_a_dead_token_is_told_from_a_living_one(
    api: ZaloStandIn, calls: ZaloApi, token: str
) -> None:
    assert await calls.name(token) == "Khuyến công (thử)"
    oauth = ZaloOAuth(api.oauth_url, api.identity.app_id, api.identity.app_secret, calls)
    assert [await oauth.is_alive(each) for each in (token, "dead")] == [True, False]
    api.oa.is_verified = False
    assert await oauth.is_alive(token) is True
    api.oauth.issue()
    assert await oauth.is_alive(token) is False


async def test_what_the_token_endpoint_says_is_told_apart(api: ZaloStandIn, calls: ZaloApi) -> None:
    who = api.identity
    oauth = ZaloOAuth(api.oauth_url, who.app_id, who.app_secret, calls)
    granted = await oauth.refresh(api.oauth.issue().refresh)
    assert isinstance(granted, Pair)
    assert granted.access_seconds == 90_000
    assert granted.access_token not in repr(granted)
    assert await oauth.refresh("spent") == NotGranted("oauth-118", is_final=True)
    other = ZaloOAuth(api.oauth_url, who.app_id, "another secret", calls)
    assert await other.refresh("any") == NotGranted("oauth-118", is_final=False)
    api.faults.cut_next("access_token", delivered=True, is_middle=True)
    assert await oauth.refresh(api.oauth.current.refresh) == NoAnswer()
    api.faults.answer_next("access_token", 200, "{}")
    assert await oauth.refresh("any") == NoAnswer()


async def test_no_secret_is_in_any_log(
    api: ZaloStandIn, calls: ZaloApi, token: str, sau: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    await calls.text(token, sau.id, "xin chào")
    oauth = ZaloOAuth(api.oauth_url, api.identity.app_id, api.identity.app_secret, calls)
    await oauth.refresh(api.oauth.current.refresh)
    for secret in (token, api.oauth.current.access, api.oauth.current.refresh, api.identity.app_secret):
        assert secret not in caplog.text
