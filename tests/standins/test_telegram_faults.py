"""Scripted faults reach the library as its own errors, and the stand-in runs as a process of its own."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import telegram

from tests.standins.library_client import library_client
from tests.standins.telegram import DEFAULT_TOKEN, Person, TelegramStandIn

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("status", "parameters", "error"),
    [
        (429, {"retry_after": 2}, telegram.error.RetryAfter),
        (403, None, telegram.error.Forbidden),
        (400, {"migrate_to_chat_id": -1_000_000_000_001}, telegram.error.ChatMigrated),
        (400, None, telegram.error.BadRequest),
        (409, None, telegram.error.Conflict),
        (401, None, telegram.error.InvalidToken),
        (404, None, telegram.error.InvalidToken),
        (413, None, telegram.error.NetworkError),
        (500, None, telegram.error.NetworkError),
        (502, None, telegram.error.NetworkError),
    ],
)
async def test_a_scripted_answer_comes_once(
    api: TelegramStandIn,
    person: Person,
    bot: telegram.Bot,
    status: int,
    parameters: dict[str, int] | None,
    error: type[telegram.error.TelegramError],
) -> None:
    api.fail_next("sendMessage", status=status, parameters=parameters)
    with pytest.raises(error):
        await bot.send_message(42, "?")
    assert person.replies == []
    await bot.send_message(42, "lần sau thì được")
    assert api.log.of("sendMessage")[0].status == status
    assert len(person.replies) == 1


async def test_the_wait_that_is_asked_for_is_told(
    api: TelegramStandIn, person: Person, bot: telegram.Bot
) -> None:
    assert person.id == 42
    api.fail_next("sendMessage", status=429)
    with pytest.raises(telegram.error.RetryAfter, match="Retry in 0:00:01"):
        await bot.send_message(42, "?")


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_cut_connection_leaves_the_bot_in_doubt(
    api: TelegramStandIn, person: Person, bot: telegram.Bot, delivered: bool
) -> None:
    api.cut_next("sendMessage", delivered=delivered)
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(42, "?")
    assert len(person.replies) == int(delivered)
    assert api.log.of("sendMessage")[0].status == 0


@pytest.mark.parametrize("delivered", [True, False])
async def test_silence_ends_in_a_timeout(
    api: TelegramStandIn, person: Person, bot: telegram.Bot, delivered: bool
) -> None:
    api.hang_next("sendMessage", delivered=delivered)
    with pytest.raises(telegram.error.TimedOut):
        await bot.send_message(42, "?", read_timeout=0.1)
    assert len(person.replies) == int(delivered)


async def test_an_error_may_come_after_the_message_went_out(
    api: TelegramStandIn, person: Person, bot: telegram.Bot
) -> None:
    api.fail_next("sendMessage", status=502, delivered=True)
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(42, "tới rồi")
    assert [reply.text for reply in person.replies] == ["tới rồi"]


async def test_faults_can_be_bound_to_a_chat_and_repeated(api: TelegramStandIn, bot: telegram.Bot) -> None:
    for chat in (42, 43):
        api.person(chat, has_started=True)
    api.fail_next("*", status=403, chat_id=43, times=2)
    api.slow_next("sendMessage", seconds=0.01, chat_id=42)
    await bot.send_message(42, "chậm")
    for _ in range(2):
        with pytest.raises(telegram.error.Forbidden):
            await bot.send_message(43, "?")
    await bot.send_message(43, "được")
    api.fail_next("sendMessage", status=500, times=None, share=0.5)
    outcomes = [await succeeds(bot) for _ in range(20)]
    assert {True, False} == set(outcomes)


async def succeeds(bot: telegram.Bot) -> bool:
    try:
        await bot.send_message(42, "?")
    except telegram.error.NetworkError:
        return False
    return True


async def test_a_download_fails_on_demand(api: TelegramStandIn, person: Person, bot: telegram.Bot) -> None:
    await person.send_document(b"%PDF")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    api.fail_next("file", status=502)
    api.cut_next("file", delivered=True)
    api.redirect_next("file", "http://127.0.0.1:9/elsewhere")
    for _ in range(3):
        with pytest.raises(telegram.error.NetworkError):
            await file.download_as_bytearray()
    api.slow_next("file", seconds=0.01)
    assert bytes(await file.download_as_bytearray()) == b"%PDF"


class Remote:
    """A stand-in in another process, steered over its control interface."""

    def __init__(self, root: str, session: aiohttp.ClientSession) -> None:
        self.root = root
        self._session = session

    async def post(self, path: str, **body: object) -> Any:
        async with self._session.post(f"{self.root}/control/{path}", json=body) as answer:
            return await answer.json()

    async def get(self, path: str, **query: str) -> Any:
        async with self._session.get(f"{self.root}/{path}", params=query) as answer:
            answer.raise_for_status()
            return await answer.json() if answer.content_type == "application/json" else await answer.text()


@pytest.fixture
async def remote() -> AsyncIterator[Remote]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.standins.telegram",
        "--port",
        "0",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    first_line = (await process.stdout.readline()).decode()
    found = re.search(r"http://[\d.:]+", first_line)
    assert found
    async with aiohttp.ClientSession() as session:
        yield Remote(found[0], session)
    process.terminate()
    await process.communicate()
    assert process.returncode == 0


async def test_a_stand_in_of_its_own_process_is_steered_over_http(remote: Remote) -> None:
    async with library_client(remote.root, DEFAULT_TOKEN) as bot:
        assert (await remote.post("say", chat=42, text="xin chào"))["result"]["text"] == "xin chào"
        (update,) = await bot.get_updates()
        await bot.send_message(
            42,
            "Chào bác",
            reply_markup=telegram.InlineKeyboardMarkup(
                [[telegram.InlineKeyboardButton("Có", callback_data="1")]]
            ),
        )
        assert "no button" in (await remote.post("press", chat=42, button="Không"))["error"]
        assert (await remote.post("press", chat=42, button="Có"))["ok"] is True
        for deed in ("contact", "location", "photo", "sticker", "voice", "block", "unblock"):
            assert (await remote.post(deed, chat=42))["ok"] is True
        assert len(await bot.get_updates(offset=update.update_id + 1)) == 8

        await remote.post("fail", method="sendMessage", status=429, parameters={"retry_after": 3})
        with pytest.raises(telegram.error.RetryAfter):
            await bot.send_message(42, "?")
        await remote.post("people", first=1000, count=3, block_every=3)
        await bot.send_message(1000, "Thông báo")
        with pytest.raises(telegram.error.Forbidden):
            await bot.send_message(1002, "Thông báo")

    sent = await remote.get("control/sent")
    assert [(message["chat"], message["text"]) for message in sent] == [(42, "Chào bác"), (1000, "Thông báo")]
    counts = await remote.get("control/counts")
    assert {chat: row["count"] for chat, row in counts.items()} == {"42": 1, "1000": 1}
    assert len(counts["42"]["times"]) == 1
    requests = await remote.get("control/requests", method="sendMessage")
    assert [record["status"] for record in requests] == [200, 429, 200, 403]
    assert DEFAULT_TOKEN not in str(await remote.get("control/requests"))
    assert (await remote.get("control/state"))["pending"] == 8


async def test_the_page_for_chatting_by_hand_sees_what_the_person_sees(remote: Remote) -> None:
    assert "Trò chuyện thử" in await remote.get("standin/")
    assert (await remote.get("control/chat", chat="42"))["messages"] == []
    await remote.post("say", chat=42, text="xin chào")
    chat = await remote.get("control/chat", chat="42")
    assert [message["text"] for message in chat["messages"]] == ["xin chào"]
    assert await remote.get("control/chat", chat="42", version=str(chat["version"])) == {
        "version": chat["version"]
    }
