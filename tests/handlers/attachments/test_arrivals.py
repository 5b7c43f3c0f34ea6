"""Files of people arrive under their own keys, whatever they are called; and what is said of them."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from handlers.attachments.arrivals import Arrivals
from handlers.attachments.fetching import NOT_FETCHED
from handlers.attachments.keeping import Attachments
from handlers.attachments.model import Kind, Reason
from handlers.attachments.names import LONGEST_NAME
from handlers.attachments.words import line_of, refusal_text
from handlers.messages import Address, Upload
from knowledge.base import KnowledgeBase
from storage.blobs import Blobs
from storage.crypto import SealBroken
from storage.database import Database
from storage.filecipher import FileKeys
from storage.tables import contact
from tests.handlers.attachments import samples
from tests.handlers.attachments.samples import files_in, stream
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation
from tests.support.rows import rows
from tests.support.uploads import HOSTILE_NAMES

AN = Address(WEB, PAGE, "an")


@pytest.fixture
def arrivals(database: Database, attachments: Attachments, blobs: Blobs) -> Arrivals:
    return Arrivals(database, attachments, blobs)


async def keys_of(database: Database, clock: HandClock, chat_key: str) -> FileKeys:
    conversation_id = await a_conversation(database, clock.now(), chat_key)
    async with database.transaction() as store:
        conversation = await store.conversations.get(conversation_id)
        assert conversation is not None
        return (await store.keys.of(conversation.contact_id, clock.now())).of_files


async def whole(blobs: Blobs, upload: Upload, keys: FileKeys) -> bytes:
    async with aclosing(blobs.read(upload.blob_id, keys)) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def test_a_file_of_a_newcomer_is_kept_under_a_key_of_their_own(
    arrivals: Arrivals, blobs: Blobs, database: Database, clock: HandClock
) -> None:
    upload = await arrivals.take(AN, "Giấy phép.pdf", stream(samples.pdf()), clock.now())
    assert (upload.name, upload.kind, upload.size) == ("Giấy phép.pdf", Kind.PDF, len(samples.pdf()))
    own, of_another = await keys_of(database, clock, "an"), await keys_of(database, clock, "binh")
    assert await whole(blobs, upload, own) == samples.pdf()
    with pytest.raises(SealBroken):
        await whole(blobs, upload, of_another)
    again = await arrivals.take(AN, "", stream(samples.pdf(b"x")), clock.now())
    assert await whole(blobs, again, own) == samples.pdf(b"x")
    assert len(rows(database, contact)) == 2


async def test_a_stream_that_breaks_leaves_nothing_and_a_dropped_file_neither(
    arrivals: Arrivals, clock: HandClock, folder: Path
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield samples.pdf(bytes(400_000))[:300_000]
        assert files_in(folder)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await arrivals.take(AN, "a.pdf", broken(), clock.now())
    assert files_in(folder) == []
    upload = await arrivals.take(AN, "a.pdf", stream(samples.pdf()), clock.now())
    assert files_in(folder)
    for _ in range(2):
        await arrivals.drop(upload)
    await arrivals.drop(None)
    assert files_in(folder) == []


async def test_no_name_reaches_a_path(arrivals: Arrivals, clock: HandClock, tmp_path: Path) -> None:
    for name in HOSTILE_NAMES:
        upload = await arrivals.take(AN, name, stream(b"MZ"), clock.now())
        assert upload.refused == Reason.UNKNOWN_KIND
        assert len(upload.name) <= LONGEST_NAME
        assert not set(upload.name) & set("/\\\0\r\n")
    assert len(HOSTILE_NAMES) >= 200
    kept = [await arrivals.take(AN, name, stream(samples.pdf()), clock.now()) for name in HOSTILE_NAMES[::60]]
    made = {path for path in files_in(tmp_path) if not path.name.startswith("kc.db")}
    assert made == {tmp_path / "files" / file.blob_id[:2] / file.blob_id for file in kept}


@pytest.mark.parametrize("reason", [*Reason, NOT_FETCHED])
def test_every_refusal_says_in_one_breath_why_and_what_to_do(knowledge: KnowledgeBase, reason: str) -> None:
    text = refusal_text(Upload("đơn.pdf", refused=reason), knowledge)
    assert "giúp mình" in text
    assert 40 < len(text) < 200
    assert "{" not in text


def test_a_file_stands_in_the_transcript_by_its_name() -> None:
    assert line_of(Upload("đơn.pdf")) == "📎 đơn.pdf"
    assert line_of(Upload()) == "📎"
