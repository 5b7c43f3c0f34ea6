"""Only Telegram gets through the webhook, and nothing it sends is refused twice."""

import io
import json
from typing import Any

import aiohttp
import pytest

from tests.bot.telegram.conftest import WEBHOOK_SECRET
from tests.standins.telegram import Person
from tests.support.services import Running

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def mode() -> str:
    return "webhook"


async def _push(running: Running, body: bytes, headers: dict[str, str]) -> int:
    url = f"{running.url}/telegram/webhook"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


def _message(update_id: int, text: str) -> bytes:
    update: dict[str, Any] = {
        "update_id": update_id,
        "message": {
            "message_id": 1,
            "date": 1_790_000_000,
            "chat": {"id": 42, "type": "private"},
            "from": {"id": 42, "is_bot": False, "first_name": "Sáu"},
            "text": text,
        },
    }
    return json.dumps(update).encode()


async def _stored(running: Running) -> int:
    async with running.house.database.reading() as store:
        conversation = await store.conversations.find("telegram", "123456", "42")
        if conversation is None:
            return 0
        return len(await store.messages.after(conversation, 0, 100))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: "wrong"},
        {HEADER: WEBHOOK_SECRET + "x"},
        {HEADER: "bí mật".encode().decode("latin-1")},
    ],
)
async def test_a_forged_push_is_refused_and_stores_nothing(running: Running, headers: dict[str, str]) -> None:
    assert await _push(running, _message(900, "xin chào bạn nhé"), headers) == 403
    assert await _stored(running) == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"update_id": "x"}']
)
async def test_a_body_nobody_can_read_is_acknowledged_so_that_it_is_not_sent_for_hours(
    running: Running, body: bytes
) -> None:
    assert await _push(running, body, {HEADER: WEBHOOK_SECRET}) == 200


async def test_a_body_of_5_megabytes_is_refused(running: Running) -> None:
    assert await _push(running, b"x" * 5_000_000, {HEADER: WEBHOOK_SECRET}) == 413


async def test_a_repeated_push_is_acknowledged_and_answered_once(running: Running, person: Person) -> None:
    person.open_chat()
    for _ in range(3):
        assert (
            await _push(running, _message(901, "ho tro mua may bao nhieu tien"), {HEADER: WEBHOOK_SECRET})
            == 200
        )
    await person.wait_for_reply()
    await person.say("may cu co duoc ho tro khong vay")
    await person.wait_for_reply()
    assert len(person.replies) == 2
