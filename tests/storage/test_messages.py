"""The transcript: in order, by cursor, sealed, and gone when its time is over."""

from datetime import timedelta

from sqlalchemy import update

from storage.database import Database
from storage.states import Author
from storage.tables import message
from tests.support.clock import HandClock
from tests.support.factories import a_conversation, an_inbound
from tests.support.rows import change, rows


async def say(database: Database, clock: HandClock, conversation: int, *texts: str) -> list[int]:
    async with database.transaction() as store:
        return [await store.messages.add(conversation, Author.YOU, text, clock.now()) for text in texts]


async def read(database: Database, conversation: int, after: int = 0, limit: int = 100) -> list[str]:
    async with database.reading() as store:
        return [found.body for found in await store.messages.after(conversation, after, limit)]


async def test_messages_are_read_in_order_behind_a_cursor(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now())
    ids = await say(database, clock, conversation, "một", "hai", "ba", "bốn")
    assert await read(database, conversation) == ["một", "hai", "ba", "bốn"]
    assert await read(database, conversation, after=ids[1]) == ["ba", "bốn"]
    assert await read(database, conversation, after=ids[0], limit=2) == ["hai", "ba"]
    assert await read(database, conversation, after=ids[3]) == []


async def test_nobody_reads_another_conversation(database: Database, clock: HandClock) -> None:
    an = await a_conversation(database, clock.now(), "an")
    binh = await a_conversation(database, clock.now(), "binh")
    await say(database, clock, an, "của An")
    await say(database, clock, binh, "của Bình")
    assert await read(database, binh) == ["của Bình"]


async def test_each_line_tells_its_author_and_time(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        for author in (Author.YOU, Author.BOT, Author.STAFF, Author.BOT):
            await store.messages.add(conversation, author, "x", clock.now())
        found = await store.messages.after(conversation, 0, 10)
    assert [line.author for line in found] == ["you", "bot", "staff", "bot"]
    assert {line.created_at for line in found} == {clock.now()}


async def test_any_text_comes_back_exactly(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now())
    texts = [
        "Tiếng Việt",
        "e\u0302\u0301 rời",
        "🏭👩‍🌾",
        "\u202eRTL\u202c \u200b",
        "x" * 20_000,
        "a\x00b",
        "",
    ]
    await say(database, clock, conversation, *texts)
    assert await read(database, conversation) == texts


async def test_what_was_said_is_not_readable_in_the_table(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now())
    await say(database, clock, conversation, "tôi ở Gia Lai")
    assert b"Gia Lai" not in rows(database, message)[0].body


async def test_a_line_moved_into_another_conversation_does_not_open(
    database: Database, clock: HandClock
) -> None:
    an = await a_conversation(database, clock.now(), "an")
    binh = await a_conversation(database, clock.now(), "binh")
    await say(database, clock, an, "của An")
    change(database, update(message).values(conversation_id=binh))
    assert await read(database, binh) == []


async def test_only_what_is_older_is_forgotten(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now())
    await say(database, clock, conversation, "cũ", "cũ nữa")
    clock.pass_seconds(60)
    await say(database, clock, conversation, "mới")
    async with database.transaction() as store:
        assert await store.messages.forget_before(clock.now() - timedelta(seconds=30)) == 2
    assert await read(database, conversation) == ["mới"]


async def test_the_line_an_update_left_is_found_by_its_key_in_its_own_conversation(
    database: Database, clock: HandClock
) -> None:
    conversation = await a_conversation(database, clock.now())
    update_id = await an_inbound(database, clock.now(), key="k1")
    async with database.transaction() as store:
        line = await store.messages.add(conversation, Author.YOU, "x", clock.now(), update_id)
        await store.messages.add(conversation, Author.BOT, "y", clock.now())
        assert await store.messages.of_update(conversation, "k1") == line
        assert await store.messages.of_update(conversation, "k2") is None
        assert await store.messages.of_update(conversation + 1, "k1") is None
