"""Which files belong to which application: listed as they came, taken off, and known by their blobs."""

from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.repositories.attachments import FileRow, NewFile
from storage.tables_applications import application_file
from tests.support.applications import an_application
from tests.support.clock import HandClock
from tests.support.rows import rows


async def test_files_are_listed_as_they_came_taken_off_and_known_by_their_blobs(
    database: Database, clock: HandClock
) -> None:
    first = await an_application(database, clock.now())
    second = await an_application(database, clock.now())
    other = await an_application(database, clock.now(), chat_key="binh")
    a, b, c, d = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
    for made, blob in ((first, a), (second, b), (first, c), (other, d)):
        await a_file(database, clock, made, blob)
    async with database.transaction() as store:
        assert [each.blob_id for each in await store.files.of(first.id)] == [a, c]
        assert [each.blob_id for each in await store.files.of_contact(first.contact_id)] == [a, b, c]
        assert await store.files.known([a, d, "e" * 32]) == {a, d}
        assert await store.files.remove(first.id, [a, b, "e" * 32]) == [a]  # only what is its own
        assert await store.files.remove(first.id, []) == []
        assert [each.blob_id for each in await store.files.of_contact(first.contact_id)] == [b, c]
        (kept,) = await store.files.of(other.id)
    identity = rows(database, application_file)[-1].id
    assert kept == FileRow(identity, other.id, "photos", d, "jpeg", 9, "0" * 64, True, clock.now())


async def a_file(database: Database, clock: HandClock, made: ApplicationRow, blob_id: str) -> None:
    async with database.transaction() as store:
        new = NewFile(made.id, "photos", blob_id, "jpeg", 9, "0" * 64, True)
        await store.files.add(new, clock.now())
