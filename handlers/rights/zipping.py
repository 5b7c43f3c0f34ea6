"""A zip that is handed on while it is made: nothing of it lies on the disk, and little in memory."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


class _Sink:
    """Takes what ZipFile writes; without `seek`, so that it never goes back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """There is nothing below."""

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


class Zipping:
    """Every call gives the next bytes of the zip; compressing happens in threads."""

    def __init__(self, at: datetime) -> None:
        self._at = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        self._sink = _Sink()
        self._zip = ZipFile(self._sink, "w")  # type: ignore[call-overload]

    async def file(self, name: str, chunks: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
        """A picture or a paper, as it is: they are compressed already."""
        with self._zip.open(self._info(name, ZIP_STORED), "w") as entry:
            async for chunk in chunks:
                await asyncio.to_thread(entry.write, chunk)
                yield self._sink.take()
        yield self._sink.take()

    async def text(self, name: str, text: str) -> bytes:
        info = self._info(name, ZIP_DEFLATED)
        await asyncio.to_thread(self._zip.writestr, info, text.encode(), ZIP_DEFLATED)
        return self._sink.take()

    def end(self) -> bytes:
        self._zip.close()
        return self._sink.take()

    def _info(self, name: str, how: int) -> ZipInfo:
        info = ZipInfo(name, self._at)
        info.compress_type = how
        info.external_attr = 0o600 << 16
        return info
