"""Files that the bot makes for a visitor: a link in the conversation, for that visitor alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import aiohttp
import pytest

from bot.webchat.channel import ABILITIES
from handlers.channels import Attached
from handlers.messages import FileOf, FileRef, Reply
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.tables import conversation
from tests.support.rows import rows
from tests.support.services import Running, running_service
from tests.support.visitors import Visitor

NAME = 'Phiếu "đăng ký"; KC-7Q4M.docx'
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Maker:
    """Makes a paper for the first contact, until there is none any more."""

    def __init__(self) -> None:
        self.is_gone = False

    async def __call__(self, ref: FileRef, contact_id: int) -> Attached | None:
        return None if self.is_gone else Attached(ref.name, MIME, f"of {contact_id}".encode())


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
async def running(
    any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase, maker: Maker
) -> AsyncIterator[Running]:
    makers = {FileOf.REQUEST: maker}
    async with running_service(any_database_url, tmp_path / "data", knowledge, makers) as service:
        yield service


async def gets_a_file(running: Running, visitor: Visitor) -> int:
    """The visitor has asked for something and is sent a file; the message that came before it."""
    said = (await visitor.asks("ho tro mua may bao nhieu tien"))["id"]
    newest = rows(running.house.database, conversation)[-1].id
    door = Door({"web": ABILITIES}, "", "")
    reply = Reply("Phiếu của **anh/chị** đây ạ.", file=FileRef(FileOf.REQUEST, 7, NAME))
    async with running.house.database.transaction() as store:
        row = await store.conversations.lock(newest)
        assert row is not None
        await door.post(store, row, (reply,), running.house.clock.now())
    return int(said)


async def test_a_file_is_a_link_with_its_name_and_is_saved_never_shown(
    running: Running, visitor: Visitor
) -> None:
    message = await visitor.answer(await gets_a_file(running, visitor))
    assert message["text"] == "Phiếu của anh/chị đây ạ."
    assert message["file"] == {"name": NAME, "url": f"/chat/files/{message['id']}"}
    status, body, headers = await visitor.fetches(message["file"]["url"])
    assert (status, body.startswith(b"of ")) == (200, True)
    assert headers["Content-Type"] == MIME
    kind, plain, full = headers["Content-Disposition"].split("; ")
    assert (kind, plain) == ("attachment", 'filename="file.docx"')
    assert unquote(full.removeprefix("filename*=UTF-8''")) == NAME
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


async def test_the_stream_tells_of_the_file_too(running: Running, visitor: Visitor) -> None:
    after = await gets_a_file(running, visitor)
    async with visitor.streams(after=after) as lines:
        assert (await anext(lines))["file"]["name"] == NAME


async def test_messages_without_a_file_say_nothing_of_one(running: Running, visitor: Visitor) -> None:
    assert "file" not in await visitor.asks("ho tro mua may bao nhieu tien")


async def test_nobody_else_can_tell_that_there_is_a_file(
    running: Running, visitor: Visitor, stranger: Visitor, maker: Maker
) -> None:
    after = await gets_a_file(running, visitor)
    message = await visitor.answer(after)
    own = message["file"]["url"]
    await stranger.asks("may cu co duoc ho tro khong vay")
    async with aiohttp.ClientSession() as http:
        nobody = Visitor(running.url, http)
        refusals = [await nobody.fetches(own), await stranger.fetches(own)]
    for path in (after, 10**15, 0, "x", "-1", "1.0", "٣", "9" * 30, "..%2f..%2fsecret.key"):
        refusals.append(await visitor.fetches(f"/chat/files/{path}"))
    maker.is_gone = True
    refusals.append(await visitor.fetches(own))
    assert {(status, body.decode()) for status, body, _ in refusals} == {
        (404, running.house.say("web_file_gone"))
    }
    assert {headers["Content-Type"] for _, _, headers in refusals} == {"text/plain; charset=utf-8"}


async def test_whoever_asks_too_often_is_told_to_wait(running: Running, visitor: Visitor) -> None:
    message = await visitor.answer(await gets_a_file(running, visitor))
    codes = [(await visitor.fetches(message["file"]["url"]))[0] for _ in range(30)]
    assert set(codes) == {200, 429}
