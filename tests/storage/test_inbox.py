"""The desk of staff as columns: what a migration puts there, and what staff have read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, select, text

from storage.database import Database, database_url
from storage.migrate import migrate
from storage.repositories.inbox import Box
from storage.states import Author, Holder
from storage.tables import conversation
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.postgres import Postgres
from tests.support.rows import row

DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name}")
    yield f"{server.url}/{name}"
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def test_who_is_held_or_has_asked_lately_lies_on_the_desk_after_the_migration(empty_url: str) -> None:
    url, now = database_url(empty_url), datetime.now(UTC)
    await migrate(url, "0010")
    engine = create_engine(url.set(drivername="sqlite") if "sqlite" in url.drivername else url)
    with engine.begin() as connection:
        for number, holder in enumerate(("staff", "bot", "bot", "bot"), start=1):
            values = {"id": number, "holder": holder, "at": now - number * DAY}
            connection.execute(text("INSERT INTO contact (id, created_at) VALUES (:id, :at)"), values)
            connection.execute(
                text(
                    "INSERT INTO address (id, contact_id, channel, bot_id, chat_key, created_at)"
                    " VALUES (:id, :id, 'web', 'page', :holder || :id, :at)"
                ),
                values,
            )
            connection.execute(
                text(
                    "INSERT INTO conversation (id, address_id, holder, last_inbound_at)"
                    " VALUES (:id, :id, :holder, :at)"
                ),
                values,
            )
        for number, kind, ago in ((2, "person", 1), (2, "person", 3), (3, "person", 8), (4, "unknown", 1)):
            connection.execute(
                text("INSERT INTO gap (kind, conversation_id, created_at) VALUES (:kind, :id, :at)"),
                {"kind": kind, "id": number, "at": now - ago * DAY},
            )
    await migrate(url)
    with engine.connect() as connection:
        found = {
            each.id: (each.desk_at and now - each.desk_at, each.waits_since and now - each.waits_since)
            for each in connection.execute(select(conversation))
        }
    engine.dispose()
    assert found == {1: (DAY, None), 2: (DAY, DAY), 3: (None, None), 4: (None, None)}


async def test_what_was_read_never_becomes_unread(database: Database, clock: HandClock) -> None:
    talk = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        first, second = [await store.messages.add(talk, Author.YOU, "{}", clock.now()) for _ in range(2)]
        await store.conversations.hand_to(talk, Holder.STAFF, clock.now())
        await store.inbox.read(talk, second)
        await store.inbox.read(talk, first)
        (line,) = await store.inbox.page(Box.DESK, 10, 1)
    assert line.unread == 0
    assert row(database, conversation, talk).read_to == second
