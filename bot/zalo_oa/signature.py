"""The signature on Zalo's hooks: plain SHA-256 over app, raw body, timestamp and the account's secret key."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.web.raw import json_object

HEADER = "X-ZEvent-Signature"
_OLDEST = timedelta(hours=24)  # a repeat of Zalo's own may be an hour old
_AHEAD = timedelta(minutes=5)
_MOST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Signature:
    """What hooks of one app are checked with. Without a secret nothing is genuine."""

    app_id: str
    secret: str = field(repr=False)

    def event(self, raw: bytes, header: str | None) -> dict[str, Any] | None:
        """What a genuine body says; None for any other. Only the raw bytes are signed, so they alone are hashed."""
        told = json_object(raw)
        if told is None or not self.secret:
            return None
        stamp, app_id = _word(told.get("timestamp")), _word(told.get("app_id"))
        if not stamp or app_id != self.app_id:
            return None
        shown = (header or "").strip().lower().removeprefix("mac").lstrip(" =")
        signed = self.app_id.encode() + raw + stamp.encode("utf-8", "replace") + self.secret.encode()
        wanted = hashlib.sha256(signed).hexdigest()
        is_genuine = hmac.compare_digest(shown.encode("utf-8", "replace"), wanted.encode())
        return told if is_genuine else None


def is_timely(event: dict[str, Any], now: datetime) -> bool:
    """False for what is too old to be a repeat, or comes from the future."""
    at = moment(event)
    return at is not None and now - _OLDEST <= at <= now + _AHEAD


def moment(event: dict[str, Any]) -> datetime | None:
    """When it happened, says the event; None when it says nothing usable."""
    stamp = _word(event.get("timestamp"))
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _MOST_DIGITS):
        return None
    try:
        return datetime.fromtimestamp(int(stamp) / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _word(value: object) -> str:
    """Ids and times are texts, and numbers in old samples."""
    is_word = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_word else ""
