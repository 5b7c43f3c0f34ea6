"""What a person sends is stored clean and sealed, or refused with a reason and nothing kept."""

import asyncio
import os
import tracemalloc
from collections.abc import AsyncIterable, AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from handlers.attachments.examiner import Examiner
from handlers.attachments.keeping import Attachments
from handlers.attachments.model import MOST_BYTES, Accepted, Kind, Reason, Refused
from handlers.attachments.scanning import Scan
from storage.blobs import Blobs
from storage.filecipher import FileKeys
from tests.handlers.attachments import samples
from tests.handlers.attachments.samples import files_in, stream

_MIB = 1024 * 1024


async def read(blobs: Blobs, blob_id: str, keys: FileKeys) -> bytes:
    return b"".join([chunk async for chunk in blobs.read(blob_id, keys)])


class Says:
    """A scanner that has its answer ready."""

    def __init__(self, scan: Scan) -> None:
        self.scan_result = scan
        self.seen = b""

    async def scan(self, chunks: AsyncIterable[bytes]) -> Scan:
        self.seen = b"".join([chunk async for chunk in chunks])
        return self.scan_result


_PICTURES = {
    "jpeg": samples.phone_photo("JPEG", 6),
    "png": samples.phone_photo("PNG", 6),
    "webp": samples.phone_photo("WEBP", 6),
    "cmyk": samples.encoded(samples.two_colours("CMYK"), "JPEG"),
    "progressive": samples.encoded(samples.two_colours(), "JPEG", progressive=True),
    "palette": samples.encoded(samples.two_colours("P"), "PNG"),
    "sixteen bits": samples.encoded(samples.two_colours("L").convert("I;16"), "PNG"),
    "moving": samples.encoded(
        samples.two_colours(), "WEBP", save_all=True, append_images=[samples.two_colours("L").convert("RGB")]
    ),
    "several": samples.encoded(
        samples.two_colours(), "MPO", save_all=True, append_images=[samples.two_colours()]
    ),
    "zip behind": samples.encoded(samples.two_colours(), "JPEG") + samples.docx(),
}


@pytest.mark.parametrize("name", _PICTURES)
async def test_every_picture_is_kept_as_a_clean_jpeg(
    attachments: Attachments, blobs: Blobs, keys: FileKeys, folder: Path, name: str
) -> None:
    kept = await attachments.keep(stream(_PICTURES[name]), keys)
    assert isinstance(kept, Accepted), kept
    data = await read(blobs, kept.blob_id, keys)
    assert data.startswith(b"\xff\xd8\xff")
    assert [secret for secret in samples.SECRETS if secret in data] == []
    assert (kept.kind, kept.size, kept.sha256) == (Kind.JPEG, len(data), sha256(data).hexdigest())
    assert [path.name for path in files_in(folder)] == [kept.blob_id], "what was sent is gone"


@pytest.mark.parametrize(("data", "kind"), [(samples.pdf(), Kind.PDF), (samples.docx(), Kind.DOCX)])
async def test_a_document_is_kept_as_it_came(
    attachments: Attachments, blobs: Blobs, keys: FileKeys, data: bytes, kind: Kind
) -> None:
    kept = await attachments.keep(stream(data, 7), keys)
    assert isinstance(kept, Accepted), kept
    assert await read(blobs, kept.blob_id, keys) == data
    assert (kept.kind, kept.size, kept.sha256) == (kind, len(data), sha256(data).hexdigest())


async def test_exactly_the_cap_is_kept_and_one_byte_more_is_refused(
    attachments: Attachments, keys: FileKeys, folder: Path
) -> None:
    inside = MOST_BYTES - len(samples.pdf(b"x"))
    largest = samples.pdf(bytes(inside))
    largest = samples.pdf(bytes(inside + MOST_BYTES - len(largest)))
    assert len(largest) == MOST_BYTES
    kept = await attachments.keep(stream(largest), keys)
    assert isinstance(kept, Accepted), kept
    assert await attachments.keep(stream(largest + b"\n"), keys) == Refused(Reason.TOO_BIG)
    assert len(files_in(folder)) == 1


async def test_what_cannot_be_kept_is_refused_before_it_is_read_to_its_end(
    attachments: Attachments, keys: FileKeys
) -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"<svg onload=alert(1)>"

    assert await attachments.keep(endless(), keys) == Refused(Reason.UNKNOWN_KIND)
    assert asked == 2


async def test_without_a_scanner_it_is_said_that_nothing_was_scanned(
    attachments: Attachments, keys: FileKeys
) -> None:
    kept = await attachments.keep(stream(samples.pdf()), keys)
    assert isinstance(kept, Accepted)
    assert not kept.is_scanned


@pytest.mark.parametrize(
    ("scan", "reason"), [(Scan.INFECTED, Reason.INFECTED), (Scan.NO_ANSWER, Reason.NOT_SCANNED)]
)
async def test_what_a_scanner_does_not_clear_is_refused(
    blobs: Blobs, keys: FileKeys, folder: Path, scan: Scan, reason: Reason
) -> None:
    attachments = Attachments(blobs, Examiner(), Says(scan))
    for data in (samples.pdf(), _PICTURES["jpeg"]):
        assert await attachments.keep(stream(data), keys) == Refused(reason)
    assert files_in(folder) == []


async def test_a_scanner_sees_what_is_kept(blobs: Blobs, keys: FileKeys) -> None:
    scanner = Says(Scan.CLEAN)
    kept = await Attachments(blobs, Examiner(), scanner).keep(stream(_PICTURES["jpeg"]), keys)
    assert isinstance(kept, Accepted)
    assert kept.is_scanned
    assert scanner.seen == await read(blobs, kept.blob_id, keys)


async def test_a_scanner_that_fails_leaves_nothing(blobs: Blobs, keys: FileKeys, folder: Path) -> None:
    class Fails:
        async def scan(self, chunks: AsyncIterable[bytes]) -> Scan:
            async for _ in chunks:
                raise ConnectionRefusedError
            return Scan.CLEAN

    with pytest.raises(ConnectionRefusedError):
        await Attachments(blobs, Examiner(), Fails()).keep(stream(samples.pdf()), keys)
    assert files_in(folder) == []


@pytest.mark.parametrize("seconds", [0, 0.02, 0.1, 0.3])
async def test_a_keeping_cancelled_at_any_moment_leaves_nothing(
    attachments: Attachments, keys: FileKeys, folder: Path, seconds: float
) -> None:
    big = samples.encoded(samples.two_colours("RGB", (6000, 4000)), "PNG", compress_level=1)
    is_sent = asyncio.Event()

    async def sending() -> AsyncIterator[bytes]:
        yield big
        is_sent.set()

    keeping = asyncio.create_task(attachments.keep(sending(), keys))
    await is_sent.wait()
    await asyncio.sleep(seconds)  # the moment is the point of the test
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert files_in(folder) == []


async def test_a_keeping_cancelled_during_the_scan_leaves_nothing(
    blobs: Blobs, keys: FileKeys, folder: Path
) -> None:
    is_scanning = asyncio.Event()

    class Halts:
        async def scan(self, chunks: AsyncIterable[bytes]) -> Scan:
            is_scanning.set()
            await asyncio.Event().wait()
            return Scan.CLEAN

    keeping = asyncio.create_task(
        Attachments(blobs, Examiner(), Halts()).keep(stream(_PICTURES["jpeg"]), keys)
    )
    await is_scanning.wait()
    assert len(files_in(folder)) == 2
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert files_in(folder) == []


async def test_memory_of_the_service_stays_flat_while_a_large_file_is_kept(
    attachments: Attachments, keys: FileKeys
) -> None:
    part = os.urandom(64 * 1024)
    ends = samples.pdf().split(b"endobj\n")

    async def much() -> AsyncIterator[bytes]:
        yield ends[0] + b"endobj\n"
        for _ in range(19 * _MIB // len(part)):
            yield part
        yield ends[1]

    tracemalloc.start()
    try:
        kept = await attachments.keep(much(), keys)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(kept, Accepted), kept
    assert peak < 4 * _MIB, f"{peak / _MIB:.1f} MiB"


async def test_many_at_once_all_get_their_turn(attachments: Attachments, keys: FileKeys) -> None:
    sent = [samples.pdf(os.urandom(1000)) for _ in range(6)]
    kept = await asyncio.gather(*(attachments.keep(stream(data), keys) for data in sent))
    hashes = [file.sha256 for file in kept if isinstance(file, Accepted)]
    assert hashes == [sha256(data).hexdigest() for data in sent]
