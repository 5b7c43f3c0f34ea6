"""Makes stored things, with a sensible default for whatever a test does not care about."""

from datetime import datetime
from itertools import count

from handlers.messages import REPLY, Address, Reply, Update, UpdateKind
from storage.database import Database
from storage.states import Lane, Promise

WEB, PAGE = "web", "page"
_numbers = count(1)


def an_update(
    text: str = "",
    chat_key: str = "an",
    kind: UpdateKind = UpdateKind.TEXT,
    payload: str = "",
    key: str = "",
    channel: str = WEB,
) -> Update:
    """One update with a key of its own."""
    return Update(Address(channel, PAGE, chat_key), key or f"u{next(_numbers)}", kind, text, payload)


async def a_conversation(database: Database, now: datetime, chat_key: str = "an", channel: str = WEB) -> int:
    async with database.transaction() as store:
        return await store.conversations.find_or_create(channel, PAGE, chat_key, now)


async def a_delivery(
    database: Database,
    now: datetime,
    chat_key: str = "an",
    text: str = "xin chào",
    lane: Lane = Lane.REPLY,
    promise: Promise = Promise.AT_LEAST_ONCE,
    channel: str = WEB,
) -> int:
    """A delivery due now, to a person who is made when new."""
    async with database.transaction() as store:
        conversation = await store.conversations.find_or_create(channel, PAGE, chat_key, now)
        body = REPLY.dump_json(Reply(text)).decode()
        added = await store.deliveries.add(
            conversation, channel, PAGE, chat_key, lane, promise, body, None, 0, now
        )
    assert added is not None
    return added


async def an_inbound(
    database: Database, now: datetime, chat_key: str = "an", payload: str = "{}", key: str = ""
) -> int:
    """A stored update due now, to a person who is made when new."""
    async with database.transaction() as store:
        conversation = await store.conversations.find_or_create(WEB, PAGE, chat_key, now)
        added = await store.inbound.add(
            WEB, PAGE, key or f"u{next(_numbers)}", conversation, payload, now, now, is_settling=False
        )
    assert added is not None
    return added
