"""Consent, codes and tokens: everything of OAuth v4 but its HTTP."""

import base64
import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from .account import Identity
from .clock import Now
from .codes import Refusal

CODE_LIFE = timedelta(minutes=10)
ACCESS_LIFE = timedelta(hours=25)
REFRESH_LIFE = timedelta(days=90)  # "3 months"

# Only -118 and the two of the consent page are known; the platform documents no list for this endpoint.
NUMBERS = {
    "app_inactive": -14002,
    "invalid_redirect_uri": -14003,
    "invalid_code_challenge": -14003,
    "invalid_request": -118,
    "invalid_secret_key": -118,
    "invalid_grant": -118,
}


class OAuthRefusal(Exception):
    """A refusal of the consent page or of the token endpoint."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason
        self.number = NUMBERS[name]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair as the platform hands it out."""

    access: str
    refresh: str


@dataclass(slots=True)
class _Code:
    challenge: str
    until: datetime


class OAuth:
    """The tokens of one app at one Official Account."""

    def __init__(self, identity: Identity, now: Now) -> None:
        self._identity = identity
        self._now = now
        self.is_active = True
        self.challenge = ""  # saved in the console; empty: whatever the link brings
        self.error_shape: Literal["fields", "short", "rfc"] = "fields"
        self.refreshes: Counter[str] = Counter()  # arrivals, even those that a fault swallowed
        self.rotations = 0
        self._codes: dict[str, _Code] = {}
        self._access = ""
        self._access_until = now()
        self._removed: set[str] = set()
        self._refresh = ""
        self._refresh_until = now()

    @property
    def doubled(self) -> list[str]:
        """Refresh tokens that somebody tried more than once."""
        return [token for token, times in self.refreshes.items() if times > 1]

    @property
    def current(self) -> Tokens:
        """The pair in force, which only the last taker of an answer knows."""
        return Tokens(self._access, self._refresh)

    def issue(self) -> Tokens:
        """A new pair without the consent page; the pair before it is dead at once."""
        self._access, self._refresh = f"acc_{secrets.token_urlsafe(60)}", f"ref_{secrets.token_urlsafe(60)}"
        self._access_until = self._now() + ACCESS_LIFE
        self._refresh_until = self._now() + REFRESH_LIFE
        return self.current

    def revoke(self) -> None:
        """The OA takes its consent back."""
        self._removed.add(self._access)
        self._access = self._refresh = ""

    def check_access(self, token: str) -> None:
        """Whether a call may use this token."""
        if token and token in self._removed:
            raise Refusal("token_expired")
        if not token or not secrets.compare_digest(token.encode(), self._access.encode()):
            raise Refusal("token")
        if self._now() >= self._access_until:
            raise Refusal("token_expired")

    def check_consent(self, app_id: str, redirect_uri: str, code_challenge: str) -> None:
        """Whether the consent page opens."""
        if app_id != self._identity.app_id or not self.is_active:
            raise OAuthRefusal("app_inactive", "Application is not active")
        if redirect_uri != self._identity.redirect_uri:
            raise OAuthRefusal("invalid_redirect_uri", "Callback is not the one of the console")
        if not code_challenge or (self.challenge and code_challenge != self.challenge):
            raise OAuthRefusal("invalid_code_challenge", "Code challenge is not the one of the console")

    def allow(self, app_id: str, redirect_uri: str, code_challenge: str, state: str = "") -> str:
        """What "Allow" does: the callback address with a code for ten minutes."""
        self.check_consent(app_id, redirect_uri, code_challenge)
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Code(code_challenge, self._now() + CODE_LIFE)
        query = {"code": code, "oa_id": self._identity.oa_id} | ({"state": state} if state else {})
        return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(query)}"

    def arrived(self, form: Mapping[str, str]) -> None:
        """Count a refresh at the door."""
        if form.get("grant_type") == "refresh_token":
            self.refreshes[form.get("refresh_token", "")] += 1

    def exchange(self, secret_key: str | None, form: Mapping[str, str]) -> Tokens:
        """The token endpoint: a code or a refresh token against a new pair."""
        if form.get("app_id") != self._identity.app_id or not self.is_active:
            raise OAuthRefusal("app_inactive", "Application is not active")
        if secret_key is None or not secrets.compare_digest(
            secret_key.encode(), self._identity.app_secret.encode()
        ):
            raise OAuthRefusal("invalid_secret_key", "The header secret_key is missing or wrong")
        match form.get("grant_type"):
            case "authorization_code":
                self._take_code(form.get("code", ""), form.get("code_verifier", ""))
            case "refresh_token":
                self._take_refresh(form.get("refresh_token", ""))
            case _:
                raise OAuthRefusal("invalid_request", "grant_type is unknown")
        return self.issue()

    def _take_code(self, code: str, verifier: str) -> None:
        known = self._codes.pop(code, None)
        if known is None or self._now() >= known.until:
            raise OAuthRefusal("invalid_grant", "Authorization code is unknown, used or expired")
        if challenge_of(verifier) != known.challenge:
            raise OAuthRefusal("invalid_grant", "Code verifier does not fit")

    def _take_refresh(self, token: str) -> None:
        if not token or token != self._refresh or self._now() >= self._refresh_until:
            raise OAuthRefusal("invalid_grant", "Refresh token is unknown, used or expired")
        self._refresh = ""
        self.rotations += 1


def challenge_of(verifier: str) -> str:
    """SHA-256 as base64url without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
