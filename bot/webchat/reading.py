"""Reads what a page sent into updates; everything else is a clear refusal."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import BodyPartReader, ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

from handlers.attachments.arrivals import Arrivals
from handlers.attachments.model import MOST_BYTES
from handlers.messages import Address, Update, UpdateKind, Upload
from handlers.text import clean

MAX_TEXT = 4000
_MAX_FIELD_BYTES = 64 * 1024
_MAX_PAYLOAD = 64
_PART_BYTES = 64 * 1024
_MOST_REQUEST_BYTES = MOST_BYTES + 2 * _MAX_FIELD_BYTES  # a file, its words, and what stands around them
_UPLOAD_SECONDS = 600.0  # 20 MB over a bad line in the hills
_BROKEN = (
    *(ValueError, AssertionError, ConnectionError),
    *(ClientError, HttpProcessingError, web.RequestPayloadError),
)
_GIVEN_KEY = re.compile(r"^[0-9a-f]{16,64}$")
_UNNAMED = ""  # keys are given once the whole request is read


@dataclass(frozen=True, slots=True)
class Unacceptable(Exception):
    """Why a request is refused: the HTTP status, and the phrase that tells the person."""

    status: int
    phrase: str


async def read_updates(
    request: web.Request, address: Address, arrivals: Arrivals, now: datetime
) -> list[Update]:
    """One update, or two when a file comes with words; the file is kept by then. Raises Unacceptable."""
    if request.content_type == "application/json":
        updates = [_from_json(await _json(request), address)]
    elif request.content_type == "multipart/form-data":
        updates = await _from_multipart(request, address, arrivals, now)
    else:
        raise Unacceptable(415, "web_wrong_type")
    return [replace(update, key=f"{_key(request, address)}:{part}") for part, update in enumerate(updates)]


async def _json(request: web.Request) -> dict[str, object]:
    try:
        data = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError, LookupError, RecursionError):
        raise Unacceptable(400, "web_broken") from None
    if not isinstance(data, dict):
        raise Unacceptable(400, "web_broken")
    return data


def _from_json(data: dict[str, object], address: Address) -> Update:
    payload = data.get("button")
    if isinstance(payload, str) and payload:
        if len(payload.encode("utf-8", "surrogatepass")) > _MAX_PAYLOAD:
            raise Unacceptable(400, "gone")
        return Update(address, _UNNAMED, UpdateKind.BUTTON, payload=clean(payload))
    text = data.get("text")
    if not isinstance(text, str):
        raise Unacceptable(400, "web_no_content")
    return _text_update(text, address)


def _text_update(text: str, address: Address) -> Update:
    if len(text) > MAX_TEXT:
        raise Unacceptable(413, "web_too_long")
    cleaned = clean(text)
    if not cleaned:
        raise Unacceptable(400, "empty")
    return Update(address, _UNNAMED, UpdateKind.TEXT, text=cleaned)


async def _from_multipart(
    request: web.Request, address: Address, arrivals: Arrivals, now: datetime
) -> list[Update]:
    if (request.content_length or 0) > _MOST_REQUEST_BYTES:
        raise Unacceptable(413, "web_file_too_big")
    text, upload = "", None
    try:
        async with asyncio.timeout(_UPLOAD_SECONDS), aclosing(_parts(request)) as parts:
            async for name, part in parts:
                if name == "text":
                    text = await _field(part)
                elif name == "file" and upload is None:
                    upload = await _file(part, address, arrivals, now)
                else:
                    raise Unacceptable(400, "web_broken")
        return _updates_of(text, upload, address)
    except TimeoutError:
        await arrivals.drop(upload)
        raise Unacceptable(408, "web_broken") from None
    except BaseException:  # also a stop of the service: nobody will ever ask for this file
        await asyncio.shield(arrivals.drop(upload))
        raise


def _updates_of(text: str, upload: Upload | None, address: Address) -> list[Update]:
    updates = [_text_update(text, address)] if text.strip() else []
    if upload is not None:
        updates.append(Update(address, _UNNAMED, UpdateKind.ATTACHMENT, file=upload))
    if not updates:
        raise Unacceptable(400, "web_no_content")
    return updates


async def _field(part: BodyPartReader) -> str:
    data = b"".join([chunk async for chunk in _chunks(part, _MAX_FIELD_BYTES, "web_too_long")])
    return data.decode("utf-8", "replace")


async def _file(part: BodyPartReader, address: Address, arrivals: Arrivals, now: datetime) -> Upload:
    """The file as it was kept or refused; read to its end in any case, for what comes behind it."""
    async with aclosing(_chunks(part, MOST_BYTES, "web_file_too_big")) as chunks:
        upload = await arrivals.take(address, part.filename or "", chunks, now)
        async for _ in chunks:
            pass
    return upload


async def _parts(request: web.Request) -> AsyncGenerator[tuple[str, BodyPartReader], None]:
    """The parts of a form with their names."""
    with _told_as_broken():
        reader = await request.multipart()
    while True:
        with _told_as_broken():
            part = await reader.next()
        if part is None:
            return
        if not isinstance(part, BodyPartReader):
            raise Unacceptable(400, "web_broken")
        yield part.name or "", part


async def _chunks(part: BodyPartReader, most_bytes: int, phrase: str) -> AsyncGenerator[bytes, None]:
    size = 0
    while not part.at_eof():
        with _told_as_broken():
            chunk = await part.read_chunk(_PART_BYTES)
        size += len(chunk)
        if size > most_bytes:
            raise Unacceptable(413, phrase)
        yield chunk


@contextmanager
def _told_as_broken() -> Iterator[None]:
    """A form that is no form, or that ends in the middle because its sender has gone."""
    try:
        yield
    except _BROKEN:
        raise Unacceptable(400, "web_broken") from None


def _key(request: web.Request, address: Address) -> str:
    """The same for a request that a page or browser sends again; no visitor can meet another's keys."""
    given = request.headers.get("Idempotency-Key", "")
    known = given if _GIVEN_KEY.match(given) else secrets.token_hex(16)
    return f"{address.chat_key}:{known}"
