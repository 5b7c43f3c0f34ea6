"""The papers and files of an application, for staff who may read of people; every fetch is in the audit trail."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.applications.codes import find_code, shown
from handlers.channels import Attached
from handlers.review.model import Staff
from handlers.review.rights import READ_PEOPLE
from storage.blobs import Blobs, NoBlob
from storage.crypto import SealBroken
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus
from storage.store import Store

MakePaper = Callable[[ApplicationRow, str], Awaitable[Attached | None]]
_MIMES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}
_SUFFIXES = {"jpeg": "jpg"}
_OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that people sent; the bytes come chunk by chunk, and break off where the seal is broken."""

    name: str
    mime: str
    size: int
    chunks: AsyncGenerator[bytes, None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A file by what it is for; nothing of its content."""

    id: int
    field: str  # of the form; empty for papers that were added later
    kind: str
    size: int
    added_at: datetime


class StaffFiles:
    """`make` sets the filled form as a document."""

    def __init__(self, database: Database, blobs: Blobs, make: MakePaper) -> None:
        self._database = database
        self._blobs = blobs
        self._make = make

    async def paper(self, member: Staff, code: str, now: datetime) -> Attached | None:
        """The filled form; None when there is none of this code, or it cannot be opened any more."""
        async with self._database.transaction() as store:
            row = await _readable(store, member, code)
            if row is None:
                return None
            await store.audit.add(now, f"staff:{member.id}", "paper_read", f"application:{row.id}")
        return await self._make(row, f"phieu-{row.form_id}-{shown(row.code)}.docx")

    async def file(self, member: Staff, code: str, file_id: int, now: datetime) -> OpenFile | None:
        """One of the files of an application; None when it has no such file."""
        async with self._database.transaction() as store:
            row = await _readable(store, member, code)
            files = await store.files.of(row.id) if row is not None else []
            wanted = next((each for each in files if each.id == file_id), None)
            if row is None or wanted is None:
                return None
            try:
                keys = await store.keys.of_files(row.contact_id)
            except SealBroken:
                return None
            if keys is None:
                return None
            await store.audit.add(now, f"staff:{member.id}", "file_read", f"application_file:{wanted.id}")
        chunks = self._blobs.read(wanted.blob_id, keys)
        try:
            size, first = await self._blobs.size(wanted.blob_id), await anext(chunks, b"")
        except (SealBroken, NoBlob):
            return None
        suffix = _SUFFIXES.get(wanted.kind, wanted.kind)
        name = f"{shown(row.code)}-{wanted.id}.{suffix}"
        return OpenFile(name, _MIMES.get(wanted.kind, _OTHER), size, _from(first, chunks))

    async def listed(self, member: Staff, codes: list[str]) -> dict[str, tuple[Listed, ...]]:
        """The files of several applications by their codes; none for those who may not read them."""
        if member.role not in READ_PEOPLE:
            return {}
        async with self._database.reading() as store:
            found = await store.lists.files_of(codes)
        listed: dict[str, list[Listed]] = {}
        for code, file in found:
            listed.setdefault(code, []).append(
                Listed(file.id, file.field, file.kind, file.size, file.added_at)
            )
        return {code: tuple(files) for code, files in listed.items()}


async def _from(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The first chunk was read already, to know that it can be."""
    try:
        yield first
        async for chunk in rest:
            yield chunk
    finally:
        await rest.aclose()


async def _readable(store: Store, member: Staff, code: str) -> ApplicationRow | None:
    known = find_code(code)
    if member.role not in READ_PEOPLE or known is None:
        return None
    row = await store.applications.find(known)
    return None if row is None or row.status is ApplicationStatus.DRAFT else row
