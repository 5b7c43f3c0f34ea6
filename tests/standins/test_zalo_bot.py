"""The Bot Platform: one event a poll, a webhook with a plain secret, sends with caps."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.standins.eventually import until
from tests.standins.zalo.api_samples import ANSWERS
from tests.standins.zalo.samples import BOT_HOOKS
from tests.standins.zalo_desk import DAY, Desk

SECRET = "bi-mat-cua-hook"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk() as opened:
        yield opened


async def refusal(desk: Desk, method: str, **params: Any) -> int:
    answer = await desk.bot(method, **params)
    return 0 if answer["ok"] else int(answer["error_code"])


async def test_the_token_in_the_address_is_checked(desk: Desk) -> None:
    assert (await desk.bot("getMe"))["result"].keys() == ANSWERS["bot_me"]["result"].keys()
    answer = await desk.bot("getMe", token="1:wrong")
    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await refusal(desk, "editMessage") == 404


@pytest.mark.parametrize("seconds", [0, "0"])
async def test_a_poll_gives_one_event_and_then_none(desk: Desk, seconds: object) -> None:
    person = desk.api.bot_person()
    said = [await person.say("một"), await person.say("hai")]
    got = [await desk.bot("getUpdates", timeout=seconds) for _ in range(3)]
    assert [answer.get("result") for answer in got] == [*said, None]
    assert got[2] == ANSWERS["bot_idle"]


async def test_a_waiting_poll_wakes_with_the_event(desk: Desk) -> None:
    poll = asyncio.create_task(desk.bot("getUpdates", timeout=30))
    await until(lambda: desk.api.bot.polls == 1)
    await desk.api.bot_person().say("một")
    assert (await poll)["result"]["message"]["text"] == "một"


async def test_events_may_be_lost_when_nobody_polls(desk: Desk) -> None:
    desk.api.bot.loses_unpolled = True
    await desk.api.bot_person().say("một")
    assert await refusal(desk, "getUpdates", timeout=0) == 408


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("sendMessage", {"text": "Chào"}, 0),
        ("sendMessage", {"text": "a" * 2000}, 0),
        ("sendMessage", {"text": "a" * 2001}, 400),
        ("sendMessage", {"text": ""}, 400),
        ("sendMessage", {"text": 7}, 400),
        ("sendMessage", {"text": "a", "parse_mode": "html"}, 0),
        ("sendMessage", {"text": "a", "parse_mode": "MarkdownV2"}, 400),
        ("sendMessage", {"text": "a", "text_styles": [{"start": 0, "len": 1, "st": "b"}]}, 0),
        ("sendMessage", {"text": "a", "chat_id": "unknown"}, 400),
        ("sendMessage", {"text": "a", "chat_id": 7}, 400),
        ("sendPhoto", {"photo": "https://example.org/a.jpg", "caption": "máy"}, 0),
        ("sendPhoto", {"photo": "https://example.org/a.jpg", "caption": "a" * 2001}, 400),
        ("sendPhoto", {"photo": "a.jpg"}, 400),
        ("sendSticker", {"sticker": "2978"}, 0),
        ("sendVoice", {"voice_url": "https://example.org/a.aac"}, 0),
        ("sendVoice", {"voice_url": "https://example.org/a.mp3"}, 400),
        ("sendChatAction", {"action": "typing"}, 0),
        ("sendChatAction", {"action": "dancing"}, 400),
    ],
)
async def test_sends_are_checked(desk: Desk, method: str, params: dict[str, Any], code: int) -> None:
    person = desk.api.bot_person()
    await person.say("xin chào")
    assert await refusal(desk, method, **{"chat_id": person.id} | params) == code
    assert len(person.replies) == int(code == 0 and method != "sendChatAction")


async def test_an_answer_names_the_message_and_its_time(desk: Desk) -> None:
    person = desk.api.bot_person()
    await person.say("xin chào")
    answer = await desk.bot("sendMessage", chat_id=person.id, text="Chào anh/chị")
    reply = await person.wait_for_reply()
    assert answer["result"] == {"message_id": reply.message_id, "date": desk.api.bot.at()}
    assert (reply.text, reply.cost) == ("Chào anh/chị", "bot")


async def test_strangers_and_those_who_blocked_the_bot_are_not_written_to(desk: Desk) -> None:
    person = desk.api.bot_person()
    assert await refusal(desk, "sendMessage", chat_id=person.id, text="?") == 400
    await person.say("xin chào")
    await person.block()
    assert await refusal(desk, "sendMessage", chat_id=person.id, text="?") == 403
    await person.unblock()
    assert await refusal(desk, "sendMessage", chat_id=person.id, text="?") == 0


async def test_the_plan_has_fifty_people_and_a_number_of_messages_a_month(desk: Desk) -> None:
    desk.api.bot.monthly_cap = 51
    people = [desk.api.bot_person(f"Người {number}") for number in range(51)]
    codes = []
    for person in people:
        await person.say("xin chào")
        codes.append(await refusal(desk, "sendMessage", chat_id=person.id, text="?"))
    assert codes == [0] * 50 + [429]
    first = people[0].id
    codes = [await refusal(desk, "sendMessage", chat_id=first, text="?") for _ in range(2)]
    desk.clock.pass_seconds(8 * DAY)
    assert [*codes, await refusal(desk, "sendMessage", chat_id=first, text="?")] == [0, 429, 0]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"url": "https://bot.example.org/hook", "secret_token": "a" * 8}, 0),
        ({"url": "https://bot.example.org/hook", "secret_token": "a" * 256}, 0),
        ({"url": "https://bot.example.org/hook", "secret_token": "a" * 7}, 400),
        ({"url": "https://bot.example.org/hook", "secret_token": "a" * 257}, 400),
        ({"url": "https://bot.example.org/hook"}, 400),
        ({"secret_token": "a" * 8}, 400),
        ({"url": "http://bot.example.org/hook", "secret_token": "a" * 8}, 400),
    ],
)
async def test_a_webhook_needs_an_address_and_a_secret(desk: Desk, params: Any, code: int) -> None:
    assert await refusal(desk, "setWebhook", **params) == code
    info = (await desk.bot("getWebhookInfo"))["result"]
    assert (info["url"], "secret_token" in info) == (params.get("url", "") if code == 0 else "", False)
    assert await refusal(desk, "getUpdates", timeout=0) == (408 if code else 400)
    await desk.bot("deleteWebhook")
    assert await refusal(desk, "getUpdates", timeout=0) == 408


async def test_refusals_may_come_as_http_errors(desk: Desk) -> None:
    desk.api.bot.http_errors = True
    url = f"{desk.api.bot_url}/bot{desk.api.bot.token}/sendMessage"
    async with desk.http.post(url, json={}) as answer:
        assert (answer.status, (await answer.json())["error_code"]) == (400, 400)


@pytest.fixture
async def hooked(desk: Desk) -> AsyncIterator[list[tuple[str | None, Any]]]:
    """The bot's webhook: secrets and bodies that came in."""
    got: list[tuple[str | None, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        raw = await request.read()
        got.append((request.headers.get("X-Bot-Api-Secret-Token"), json.loads(raw) if raw else None))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    assert (await desk.bot("setWebhook", url=url, secret_token=SECRET))["result"]["url"] == url
    yield got
    await runner.cleanup()


async def test_hooks_carry_the_plain_secret_wrapped_or_not(
    desk: Desk, hooked: list[tuple[str | None, Any]]
) -> None:
    person = desk.api.bot_person()
    await person.say("một")
    await person.send_photo(caption="máy")
    desk.api.bot.is_wrapped = False
    for deed in (person.send_photo(caption="máy"), person.send_voice(), person.send_sticker()):
        await deed
    await person.send_location()
    await desk.api.bot_hooks.settled()
    bodies = [body for _, body in hooked]
    assert {secret for secret, _ in hooked} == {SECRET}
    assert keys(bodies[0]["result"]) == keys(BOT_HOOKS["text_documented"]["result"])
    assert "photo" in bodies[1]["result"]["message"]
    assert keys(bodies[2]) == keys(BOT_HOOKS["image"])
    assert keys(bodies[3]) == keys(BOT_HOOKS["voice"])
    assert keys(bodies[5]) == keys(BOT_HOOKS["unsupported"])
    async with desk.http.get(bodies[2]["message"]["photo_url"]) as answer:
        assert answer.content_type == "image/jpeg"


def keys(body: Any) -> tuple[str, list[str], list[str]]:
    message = body["message"]
    return body["event_name"], sorted(message), sorted(message["from"])


async def test_hooks_are_forged_doubled_and_emptied_on_demand(
    desk: Desk, hooked: list[tuple[str | None, Any]]
) -> None:
    await desk.api.bot_hooks.post(BOT_HOOKS["text"], secret="wrong")
    await desk.api.bot_hooks.post(BOT_HOOKS["text"], secret="")
    await desk.api.bot_hooks.post_empty()
    desk.api.bot_hooks.duplicate_next()
    await desk.api.bot_person().say("đôi")
    await desk.api.bot_hooks.settled()
    assert [secret for secret, _ in hooked] == ["wrong", None, SECRET, SECRET, SECRET]
    assert hooked[2][1] is None
    assert hooked[3] == hooked[4]
