"""Reads the parameters of a call from a query string, form, multipart or JSON body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .errors import ApiError, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came inside a multipart body."""

    name: str
    mime: str
    content: bytes


class Params:
    """Values of one call; forms carry strings only, so every reader converts."""

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self.values = dict(values)
        self.uploads = dict(uploads or {})

    def text(self, name: str, default: str = "") -> str:
        """The value as text; refuses what is not UTF-8, such as half a surrogate pair."""
        value = self.values.get(name)
        if value is None:
            return default
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return text

    def has(self, name: str) -> bool:
        """Whether the parameter was given at all, even empty."""
        return name in self.values

    def integer(self, name: str, default: int = 0) -> int:
        """The value as a number; what is no number counts as not given, as the platform does."""
        try:
            return int(self.text(name).strip())
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """The value as yes or no."""
        return self.text(name).strip().lower() in {"true", "1", "yes", "y", "t"}

    def json(self, name: str, what: str) -> Any:
        """A nested value, as itself (JSON body) or as JSON text (form); None when absent or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None


async def read_params(request: web.Request) -> Params:
    """All parameters of a request; a body over 50 MB is refused with 413."""
    values: dict[str, Any] = dict(request.query)
    try:
        match request.content_type:
            case "application/json":
                values |= await _read_json(request)
                return Params(values)
            case "multipart/form-data":
                return await _read_multipart(request, values)
            case "application/x-www-form-urlencoded":
                values |= {name: str(value) for name, value in (await request.post()).items()}
                return Params(values)
            case _:
                await request.read()
                return Params(values)
    except web.HTTPRequestEntityTooLarge:
        async for _ in request.content.iter_any():
            pass  # a sender that is cut off in mid-body would never see the answer
        raise ApiError(413, "Request Entity Too Large") from None
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


async def _read_json(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object: expected an Object")
    return body


async def _read_multipart(request: web.Request, values: dict[str, Any]) -> Params:
    uploads: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                uploads[name] = Upload(value.filename, value.content_type, file.read())
        else:
            values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Params(values, uploads)
