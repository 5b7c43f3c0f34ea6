"""Files in replies: made for the person of the conversation, and for nobody else."""

import pytest

from handlers.channels import Attached
from handlers.files import Files
from handlers.messages import REPLY, Address, FileOf, FileRef, Reply
from storage.database import Database
from storage.states import Author
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation

REF = FileRef(FileOf.REQUEST, 7, "Phiếu.docx")
PAPER = Attached("Phiếu.docx", "application/x-test", b"words")


class Maker:
    """Makes the paper for one contact only."""

    def __init__(self) -> None:
        self.of: int | None = None

    async def __call__(self, ref: FileRef, contact_id: int) -> Attached | None:
        return PAPER if ref == REF and contact_id == self.of else None


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def files(database: Database, maker: Maker) -> Files:
    return Files(database, {FileOf.REQUEST: maker})


async def owner(database: Database, clock: HandClock, maker: Maker) -> int:
    """A conversation whose person the paper is of."""
    conversation_id = await a_conversation(database, clock.now())
    async with database.reading() as store:
        conversation = await store.conversations.get(conversation_id)
    assert conversation is not None
    maker.of = conversation.contact_id
    return conversation_id


async def a_message(database: Database, clock: HandClock, conversation_id: int, reply: Reply) -> int:
    async with database.transaction() as store:
        body = REPLY.dump_json(reply).decode()
        return await store.messages.add(conversation_id, Author.BOT, body, clock.now())


async def test_a_file_is_made_for_the_contact_of_the_conversation(
    database: Database, clock: HandClock, files: Files, maker: Maker
) -> None:
    own = await owner(database, clock, maker)
    assert await files.open(REF, own) == PAPER
    assert await files.open(REF, await a_conversation(database, clock.now(), "binh")) is None


async def test_without_a_maker_or_a_conversation_there_is_no_file(
    database: Database, clock: HandClock, files: Files, maker: Maker
) -> None:
    own = await owner(database, clock, maker)
    assert await files.open(FileRef(FileOf.EXPORT, 7, "x.zip"), own) is None
    assert await files.open(REF, own + 999) is None


async def test_the_file_of_a_message_is_for_the_address_that_holds_it(
    database: Database, clock: HandClock, files: Files, maker: Maker
) -> None:
    own = await owner(database, clock, maker)
    plain = await a_message(database, clock, own, Reply("Chào"))
    with_file = await a_message(database, clock, own, Reply("Đây ạ", file=REF))
    await a_conversation(database, clock.now(), "binh")

    async def seen_by(chat_key: str, message_id: int) -> Attached | None:
        return await files.of_message(Address(WEB, PAGE, chat_key), message_id)

    assert await seen_by("an", with_file) == PAPER
    for chat_key, message_id in (
        ("binh", with_file),
        ("nobody", with_file),
        ("an", plain),
        ("an", with_file + 1),
        ("an", 0),
    ):
        assert await seen_by(chat_key, message_id) is None
