"""What a call brought, checked as it is read."""

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from .account import MOST_ID_DIGITS, Json
from .codes import Refusal


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came inside a multipart body."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of one call: a JSON body, or the query field `data`."""

    fields: Json
    upload: Upload | None = None

    def identifier(self, name: str = "user_id") -> str:
        """An id, which is text: a number would have lost its last digits on the way."""
        return identifier(self.fields.get(name), name)

    def text(self, name: str, most: int = 10_000) -> str:
        """A text that must be there."""
        return text(self.fields.get(name), name, most)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number inside its limits."""
        value = self.fields.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdigit():
            raise Refusal("parameter", f"{name} is no number")
        if not least <= int(value) <= most:
            raise Refusal("too_long", f"{name} is {least} to {most}")
        return int(value)

    def object(self, name: str) -> Json:
        """A nested object that must be there."""
        return mapping(self.fields.get(name), name)


def identifier(value: Any, name: str) -> str:
    """An id of digits or letters as text."""
    if not isinstance(value, str) or not value or not value.isascii() or not value.isalnum():
        raise Refusal("parameter", f"{name} must be an id as a string")
    if value.isdigit() and len(value) > MOST_ID_DIGITS:
        raise Refusal("parameter", f"{name} is too long for an id")
    return value


def text(value: Any, name: str, most: int) -> str:
    """A text with something in it; its length is counted in NFC characters."""
    if not isinstance(value, str) or not value.strip():
        raise Refusal("parameter", f"{name} is empty")
    if len(unicodedata.normalize("NFC", value)) > most:
        raise Refusal("too_long", f"{name} has more than {most} characters")
    return value


def mapping(value: Any, name: str) -> Json:
    """An object."""
    if not isinstance(value, dict):
        raise Refusal("parameter", f"{name} must be an object")
    return value


def only_one(value: Any, name: str) -> Json:
    """The one object of a list of one."""
    if not isinstance(value, list) or len(value) != 1:
        raise Refusal("parameter", f"{name} must hold one element")
    return mapping(value[0], name)


def address(value: Any, name: str) -> str:
    """A web address."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise Refusal("parameter", f"{name} must be an address")
    return value


def read_json(raw: bytes | str) -> Json:
    """A JSON object."""
    try:
        value = json.loads(raw)
    except ValueError:
        raise Refusal("parameter", "the body is no JSON") from None
    return mapping(value, "the body")
