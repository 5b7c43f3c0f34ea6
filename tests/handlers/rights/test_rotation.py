"""A new key takes over while both are known; then the old one opens nothing, and nothing is missing."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from handlers.rights.rotation import KeyRotation, phone_of
from handlers.rights.words import ERASE_YES
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.rotate import Progress
from storage.sealed import OF_INSTALLATION
from storage.states import GapKind
from storage.tables import conversation, delivery, gap, inbound
from storage.tables_applications import application
from tests.bot.cli.command import CommandLine
from tests.conftest import SECRET
from tests.support.applications import OWNER, an_application
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.planted import CHAT_KEY, PHONE, SEALED, found_raw, plant
from tests.support.rights import RightsHouse
from tests.support.rows import change, rows
from tests.support.source import ROOT

NEW = "the-next-key-of-these-tests-0123456789-abcdefghijkl"
MANY = 12_000


@pytest.fixture
async def both(here: RightsHouse) -> AsyncIterator[Database]:
    """The same database, opened by whoever knows both keys and writes the new one."""
    async with Database(here.database.url, Vault(NEW, SECRET)) as opened:
        yield opened


async def rotate(database: Database) -> list[Progress]:
    return [step async for step in KeyRotation(database).run()]


def sealed_by(database: Database, vault: Vault) -> dict[str, list[bool]]:
    """Of each column whether this vault has sealed its values."""
    found = {}
    for sealed in OF_INSTALLATION:
        values = (sealed.read(row) for row in rows(database, sealed.column.table))
        found[str(sealed.column)] = [vault.is_current(value) for value in values if value is not None]
    return found


async def test_everything_opens_before_while_and_after(here: RightsHouse, both: Database) -> None:
    row = await plant(here)
    contact_id = await here.contact(CHAT_KEY)
    async with here.database.reading() as store:
        before = await store.own_rows.of(contact_id)
    async with both.reading() as store:
        assert await store.own_rows.of(contact_id) == before
        assert [found.id for found in await store.applications.with_phone(PHONE)] == [row.id]
    steps = await rotate(both)
    assert all(step.broken == 0 for step in steps)
    async with Database(here.database.url, Vault(NEW)) as alone, alone.reading() as store:
        after = await store.own_rows.of(contact_id)
        assert [found.id for found in await store.applications.with_phone(PHONE)] == [row.id]
        assert (await store.applications.get(row.id)) == row
    (stored,) = rows(here.database, application)
    assert stored.phone_tail_hash == Vault(NEW).digest(PHONE[-4:])
    for table, told in before.items():
        if table not in ("delivery", "inbound"):
            assert after[table] == told, table
    async with Database(here.database.url, Vault(SECRET)) as old, old.reading() as store:
        assert await store.applications.with_phone(PHONE) == []
        opened = await store.applications.get(row.id)
        assert opened is not None
        assert opened.content is None


async def test_what_is_on_its_way_is_counted_and_goes_next_time(here: RightsHouse, both: Database) -> None:
    await plant(here)
    await rotate(both)
    waiting = await KeyRotation(both).waiting()
    assert waiting == len([row for row in rows(both, delivery) if row.next_at])
    new = Vault(NEW)
    for column, are_current in sealed_by(both, new).items():
        assert all(are_current) or column == "delivery.body", column
    change(both, delivery.update().values(next_at=None))
    await rotate(both)
    assert await KeyRotation(both).waiting() == 0
    assert all(all(are_current) for are_current in sealed_by(both, new).values())


async def test_a_second_run_changes_nothing(here: RightsHouse, both: Database) -> None:
    await plant(here)
    await rotate(both)
    assert sum(step.renewed for step in await rotate(both)) == 0


async def test_a_value_that_no_key_opens_is_counted_and_left(here: RightsHouse, both: Database) -> None:
    await plant(here)
    damaged = Vault("another installation's secret").seal("x", "gap.question")
    change(both, gap.update().values(question=damaged))
    steps = await rotate(both)
    assert {step.column: step.broken for step in steps if step.broken} == {"gap.question": 1}
    assert [row.question for row in rows(both, gap)] == [damaged]


async def test_a_state_that_was_never_sealed_is_left_alone(here: RightsHouse, both: Database) -> None:
    await a_conversation(here.database, here.clock.now())
    await rotate(both)
    assert [row.state for row in rows(both, conversation)] == ["{}"]


async def test_beside_a_running_service_nothing_that_is_written_meanwhile_is_lost(
    here: RightsHouse, both: Database
) -> None:
    ids = [await a_conversation(here.database, here.clock.now(), f"p{number}") for number in range(60)]
    async with here.database.transaction() as store:
        for identity in ids:
            await store.conversations.save(identity, '{"round": 0}', here.clock.now())

    async def serve() -> None:
        for number in (1, 2, 3):
            for identity in ids:
                async with both.transaction() as store:
                    await store.conversations.lock(identity)
                    await store.conversations.save(identity, f'{{"round": {number}}}', here.clock.now())

    await asyncio.gather(serve(), rotate(both), rotate(both))
    async with Database(both.url, Vault(NEW)) as alone, alone.reading() as store:
        found = [await store.conversations.get(identity) for identity in ids]
    assert {row.state for row in found if row} == {'{"round": 3}'}


async def test_a_deletion_after_a_rotation_is_whole(here: RightsHouse, both: Database) -> None:
    await plant(here)
    await rotate(both)
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    assert rows(both, application) == []
    assert all(row.payload is None for row in rows(both, inbound))


@pytest.mark.parametrize("content", ["", "{}", '{"answers": {"phone": 7}}', "no json"])
def test_content_without_a_telephone_has_none(content: str) -> None:
    assert phone_of(content) is None


async def test_killed_in_the_middle_it_goes_on_where_it_was(
    tmp_path: Path, sqlite_url: str, clock: HandClock
) -> None:
    """As a process of its own, with SIGKILL; what lies on the disk is never readable."""
    (tmp_path / "home").mkdir()
    line = CommandLine(tmp_path / "home")
    question = SEALED["gap"]
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        await an_application(database, clock.now())
        old = Vault(SECRET)
        row = {"kind": GapKind.UNKNOWN, "created_at": clock.now()}
        sealed = [{**row, "question": old.seal(question, "gap.question")} for _ in range(MANY)]
        change(database, insert(gap), sealed)
    settings = {
        **line.environment(),
        "DATABASE_URL": sqlite_url,
        "SECRET_KEY": NEW,
        "SECRET_KEY_PREVIOUS": SECRET,
        "PYTHONUNBUFFERED": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "rotate-keys", cwd=ROOT, env=settings, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    while b"gap.question" not in await process.stdout.readline():
        assert not process.stdout.at_eof()
    process.send_signal(signal.SIGKILL)
    await process.wait()
    async with Database(database_url(sqlite_url), Vault(NEW, SECRET)) as database:
        renewed = sum(sealed_by(database, Vault(NEW))["gap.question"])
        assert 0 < renewed < MANY
        async with database.reading() as store:
            assert {found.question for found in await store.gaps.latest(MANY)} == {question}
    finished = await line("rotate-keys", **{name: settings[name] for name in _OWN})
    assert finished.code == 0, finished.err
    assert "bỏ SECRET_KEY_PREVIOUS được" in finished.out
    async with Database(database_url(sqlite_url), Vault(NEW)) as database:
        assert all(sealed_by(database, Vault(NEW))["gap.question"])
        async with database.reading() as store:
            assert {found.question for found in await store.gaps.latest(MANY)} == {question}
    assert found_raw(database, tmp_path, [question, OWNER]) == []


_OWN = ("DATABASE_URL", "SECRET_KEY", "SECRET_KEY_PREVIOUS")
