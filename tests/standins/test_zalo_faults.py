"""Scripted faults of every face, the media host, and the stand-in as a process of its own."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.standins.zalo import DEFAULT_BOT_TOKEN
from tests.standins.zalo_desk import Desk

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk() as opened:
        yield opened


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_code_is_scripted_for_one_call_of_one_person(desk: Desk, delivered: bool) -> None:
    sau, tu = await desk.person("Sáu"), await desk.person("Tư")
    desk.api.faults.fail_next("cs", -200, user_id=sau.id, delivered=delivered)
    assert await desk.say(tu) == 0
    assert [await desk.say(sau), await desk.say(sau)] == [-200, 0]
    assert len(sau.replies) == 1 + delivered
    assert [call.code for call in desk.api.calls("cs")] == [0, -200, 0]


@pytest.mark.parametrize(("delivered", "is_middle"), [(False, False), (True, False), (True, True)])
async def test_a_cut_connection_leaves_the_sender_in_doubt(
    desk: Desk, delivered: bool, is_middle: bool
) -> None:
    person = await desk.person()
    desk.api.faults.cut_next("cs", delivered, is_middle)
    with pytest.raises(aiohttp.ClientError):
        await desk.say(person)
    assert len(person.replies) == int(delivered)
    assert desk.api.calls("cs")[0].status == 0


async def test_answers_can_be_strange_late_or_missing(desk: Desk) -> None:
    person = await desk.person()
    desk.api.faults.answer_next("*", 502)
    desk.api.faults.redirect_next("cs", "http://127.0.0.1:9/elsewhere")
    body = {"recipient": {"user_id": person.id}, "message": {"text": "?"}}
    url = f"{desk.api.openapi_url}/v3.0/oa/message/cs"
    for status, kind in ((502, "text/html"), (302, "application/json")):
        async with desk.http.post(url, json=body, headers=desk.headers, allow_redirects=False) as answer:
            assert (answer.status, answer.content_type) == (status, kind)
    desk.api.faults.slow_next("cs", 0.01)
    assert await desk.say(person) == 0
    desk.api.faults.hang_next("cs", delivered=True)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await desk.say(person)
    assert len(person.replies) == 2


@pytest.mark.parametrize(
    "call", ["access_token", "upload/image", "template_by_phone", "sendMessage", "getoa"]
)
async def test_every_face_can_fail(desk: Desk, call: str) -> None:
    desk.api.faults.fail_next(call, -7)
    match call:
        case "access_token":
            answer = await desk.refresh(desk.tokens.refresh)
        case "upload/image":
            answer = await desk.upload("image", "a.jpg", b"\xff\xd8\xff")
        case "template_by_phone":
            answer = await desk.by_phone({})
        case "sendMessage":
            answer = await desk.bot("sendMessage", chat_id="a", text="?")
        case _:
            answer = await desk.get("/v2.0/oa/getoa")
    assert -7 in {answer.get("error"), answer.get("error_code")}
    assert desk.api.oauth.rotations == 0


async def test_what_people_send_is_served_for_half_an_hour(desk: Desk) -> None:
    sent = await desk.api.person().send_file(b"%PDF-1.4", "Đơn xin.pdf")
    payload = sent["message"]["attachments"][0]["payload"]
    assert (payload["size"], payload["type"], ".zdn.vn/" in payload["url"]) == ("8", "pdf", True)
    async with desk.http.get(payload["url"]) as answer:
        assert (await answer.read(), answer.content_type) == (b"%PDF-1.4", "application/pdf")
    desk.api.faults.cut_next("media", delivered=True, is_middle=True)
    with pytest.raises(aiohttp.ClientPayloadError):
        async with desk.http.get(payload["url"]) as answer:
            await answer.read()
    desk.clock.pass_seconds(30 * 60)
    async with desk.http.get(payload["url"]) as answer:
        assert answer.status == 404
    desk.api.media_url = "https://photo-stal-1.zdn.vn"
    elsewhere = await desk.api.person().send_photo()
    assert elsewhere["message"]["attachments"][0]["payload"]["url"].startswith("https://photo-stal-1.zdn.vn/")


class Remote:
    """A stand-in in another process, steered over its control interface."""

    def __init__(self, told: dict[str, str], session: aiohttp.ClientSession) -> None:
        self.told = told
        self.root = told["chat"].removesuffix("/standin/")
        self._session = session

    async def post(self, path: str, **body: object) -> Any:
        async with self._session.post(f"{self.root}/control/{path}", json=body) as answer:
            return await answer.json()

    async def get(self, path: str, **query: str) -> Any:
        async with self._session.get(f"{self.root}/{path}", params=query) as answer:
            answer.raise_for_status()
            return await answer.json() if answer.content_type == "application/json" else await answer.text()

    async def send(self, user_id: str, text: str) -> Any:
        body = {"recipient": {"user_id": user_id}, "message": {"text": text}}
        url, headers = f"{self.told['openapi_url']}/v3.0/oa/message/cs", {"access_token": self.told["access"]}
        async with self._session.post(url, json=body, headers=headers) as answer:
            return await answer.json()


@pytest.fixture
async def remote() -> AsyncIterator[Remote]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.zalo", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told: dict[str, str] = {}
    while "refresh" not in told:
        found = re.fullmatch(r"(\w+)\s+(\S+)\n", (await process.stdout.readline()).decode())
        assert found
        told[found[1]] = found[2]
    async with aiohttp.ClientSession() as session:
        yield Remote(told, session)
    process.terminate()
    await process.communicate()
    assert process.returncode == 0


async def test_a_stand_in_of_its_own_process_is_steered_over_http(remote: Remote) -> None:
    assert remote.told["bot_token"] == DEFAULT_BOT_TOKEN
    assert "Trò chuyện thử" in await remote.get("standin/")
    said = await remote.post("say", name="Sáu", text="xin chào")
    user_id = said["result"]["sender"]["id"]
    assert (await remote.send(user_id, "Chào anh/chị"))["error"] == 0
    for deed in (
        "photo",
        "file",
        "location",
        "sticker",
        "audio",
        "follow",
        "see",
        "unfollow",
        "block",
        "unblock",
    ):
        assert (await remote.post(deed, name="Sáu"))["ok"] is True
    assert "no button" in (await remote.post("press", name="Sáu", button="Có"))["error"]
    assert "asked for nothing" in (await remote.post("info", name="Sáu"))["error"]
    await remote.post("staff", name="Sáu", text="Em là cán bộ đây")
    chat = await remote.get("control/chat", name="Sáu")
    assert [(reply["text"], reply["cost"]) for reply in chat["replies"]] == [
        ("Chào anh/chị", "reply"),
        ("Em là cán bộ đây", "staff"),
    ]
    assert len(chat["said"]) == 9
    assert (await remote.post("settings", button_refusal=0, is_verified=False))["ok"] is True
    assert (await remote.post("settings", contacts=0))["error"] == "no setting contacts"
    assert (await remote.send(user_id, "?"))["error"] == -221
    await remote.post("fail", kind="fail", call="cs", code=-32)
    assert (await remote.send(user_id, "?"))["error"] == -32
    assert (await remote.post("say", face="bot", name="Tư", text="chào bot"))["ok"] is True
    codes = [call["code"] for call in await remote.get("control/requests", call="cs")]
    assert codes == [0, -221, -32]
    assert (await remote.post("tokens"))["refresh"] != remote.told["refresh"]
