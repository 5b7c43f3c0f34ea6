"""The picture or paper that a broadcast carries: looked at, and made so small that every channel takes it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import PurePath

from handlers.attachments.examiner import Examiner
from handlers.attachments.kinds import HEAD_BYTES, kind_of
from handlers.attachments.model import MOST_BYTES, PICTURES, Kind, Reason
from handlers.attachments.names import shown_name
from handlers.attachments.shrinking import shrunk
from storage.repositories.broadcasts import FileRow

__all__ = ["MOST_BYTES", "MOST_PAPER_BYTES", "Attaching", "FileRow", "Reason"]

MOST_PICTURE_BYTES = 1024 * 1024  # as the narrowest channel takes them
MOST_PAPER_BYTES = 5 * 1024 * 1024
_UNNAMED = "khuyen-cong"
_MIMES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_PICTURE_MIME = "image/jpeg"


class Attaching:
    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner

    async def made(self, name: str, data: bytes) -> FileRow | Reason:
        """The file as everybody gets it, or why it is refused; a picture loses everything but its pixels."""
        kind = kind_of(data[:HEAD_BYTES])
        if isinstance(kind, Reason):
            return kind
        if len(data) > (MOST_BYTES if kind in PICTURES else MOST_PAPER_BYTES):
            return Reason.TOO_BIG
        found = await self._examiner.examine(kind, _only(data))
        if isinstance(found, Reason):
            return found
        if found is None:
            return FileRow(_named(name, f".{kind.value}"), _MIMES[kind], data)
        small = await _small(found)
        return Reason.TOO_BIG if small is None else FileRow(_named(name, ".jpg"), _PICTURE_MIME, small)


async def _small(picture: bytes) -> bytes | None:
    if len(picture) <= MOST_PICTURE_BYTES:
        return picture
    return await asyncio.to_thread(shrunk, picture, MOST_PICTURE_BYTES)


def _named(name: str, suffix: str) -> str:
    """The name it came with, ending as what it is."""
    shown = shown_name(name)
    stem = PurePath(shown).stem if PurePath(shown).suffix else shown
    return f"{stem.strip('. ') or _UNNAMED}{suffix}"


async def _only(data: bytes) -> AsyncIterator[bytes]:
    yield data
