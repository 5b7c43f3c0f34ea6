"""The one door in: every update is stored once under its unique key before it is acknowledged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.attachments.words import line_of
from handlers.messages import REPLY, STATE, UPDATE, Reply, Update, UpdateKind
from storage.database import Database
from storage.states import Author
from storage.store import Store

_SETTLE_WORDS = 5
_SETTLE_QUIET = timedelta(seconds=1)
_SETTLE_AT_MOST = timedelta(seconds=4)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An update that is safe with us. `message_id` is its line in the transcript, the same for a repeat."""

    conversation_id: int
    message_id: int | None
    is_new: bool = True  # False for a repeat: nothing of it was stored


class Intake:
    """Stores updates. `wake` is called after the commit."""

    def __init__(self, database: Database, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake

    async def accept(self, update: Update, now: datetime) -> Accepted:
        """Stores one update; calling it again with the same update changes nothing."""
        async with self._database.transaction() as store:
            accepted = await _store(store, update, now)
        self._wake()
        return accepted

    async def accept_all(self, updates: list[Update], now: datetime) -> None:
        """Stores a polled batch in one commit, all or nothing."""
        async with self._database.transaction() as store:
            for update in updates:
                await _store(store, update, now)
        self._wake()

    async def set_aside(self, channel: str, bot_id: str, key: str, raw: str, now: datetime) -> None:
        """Keeps an update nobody can read, so that it is neither lost nor asked for again."""
        async with self._database.transaction() as store:
            stored = await store.inbound.set_aside(channel, bot_id, key, raw, now, "unreadable")
            if stored is not None:
                await store.audit.add(now, "intake", "update_set_aside", f"inbound:{stored}", channel=channel)


async def _store(store: Store, update: Update, now: datetime) -> Accepted:
    where = update.address
    conversation_id = await store.conversations.find_or_create(
        where.channel, where.bot_id, where.chat_key, now
    )
    # The lock keeps transcript ids in commit order: a reader's cursor never jumps over a message.
    row = await store.conversations.lock(conversation_id)
    began_at = await store.inbound.settling_since(conversation_id)
    due_at = _due_at(update, now, began_at)
    inbound_id = await store.inbound.add(
        where.channel,
        where.bot_id,
        update.key,
        conversation_id,
        payload=UPDATE.dump_json(update).decode(),
        received_at=now,
        due_at=due_at,
        is_settling=due_at > now,
    )
    if inbound_id is None:
        line_id = await store.messages.of_update(conversation_id, update.key)
        return Accepted(conversation_id, line_id, is_new=False)
    if began_at is not None:
        await store.inbound.settle_at(conversation_id, due_at)
    said = _said(update, row.state if row else "{}")
    if not said:
        return Accepted(conversation_id, None)
    line = REPLY.dump_json(Reply(said)).decode()
    return Accepted(
        conversation_id, await store.messages.add(conversation_id, Author.YOU, line, now, inbound_id)
    )


def _said(update: Update, state: str) -> str:
    """How an update stands in the transcript; empty when it says nothing."""
    if update.file is not None:
        return line_of(update.file)
    return update.text or _label(update.payload, state)


def _label(payload: str, state: str) -> str:
    """What a pressed button said, for channels that send back only its payload."""
    choices = STATE.validate_json(state).choices
    return next((choice.label for choice in choices if choice.payload == payload), payload)


def _due_at(update: Update, now: datetime, began_at: datetime | None) -> datetime:
    """Now, or after a short quiet when this looks like one of several short messages in a row."""
    if update.kind is not UpdateKind.TEXT or update.text.startswith("/") or update.text.strip().isdecimal():
        return now
    if len(update.text.split()) > _SETTLE_WORDS and began_at is None:
        return now
    latest = (began_at or now) + _SETTLE_AT_MOST
    return max(now, min(now + _SETTLE_QUIET, latest))
