"""Codes that a telephone makes from a shared secret and the time: RFC 6238 with SHA-1, six digits, thirty seconds."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
_SECRET_BYTES = 20  # as many as SHA-1 gives
_DIGITS = 6
_STEPS_OFF = (0, -1, 1)  # a clock may be half a minute off, and people take time to type


def new_secret() -> str:
    """Thirty-two letters of base32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int, digits: int = _DIGITS) -> str:
    """What the telephone shows in this step."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """Whose code this is: of the step of the moment, the one before or the one after; else None."""
    given = "".join(typed.split()).encode("utf-8", "replace")
    found = [
        step_of(now) + off
        for off in _STEPS_OFF
        if hmac.compare_digest(code_of(secret, step_of(now) + off).encode(), given)
    ]
    return found[0] if found else None


def grouped(secret: str) -> str:
    """In groups of four, for whoever types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def address(secret: str, account: str, issuer: str) -> str:
    """The link that an authenticator on the telephone opens."""
    told = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='')}?{told}"
