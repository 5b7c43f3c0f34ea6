"""How an administrator lets the service speak for the account: a link to the platform, and the way back."""

import base64
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlencode

from handlers.desk.sessions import Member
from handlers.zalo.tokens import ALARM, Authority, NoAnswer, NotAsked, Pair, new_pair
from storage.database import Database
from storage.repositories.zalo_accounts import ZaloAccountRow
from storage.states import GrantState, TaskKind

_VERIFIER_BYTES = 32  # 43 letters
_STATE_LETTERS = 32


class Finished(StrEnum):
    """How a consent ended."""

    DONE = "done"
    OTHER_SESSION = "other_session"  # the answer belongs to no link of this session
    OTHER_ACCOUNT = "other_account"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


class ConsentState(StrEnum):
    MISSING = "missing"
    ACTIVE = "active"
    ENDS_SOON = "ends_soon"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ConsentView:
    state: ConsentState
    ends_at: datetime | None
    link: str = field(repr=False)
    challenge: str
    callback_url: str
    buttons_off_at: datetime | None


class Consent:
    """`permission_url` is the platform's page, `callback_url` where it sends the administrator back to."""

    def __init__(
        self,
        database: Database,
        authority: Authority,
        app_id: str,
        oa_id: str,
        permission_url: str,
        callback_url: str,
    ) -> None:
        self._database = database
        self._authority = authority
        self._app_id = app_id
        self._oa_id = oa_id
        self._permission_url = permission_url
        self._callback_url = callback_url

    async def view(self, session: str, now: datetime) -> ConsentView:
        """How things stand, with a link that works for this session alone."""
        row = await self._account()
        challenge = _challenge(row.verifier or "")
        query = {
            "app_id": self._app_id,
            "redirect_uri": self._callback_url,
            "code_challenge": challenge,
            "state": _state(session),
        }
        return ConsentView(
            state=consent_state(row, now),
            ends_at=row.refresh_until if row.state is GrantState.ACTIVE else None,
            link=f"{self._permission_url}?{urlencode(query)}",
            challenge=challenge,
            callback_url=self._callback_url,
            buttons_off_at=row.buttons_off_at,
        )

    async def finish(
        self, member: Member, session: str, code: str, oa_id: str, state: str, now: datetime
    ) -> Finished:
        """Exchanges what the platform sent along; the pair is in force when this returns."""
        if not code or not hmac.compare_digest(state.encode("utf-8", "replace"), _state(session).encode()):
            return Finished.OTHER_SESSION
        if oa_id != self._oa_id:
            return Finished.OTHER_ACCOUNT
        row = await self._account()
        granted = await self._authority.exchange(code, row.verifier or "")
        if isinstance(granted, NoAnswer | NotAsked):
            return Finished.NO_ANSWER
        if not isinstance(granted, Pair):
            return Finished.REFUSED
        async with self._database.transaction() as store:
            await store.zalo.grant(self._oa_id, new_pair(granted, now))
            await store.tasks.close_all(TaskKind.CONSENT, f"staff:{member.id}", now)
            await store.audit.add(now, f"staff:{member.id}", "zalo_consented", f"zalo:{self._oa_id}")
        return Finished.DONE

    async def _account(self) -> ZaloAccountRow:
        """One verifier for the account, for good: its challenge is saved in the platform's own console."""
        async with self._database.transaction() as store:
            row = await store.zalo.open(self._oa_id, secrets.token_urlsafe(_VERIFIER_BYTES))
            if row.verifier is None:  # sealed under a key that is gone
                await store.zalo.renew_verifier(self._oa_id, secrets.token_urlsafe(_VERIFIER_BYTES))
                row = await store.zalo.open(self._oa_id, "")
        return row


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _state(session: str) -> str:
    """What only this session's link carries; nothing is stored for it."""
    return hmac.digest(session.encode(), b"khuyen-cong-bot zalo consent", "sha256").hex()[:_STATE_LETTERS]


def consent_state(row: ZaloAccountRow, now: datetime) -> ConsentState:
    """By what is stored."""
    if row.state is None:
        return ConsentState.MISSING
    if row.state is GrantState.LOST or row.refresh_token is None or row.refresh_until is None:
        return ConsentState.LOST
    return ConsentState.ENDS_SOON if row.refresh_until - now < ALARM else ConsentState.ACTIVE
