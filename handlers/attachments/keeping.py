"""Takes in what a person sends: checked, cleaned and stored, or refused with a reason and nothing kept."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import aclosing

from handlers.attachments.examiner import Examiner
from handlers.attachments.kinds import HEAD_BYTES, kind_of
from handlers.attachments.model import MOST_BYTES, PICTURES, Accepted, Kind, Reason, Refused
from handlers.attachments.scanning import NoScanner, Scan, Scanner
from storage.blobfiles import Stored
from storage.blobs import Blobs, TooBig
from storage.filecipher import FileKeys

_SCAN_REFUSALS = {Scan.INFECTED: Reason.INFECTED, Scan.NO_ANSWER: Reason.NOT_SCANNED}


class Attachments:
    """The one way for people's files into the blobs."""

    def __init__(self, blobs: Blobs, examiner: Examiner, scanner: Scanner | None = None) -> None:
        self._blobs = blobs
        self._examiner = examiner
        self._scanner: Scanner = scanner or NoScanner()

    async def keep(self, chunks: AsyncIterable[bytes], keys: FileKeys) -> Accepted | Refused:
        """Reads the stream to its end, unless it is refused before. Raises only what the stream or the disk raises.

        The plain bytes are never on the disk."""
        head, whole = await _begun(chunks)
        kind = kind_of(head)
        if isinstance(kind, Reason):
            return Refused(kind)
        try:
            sent = await self._blobs.write(whole, keys, MOST_BYTES)
        except TooBig:
            return Refused(Reason.TOO_BIG)
        return await self._judged(kind, sent, keys)

    async def _judged(self, kind: Kind, sent: Stored, keys: FileKeys) -> Accepted | Refused:
        spare = {sent.id}
        try:
            async with aclosing(self._blobs.read(sent.id, keys)) as chunks:
                found = await self._examiner.examine(kind, chunks)
            if isinstance(found, Reason):
                return Refused(found)
            kept = sent if found is None else await self._blobs.write(_only(found), keys, MOST_BYTES)
            spare.add(kept.id)
            async with aclosing(self._blobs.read(kept.id, keys)) as chunks:
                scan = await self._scanner.scan(chunks)
            if scan in _SCAN_REFUSALS:
                return Refused(_SCAN_REFUSALS[scan])
            spare.remove(kept.id)
            kept_kind = Kind.JPEG if kind in PICTURES else kind
            return Accepted(kept_kind, kept.size, kept.sha256, kept.id, is_scanned=scan is Scan.CLEAN)
        finally:
            await asyncio.shield(self._delete(spare))

    async def _delete(self, blob_ids: set[str]) -> None:
        for blob_id in blob_ids:
            await self._blobs.delete(blob_id)


async def _begun(chunks: AsyncIterable[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first bytes, and the whole stream with them."""
    stream = aiter(chunks)
    head = b""
    while len(head) < HEAD_BYTES and (chunk := await anext(stream, None)) is not None:
        head += chunk
    return head, _joined(head, stream)


async def _joined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk


async def _only(data: bytes) -> AsyncIterator[bytes]:
    yield data
