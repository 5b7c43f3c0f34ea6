"""Broadcasts as they stand in the tables, and people who agreed to news."""

from datetime import datetime, timedelta
from typing import Any

from handlers.broadcasts.model import AUDIENCE, AudienceQuery
from storage.database import Database
from storage.repositories.broadcasts import BroadcastRow, NewBroadcast
from storage.repositories.consents import ConsentRow
from storage.states import BroadcastState, Purpose
from tests.support.factories import PAGE

TELEGRAM = "telegram"
EVERYBODY = AudienceQuery()


async def a_reader(
    database: Database,
    now: datetime,
    chat_key: str = "100",
    channel: str = TELEGRAM,
    agrees: bool | None = True,
    bot_id: str = PAGE,
) -> int:
    """The conversation of somebody who was asked about news; None: was never asked."""
    async with database.transaction() as store:
        identity = await store.conversations.find_or_create(channel, bot_id, chat_key, now)
        conversation = await store.conversations.lock(identity)
        assert conversation is not None
        await store.conversations.save(identity, "{}", now)
        if agrees is not None:
            said = ConsentRow(conversation.contact_id, Purpose.NEWS, agrees, 2, "h", channel, None, now)
            await store.consents.add(said)
    return identity


async def a_broadcast(
    database: Database,
    now: datetime,
    state: BroadcastState = BroadcastState.SCHEDULED,
    audience: AudienceQuery = EVERYBODY,
    **columns: Any,
) -> BroadcastRow:
    """One that is due now; `columns` are those of the table."""
    new = NewBroadcast(
        title=columns.pop("title", "Hội chợ"),
        text=columns.pop("text", "Hội chợ mở **thứ bảy**."),
        buttons=columns.pop("buttons", "[]"),
        audience=AUDIENCE.dump_json(audience).decode(),
        audience_name="",
        valid_for_seconds=columns.pop("valid_for_seconds", int(timedelta(days=2).total_seconds())),
        scheduled_at=columns.pop("scheduled_at", now),
        state=state,
        **columns,
    )
    async with database.transaction() as store:
        added = await store.broadcasts.add(new, now)
        row = await store.broadcasts.get(added or 0)
    assert row is not None
    return row


async def the_broadcast(database: Database, broadcast_id: int) -> BroadcastRow:
    """As it stands now."""
    async with database.reading() as store:
        row = await store.broadcasts.get(broadcast_id)
    assert row is not None
    return row
