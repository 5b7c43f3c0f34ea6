"""The signature on the OA's hooks, right and wrong."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from .account import Identity

SIGNATURE_HEADER = "X-ZEvent-Signature"


@dataclass(frozen=True, slots=True)
class Signing:
    """How a body is signed; as it stands here, it is what the platform is documented to do."""

    prefix: str = "mac="  # "" for bare hex digits
    key: str | None = None  # another key than the OA's own
    app_id: str | None = None  # another app, in the body and in the hash
    is_absent: bool = False  # no header at all
    is_reserialised: bool = False  # the hash is of the same JSON written differently
    is_upper: bool = False
    is_altered: bool = False  # one byte of the body changes after signing
    header: str | None = None  # this value, whatever the body is


def encode(body: Any) -> bytes:
    """JSON as the platform writes it: no blanks, letters as they are."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def mac(app_id: str, raw: bytes, timestamp: str, key: str) -> str:
    """Plain SHA-256 over the four, with nothing between them."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + key.encode()).hexdigest()


def sign(body: Any, identity: Identity, how: Signing) -> tuple[bytes, dict[str, str]]:
    """The bytes to send and the headers that go with them; `body` may be bytes already."""
    given = body if isinstance(body, bytes) else None
    fields = _fields(given) if given is not None else dict(body)
    if how.app_id is not None:
        fields |= {"app_id": how.app_id}
        given = None
    raw = given if given is not None else encode(fields)
    hashed = json.dumps(fields).encode() if how.is_reserialised else raw
    digest = mac(
        str(fields.get("app_id", "")),
        hashed,
        str(fields.get("timestamp", "")),
        identity.oa_secret if how.key is None else how.key,
    )
    value = f"{how.prefix}{digest.upper() if how.is_upper else digest}" if how.header is None else how.header
    if how.is_altered:
        raw = raw.replace(b'"event_name"', b'"event_Name"', 1)
    return raw, {} if how.is_absent else {SIGNATURE_HEADER: value}


def _fields(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
