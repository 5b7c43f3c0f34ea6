"""Files of people, sealed, under one private folder; nothing that people typed is part of a path."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.blobfiles import (
    IncomingFile,
    OutgoingFile,
    Stored,
    new_name,
    remove_strays,
    sync_folder,
)
from storage.filecipher import CHUNK_BYTES, FileKeys, plain_size

_ID = re.compile(r"[0-9a-f]{32}")
_BATCH_BYTES = 4 * CHUNK_BYTES  # goes to a thread at once
_INCOMING = "incoming"


class NoBlob(Exception):
    """No file has this id."""


class TooBig(Exception):
    """More bytes came than may."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as the folder tells of it, without opening it; the size is of the plain bytes."""

    id: str
    size: int
    written_at: datetime


class Blobs:
    """The sealed files of one installation; every call brings the keys that they are sealed under."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / _INCOMING
        for path in (folder, self._incoming):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.chmod(0o700)

    async def write(self, chunks: AsyncIterable[bytes], keys: FileKeys, most_bytes: int) -> Stored:
        """Stores the whole stream or nothing. Raises TooBig at the first byte too many."""
        name = new_name()
        incoming = IncomingFile(self._incoming / name, self._path(name), keys)
        try:
            async for batch in _batches(chunks, most_bytes):
                await asyncio.to_thread(incoming.write, batch)
            return await asyncio.to_thread(incoming.finish)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(incoming.discard))
            raise

    async def read(self, blob_id: str, keys: FileKeys) -> AsyncGenerator[bytes, None]:
        """The plain bytes, chunk by chunk. Raises NoBlob, or SealBroken at the chunk that is not as written.

        That a file was cut off shows at its end: whoever must not begin with a broken file reads it twice."""
        outgoing = OutgoingFile(self._path(blob_id), keys)
        try:
            while (chunk := await asyncio.to_thread(outgoing.next)) is not None:
                yield chunk
        except FileNotFoundError:
            raise NoBlob(blob_id) from None
        finally:
            await asyncio.shield(asyncio.to_thread(outgoing.close))

    async def size(self, blob_id: str) -> int:
        """Of the plain bytes. Raises NoBlob."""
        kept = await asyncio.to_thread(_kept, self._path(blob_id))
        if kept is None:
            raise NoBlob(blob_id)
        return kept.size

    async def delete(self, blob_id: str) -> bool:
        """Whether there was such a file. The disk is not overwritten: without its keys the rest is noise."""
        return await asyncio.to_thread(_delete, self._path(blob_id))

    async def all(self) -> list[Kept]:
        """Every whole file, the oldest first; for retention and export."""
        return await asyncio.to_thread(self._all)

    async def remove_strays(self) -> int:
        """Removes what writers that died have left; how many there were. Safe beside living writers."""
        return await asyncio.to_thread(remove_strays, self._incoming)

    def _path(self, blob_id: str) -> Path:
        if not _ID.fullmatch(blob_id):
            raise NoBlob(blob_id[:40])
        return self._folder / blob_id[:2] / blob_id

    def _all(self) -> list[Kept]:
        found = [_kept(path) for path in self._folder.glob("??/*") if _ID.fullmatch(path.name)]
        return sorted(filter(None, found), key=lambda kept: (kept.written_at, kept.id))


async def _batches(chunks: AsyncIterable[bytes], most_bytes: int) -> AsyncIterator[bytes]:
    """The same bytes in larger parts: a thread is not worth its start for a few of them."""
    size, batch = 0, bytearray()
    async for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            raise TooBig
        batch += chunk
        if len(batch) >= _BATCH_BYTES:
            yield bytes(batch)
            batch.clear()
    yield bytes(batch)


def _kept(path: Path) -> Kept | None:
    try:
        found = path.stat()
    except FileNotFoundError:  # deleted a moment ago
        return None
    return Kept(path.name, plain_size(found.st_size), datetime.fromtimestamp(found.st_mtime, UTC))


def _delete(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    sync_folder(path.parent)
    return True
