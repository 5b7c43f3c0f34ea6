"""Files that no application names go after a day; named ones, young ones and those being written stay."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from handlers.attachments.sweeping import sweep_blobs
from storage.blobs import Blobs
from storage.database import Database
from storage.filecipher import FileKeys
from storage.repositories.attachments import NewFile
from storage.tables import audit_event
from tests.handlers.attachments.samples import files_in, stream
from tests.support.applications import an_application
from tests.support.clock import HandClock
from tests.support.rows import rows

KEYS = FileKeys("a secret of the installation")


async def a_blob(blobs: Blobs, folder: Path, clock: HandClock, hours_old: float) -> str:
    stored = await blobs.write(stream(b"%PDF-"), KEYS, 100)
    written_at = (clock.now() - timedelta(hours=hours_old)).timestamp()
    os.utime(folder / stored.id[:2] / stored.id, (written_at, written_at))
    return stored.id


async def named(database: Database, clock: HandClock, blob_id: str) -> None:
    filed = await an_application(database, clock.now())
    async with database.transaction() as store:
        await store.files.add(NewFile(filed.id, "photos", blob_id, "jpeg", 5, "0" * 64, False), clock.now())


async def test_only_old_files_that_no_application_names_go(
    database: Database, blobs: Blobs, folder: Path, clock: HandClock
) -> None:
    old, young = await a_blob(blobs, folder, clock, 24.1), await a_blob(blobs, folder, clock, 23.9)
    wanted = await a_blob(blobs, folder, clock, 1000)
    await named(database, clock, wanted)
    assert await sweep_blobs(database, blobs, clock.now()) == {"strays": 0, "files": 1}
    assert {path.name for path in files_in(folder)} == {young, wanted}
    (event,) = [event for event in rows(database, audit_event) if event.action == "files_swept"]
    assert json.loads(event.detail) == {"strays": 0, "files": 1}
    assert old not in str(event)


async def test_a_sweep_that_finds_nothing_says_nothing(
    database: Database, blobs: Blobs, clock: HandClock
) -> None:
    assert await sweep_blobs(database, blobs, clock.now()) == {"strays": 0, "files": 0}
    assert rows(database, audit_event) == []


async def test_more_files_than_one_question_holds_are_all_looked_at(
    database: Database, blobs: Blobs, folder: Path, clock: HandClock
) -> None:
    made = await asyncio.gather(*(a_blob(blobs, folder, clock, 48) for _ in range(510)))
    await named(database, clock, made[505])
    gone = await sweep_blobs(database, blobs, clock.now())
    assert gone["files"] == 509
    assert [path.name for path in files_in(folder)] == [made[505]]


async def test_what_a_killed_writer_left_goes_and_what_is_being_written_stays(
    database: Database, blobs: Blobs, folder: Path, clock: HandClock
) -> None:
    (folder / "incoming" / "0123").write_bytes(b"half of a file")
    may_end, is_begun = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield bytes(300_000)
        is_begun.set()
        await may_end.wait()

    writing = asyncio.create_task(blobs.write(slow(), KEYS, 400_000))
    await is_begun.wait()
    assert (await sweep_blobs(database, blobs, clock.now()))["strays"] == 1
    may_end.set()
    stored = await writing
    assert [path.name for path in files_in(folder)] == [stored.id]
