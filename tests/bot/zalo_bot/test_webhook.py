"""Only the platform gets through the webhook, and what it sends is stored before it is acknowledged."""

import io
import json
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Table

from storage.states import InboundState
from storage.tables import inbound
from tests.bot.zalo_bot.conftest import WEBHOOK_SECRET
from tests.bot.zalo_bot.events import CHAT, event, text, wrapped
from tests.support.rows import rows
from tests.support.services import Running

HEADER = "X-Bot-Api-Secret-Token"
TRUE = {HEADER: WEBHOOK_SECRET}


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One is enough: what is stored is stored by the same intake on both."""
    return sqlite_url


@pytest.fixture
def mode() -> str:
    return "webhook"


async def _push(running: Running, raw: bytes | dict[str, Any], headers: dict[str, str]) -> int:
    body = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    url = f"{running.url}/zalo/bot/webhook"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


def _stored(running: Running, table: Table = inbound) -> list[Any]:
    return rows(running.house.database, table)


async def test_a_forged_push_is_refused_and_stores_nothing(running: Running) -> None:
    forged: tuple[dict[str, str], ...] = (
        {},
        {HEADER: ""},
        {HEADER: "wrong"},
        {HEADER: WEBHOOK_SECRET + "x"},
        {HEADER: WEBHOOK_SECRET[:-1]},
        {HEADER: "bí mật".encode().decode("latin-1")},
        {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET},
        {"Authorization": f"Bearer {WEBHOOK_SECRET}"},
    )
    for headers in forged:
        assert await _push(running, text("xin chào bạn nhé"), headers) == 403, headers
    assert _stored(running) == []


async def test_what_says_nothing_is_acknowledged(running: Running) -> None:
    for body in (b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000):
        assert await _push(running, body, TRUE) == 200, body[:10]
    async with aiohttp.ClientSession() as http:
        answer = await http.post(f"{running.url}/zalo/bot/webhook")  # a knock without a secret
        assert answer.status == 200
    assert _stored(running) == []


async def test_a_body_over_a_megabyte_is_refused(running: Running) -> None:
    assert await _push(running, text("x" * 1_048_577), TRUE) == 413
    assert _stored(running) == []


async def test_what_is_no_event_that_we_know_is_kept_aside_once_and_acknowledged(running: Running) -> None:
    strange = (event("hologram"), {"hello": 1}, text("x", chat={"id": CHAT}), event("text", text=[1]))
    for raw in (*strange, *strange):
        assert await _push(running, raw, TRUE) == 200
    kept = _stored(running)
    assert [row.state for row in kept] == [InboundState.DEAD] * len(strange)
    assert all(row.payload is not None for row in kept)


async def test_a_repeated_push_is_acknowledged_and_stored_once(running: Running) -> None:
    for raw in (text("xin chào"), wrapped(text("xin chào")), text("xin chào")):
        assert await _push(running, raw, TRUE) == 200
    assert await _push(running, text("xin chào", message_id="another"), TRUE) == 200
    assert await _push(running, text("xin chào", chat_id="another"), TRUE) == 200
    assert len(_stored(running)) == 3


async def test_groups_and_other_bots_are_left_alone(running: Running) -> None:
    assert await _push(running, text("x", chat={"id": "g", "chat_type": "GROUP"}), TRUE) == 200
    assert await _push(running, text("x", **{"from": {"id": "1", "is_bot": True}}), TRUE) == 200
    assert _stored(running) == []
