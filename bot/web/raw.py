"""Bytes from outside: read up to a size, and believed as JSON only when they are one object."""

import json
from typing import Any

import aiohttp

_PART_BYTES = 64 * 1024


async def read_up_to(answer: aiohttp.ClientResponse, most_bytes: int) -> bytes | None:
    """The body of an answer; None when it is longer."""
    body = bytearray()
    async for part in answer.content.iter_chunked(_PART_BYTES):
        body += part
        if len(body) > most_bytes:
            return None
    return bytes(body)


def json_object(raw: bytes) -> dict[str, Any] | None:
    """What the bytes say; None when that is no object, or no JSON at all."""
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
