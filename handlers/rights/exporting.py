"""The copy of one's own data: every row that leads to the person, opened, with a page to read and the files."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from typing import Any

from handlers.channels import Attached
from handlers.messages import FileRef
from handlers.rights.codes import shown_request
from handlers.rights.readable import Readable, Rows
from handlers.rights.zipping import Zipping
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import RetentionKind
from storage.blobs import Blobs, NoBlob
from storage.crypto import SealBroken
from storage.database import Database
from storage.filecipher import FileKeys
from storage.repositories.requests import RequestRow
from storage.states import RequestKind

ZIP = "application/zip"
MOST_BYTES = 45 * 1024 * 1024  # of files, in a chat
_FOLDER = "tep"
_SUFFIXES = {"jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everything that the copy is made from, read in one look."""

    request: RequestRow
    rows: Rows
    keys: FileKeys | None  # None: they are gone, or do not open


@dataclass(slots=True)
class _Enclosed:
    """What became of each file: a line for the page, and a name for the rows."""

    lines: dict[str, str] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    bytes: int = 0


class Exports:
    """Made when it is sent or fetched, and kept nowhere. Every copy leaves a line in the audit trail."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        knowledge: Callable[[], KnowledgeBase],
        zone: tzinfo,
        now: Callable[[], datetime],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._knowledge = knowledge
        self._zone = zone
        self._now = now
        self._most_bytes = most_bytes

    async def make(self, ref: FileRef, contact_id: int) -> Attached | None:
        """The whole file for a chat; None when it is somebody else's, or was offered too long ago."""
        async with self._database.reading() as store:
            request = await store.requests.get(ref.id)
        if request is None or request.contact_id != contact_id or not self._is_open(request):
            return None
        whole = await self._read(request, "by_file")
        async with aclosing(self._chunks(whole, self._most_bytes)) as chunks:
            data = b"".join([chunk async for chunk in chunks])
        return Attached(ref.name, ZIP, data)

    async def is_waiting(self, token: str) -> bool:
        """Whether this address leads to a copy that nobody has fetched."""
        async with self._database.reading() as store:
            return await store.requests.is_link(_hashed(token), self._now())

    async def fetch(self, token: str) -> tuple[str, AsyncGenerator[bytes, None]] | None:
        """Name and bytes of the copy at this address, which leads nowhere from then on."""
        async with self._database.transaction() as store:
            request = await store.requests.use_link(_hashed(token), self._now())
        if request is None:
            return None
        whole = await self._read(request, "by_link")
        return f"du-lieu-{shown_request(request.code)}.zip", self._chunks(whole, None)

    def _is_open(self, request: RequestRow) -> bool:
        span = timedelta(days=self._knowledge().privacy.retention[RetentionKind.EXPORT].days)
        return request.kind is RequestKind.COPY and self._now() <= request.asked_at + span

    async def _read(self, request: RequestRow, way: str) -> _Whole:
        contact_id = request.contact_id
        async with self._database.transaction() as store:
            rows = await store.own_rows.of(contact_id)
            try:
                keys = await store.keys.of_files(contact_id)
            except SealBroken:
                keys = None
            subject = f"contact:{contact_id}"
            await store.audit.add(self._now(), subject, "data_exported", f"request:{request.id}", way=way)
        return _Whole(request, rows, keys)

    async def _chunks(self, whole: _Whole, most_bytes: int | None) -> AsyncGenerator[bytes, None]:
        now = self._now()
        zipping, enclosed = Zipping(now.astimezone(self._zone)), _Enclosed()
        for number, row in enumerate(whole.rows["application_file"], start=1):
            async with aclosing(self._file(zipping, enclosed, number, row, whole.keys, most_bytes)) as chunks:
                async for chunk in chunks:
                    yield chunk
        page = Readable(self._knowledge(), self._zone).page
        text = await asyncio.to_thread(page, whole.request.code, whole.rows, enclosed.lines, now)
        yield await zipping.text("du-lieu.txt", text)
        yield await zipping.text("du-lieu.json", await asyncio.to_thread(_as_json, whole, enclosed, now))
        yield zipping.end()

    async def _file(
        self,
        zipping: Zipping,
        enclosed: _Enclosed,
        number: int,
        row: dict[str, Any],
        keys: FileKeys | None,
        most_bytes: int | None,
    ) -> AsyncGenerator[bytes, None]:
        """One file under a name of ours; what does not fit or does not open is told instead."""
        say, blob_id = self._knowledge().phrase, row["blob_id"]
        name = f"{_FOLDER}/{number:02}.{_SUFFIXES.get(row['kind'], row['kind'])}"
        enclosed.names[blob_id] = None
        if most_bytes is not None and enclosed.bytes + row["size"] > most_bytes:
            enclosed.lines[blob_id] = say("copy_file_heavy", number=number)
            return
        enclosed.lines[blob_id] = say("copy_file_broken", number=number)
        if keys is None:
            return
        try:
            await self._blobs.size(blob_id)  # a zip cannot take back an entry that it has begun
            async with (
                aclosing(self._blobs.read(blob_id, keys)) as chunks,
                aclosing(zipping.file(name, chunks)) as zipped,
            ):
                async for chunk in zipped:
                    yield chunk
        except (NoBlob, SealBroken):
            return
        enclosed.bytes += row["size"]
        enclosed.names[blob_id] = name
        enclosed.lines[blob_id] = say("copy_file", name=name)


def _as_json(whole: _Whole, enclosed: _Enclosed, now: datetime) -> str:
    """All rows by their tables; a blob is told by the name of its file."""
    rows = {name: [_plain(row) for row in table] for name, table in whole.rows.items()}
    for row in rows["application_file"]:
        row["file"] = enclosed.names.get(row.pop("blob_id"))
    made = {"request": whole.request.code, "made_at": now.isoformat()}
    return json.dumps({**made, "data": rows}, ensure_ascii=False, indent=1, default=str)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Moments as text, and what is JSON inside as what it says."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
