"""Reads what a page sent into updates; everything else is a clear refusal."""

import json
import re
import secrets
from dataclasses import dataclass, replace

from aiohttp import BodyPartReader, MultipartReader, web

from handlers.messages import Address, Update, UpdateKind
from handlers.text import clean

MAX_TEXT = 4000
_MAX_FIELD_BYTES = 64 * 1024
_MAX_PAYLOAD = 64
_PART_BYTES = 64 * 1024
_GIVEN_KEY = re.compile(r"^[0-9a-f]{16,64}$")
_UNNAMED = ""  # keys are given once the whole request is read


@dataclass(frozen=True, slots=True)
class Unacceptable(Exception):
    """Why a request is refused: the HTTP status, and the phrase that tells the person."""

    status: int
    phrase: str


async def read_updates(request: web.Request, address: Address, max_upload_bytes: int) -> list[Update]:
    """One update, or two when a file comes with words. Raises Unacceptable."""
    if request.content_type == "application/json":
        updates = [_from_json(await _json(request), address)]
    elif request.content_type == "multipart/form-data":
        updates = await _from_multipart(await request.multipart(), address, max_upload_bytes)
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


async def _from_multipart(reader: MultipartReader, address: Address, max_bytes: int) -> list[Update]:
    text, has_file = "", False
    try:
        async for part in reader:
            if not isinstance(part, BodyPartReader):
                raise Unacceptable(400, "web_broken")
            if part.name == "text":
                text = await _field(part)
            elif part.name == "file":
                has_file = True
                await _drain(part, max_bytes)
    except (ValueError, AssertionError):
        raise Unacceptable(400, "web_broken") from None
    updates = [_text_update(text, address)] if text.strip() else []
    if has_file:
        updates.append(Update(address, _UNNAMED, UpdateKind.ATTACHMENT))
    if not updates:
        raise Unacceptable(400, "web_no_content")
    return updates


async def _field(part: BodyPartReader) -> str:
    data = b""
    while chunk := await part.read_chunk(_PART_BYTES):
        data += chunk
        if len(data) > _MAX_FIELD_BYTES:
            raise Unacceptable(413, "web_too_long")
    return data.decode("utf-8", "replace")


async def _drain(part: BodyPartReader, max_bytes: int) -> None:
    """Files are not kept yet: read to the end, nothing stored."""
    size = 0
    while chunk := await part.read_chunk(_PART_BYTES):
        size += len(chunk)
        if size > max_bytes:
            raise Unacceptable(413, "web_file_too_big")


def _key(request: web.Request, address: Address) -> str:
    """The same for a request that a page or browser sends again; no visitor can meet another's keys."""
    given = request.headers.get("Idempotency-Key", "")
    known = given if _GIVEN_KEY.match(given) else secrets.token_hex(16)
    return f"{address.chat_key}:{known}"
