"""A copy made while others write, and what is not brought back by it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from handlers.applications.visits import content_of
from handlers.backups import BadBackup, Installation, InUse, Summary, back_up_to, restore_from, settle
from storage.backup.person_keys import FILE_NAME
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.filelock import AlreadyRunning
from storage.presence import in_use
from storage.states import BroadcastState
from storage.tables import contact
from storage.tables_applications import application
from storage.tables_privacy import certificate, person_key
from tests.conftest import SECRET
from tests.support.applications import OWNER, a_sent_application, the_application
from tests.support.broadcasts import a_broadcast, a_reader, the_broadcast
from tests.support.clock import HandClock
from tests.support.rows import rows


@dataclass(slots=True)
class Office:
    """An installation with its copies in a folder of their own."""

    url: str
    folder: Path
    clock: HandClock

    @property
    def copy(self) -> Path:
        return self.folder / "copies" / "copy.tar"

    def installation(self, database: Database, secret: str = SECRET) -> Installation:
        return Installation(database, Vault(secret), self.folder / "data" / "files")

    def opened(self) -> Database:
        return Database(database_url(self.url), Vault(SECRET))

    async def backs_up(self, database: Database) -> Summary:
        return await back_up_to(self.installation(database), self.copy, self.clock.now(), may_replace=True)

    async def restores(self, secret: str = SECRET) -> Summary:
        async with self.opened() as database:
            summary = await restore_from(self.installation(database, secret), self.copy)
        async with self.opened() as database:
            await settle(database, summary, self.clock.now())
        return summary


@pytest.fixture
def office(any_database_url: str, tmp_path: Path, clock: HandClock) -> Office:
    for name in ("data/files/ab", "copies"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "data/files/ab/blob").write_bytes(b"sealed")
    return Office(any_database_url, tmp_path, clock)


async def test_what_was_there_is_back_and_what_came_later_is_gone(office: Office) -> None:
    now = office.clock.now()
    async with office.opened() as database:
        row = await a_sent_application(database, now)
        made = await office.backs_up(database)
        await a_sent_application(database, now, chat_key="later")
    (office.folder / "data/files/ab/blob").unlink()
    summary = await office.restores()
    assert (summary.rows, summary.files, summary.missing_keys) == (made.rows, 1, 0)
    async with office.opened() as database:
        back = await the_application(database, row.code)
        assert content_of(back).answers["representative"] == OWNER
        assert len(rows(database, application)) == 1
        again = await a_sent_application(database, now, chat_key="new")  # new rows are numbered after the old
        assert again.id > back.id
    assert (office.folder / "data/files/ab/blob").read_bytes() == b"sealed"


async def test_a_copy_made_while_others_write_is_of_one_moment(office: Office) -> None:
    now = office.clock.now()
    async with office.opened() as database:
        stop = asyncio.Event()

        async def write() -> int:
            written = 0
            while not stop.is_set():
                await a_reader(database, now, f"chat {written}")  # four rows of one transaction
                written += 1
            return written

        writing = asyncio.create_task(write())
        await a_reader(database, now, "somebody else")
        made = await office.backs_up(database)
        stop.set()
        assert await writing > 0
    counts = made.manifest.rows
    assert len({counts[name] for name in ("contact", "address", "conversation", "consent")}) == 1
    summary = await office.restores()
    assert summary.manifest.rows == made.manifest.rows


async def test_no_copy_holds_a_persons_key_and_a_destroyed_one_stays_destroyed(office: Office) -> None:
    now = office.clock.now()
    async with office.opened() as database:
        gone = await a_sent_application(database, now, chat_key="gone")
        stays = await a_sent_application(database, now, chat_key="stays")
        (wrapped, *_others) = [row.wrapped for row in rows(database, person_key)]
        await office.backs_up(database)
        assert bytes(wrapped) not in office.copy.read_bytes()
        kept = office.copy.read_bytes()
        async with database.transaction() as store:
            await store.applications.delete(gone.id)
            await store.erasing.spare_keys(gone.contact_id)
        await office.backs_up(database)  # the newest file of keys knows it no more
    office.copy.write_bytes(kept)
    summary = await office.restores()
    assert summary.missing_keys == 1
    async with office.opened() as database:
        assert (await the_application(database, gone.code)).content is None
        assert content_of(await the_application(database, stays.code)).answers["representative"] == OWNER


async def test_whoever_was_deleted_after_the_copy_is_deleted_again(office: Office) -> None:
    now = office.clock.now()
    async with office.opened() as database:
        await a_reader(database, now, "gone")
        stays = await a_reader(database, now, "stays")
        await office.backs_up(database)
        kept = office.copy.read_bytes()
        (first, _second) = sorted(row.id for row in rows(database, contact))
        async with database.transaction() as store:
            await store.erasing.lock(first)
            gone = await store.erasing.person(first)
            await store.certificates.add(now, "contact", f"contact:{first}", gone["contact"], "asked for")
        await office.backs_up(database)
    office.copy.write_bytes(kept)
    await office.restores()
    async with office.opened() as database:
        assert [row.id for row in rows(database, contact)] != [first]
        assert len(rows(database, contact)) == 1
        async with database.reading() as store:
            assert await store.conversations.get(stays) is not None
        assert {row.kind for row in rows(database, certificate)} >= {"contact"}


@pytest.mark.parametrize("state", [BroadcastState.SCHEDULED, BroadcastState.BUILDING, BroadcastState.RUNNING])
async def test_no_broadcast_goes_on_by_itself(office: Office, state: BroadcastState) -> None:
    now = office.clock.now()
    async with office.opened() as database:
        row = await a_broadcast(database, now, state)
        done = await a_broadcast(database, now, BroadcastState.DONE)
        await office.backs_up(database)
    await office.restores()
    async with office.opened() as database:
        assert (await the_broadcast(database, row.id)).state is BroadcastState.PAUSED
        assert (await the_broadcast(database, done.id)).state is BroadcastState.DONE


async def test_a_running_service_is_not_restored_over(office: Office) -> None:
    async with office.opened() as database:
        await office.backs_up(database)
        async with in_use(database.url):
            with pytest.raises((AlreadyRunning, InUse)):
                await restore_from(office.installation(database), office.copy)


@pytest.mark.parametrize("harm", ["cut", "byte", "no tar", "another key"])
async def test_what_cannot_be_trusted_is_refused_and_nothing_is_touched(office: Office, harm: str) -> None:
    now = office.clock.now()
    async with office.opened() as database:
        await office.backs_up(database)
        await a_sent_application(database, now)
    data = office.copy.read_bytes()
    match harm:
        case "cut":
            office.copy.write_bytes(data[: len(data) // 2])
        case "byte":
            office.copy.write_bytes(data[:2000] + bytes([data[2000] ^ 1]) + data[2001:])
        case "no tar":
            office.copy.write_bytes(b"nothing of ours")
        case _:
            pass
    with pytest.raises(BadBackup):
        await office.restores(
            "another secret of at least thirty-two characters" if harm == "another key" else SECRET
        )
    async with office.opened() as database:
        assert len(rows(database, application)) == 1
    assert (office.folder / "data/files/ab/blob").exists()


async def test_a_copy_is_not_written_over_another_unless_asked(office: Office) -> None:
    async with office.opened() as database:
        await office.backs_up(database)
        with pytest.raises(FileExistsError):
            await back_up_to(office.installation(database), office.copy, office.clock.now())
        assert (office.copy.parent / FILE_NAME).stat().st_mode & 0o077 == 0
