"""Has a file examined by a worker process, and believes the worker little."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterable

from handlers.attachments.confined import worker
from handlers.attachments.model import MOST_BYTES, PASSED, PICTURES, Kind, Reason

_PART_BYTES = 64 * 1024


class Examiner:
    """One for the whole process, so that the limit on workers holds."""

    def __init__(self, seconds: float = 20, at_once: int = 2) -> None:
        self._seconds = seconds
        self._at_once = asyncio.Semaphore(at_once)

    async def examine(self, kind: Kind, chunks: AsyncIterable[bytes]) -> bytes | Reason | None:
        """The new picture, None for a document that may be kept, or why not."""
        async with self._at_once:
            async with worker("handlers.attachments.worker", kind) as process:
                try:
                    async with asyncio.timeout(self._seconds):
                        said = await _conversation(process, chunks)
                except TimeoutError:
                    return Reason.TOO_SLOW
            return _understood(kind, said, process.returncode)


async def _conversation(process: Process, chunks: AsyncIterable[bytes]) -> bytes:
    feeding = asyncio.create_task(_feed(process, chunks))
    try:
        said = await _heard(process)
        await feeding
        await process.wait()
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])  # whoever gave the chunks may close them now
    return said


async def _feed(process: Process, chunks: AsyncIterable[bytes]) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for above
    try:
        async for chunk in chunks:
            process.stdin.write(chunk)
            await process.stdin.drain()
    except ConnectionError:
        pass  # the worker died: that is its answer
    finally:
        process.stdin.close()


async def _heard(process: Process) -> bytes:
    """All that the worker says, unless it says more than a picture can be."""
    assert process.stdout is not None  # noqa: S101 - asked for above
    said = bytearray()
    while (part := await process.stdout.read(_PART_BYTES)) and len(said) <= MOST_BYTES:
        said += part
    return bytes(said)


def _understood(kind: Kind, said: bytes, code: int | None) -> bytes | Reason | None:
    if code == -signal.SIGXCPU:
        return Reason.TOO_SLOW
    verdict, _, picture = said.partition(b"\n")
    if code != 0 or len(said) > MOST_BYTES:
        return Reason.BROKEN
    if verdict == PASSED.encode():
        return picture if kind in PICTURES else None
    return next((reason for reason in Reason if reason.encode() == verdict), Reason.BROKEN)
