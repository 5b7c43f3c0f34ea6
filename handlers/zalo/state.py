"""How the account stands, for whoever looks at the installation."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Protocol

from handlers.channels import InDoubt, NotSent
from handlers.zalo.consent import ConsentState, consent_state
from handlers.zalo.wire import Refused
from storage.database import Database

_DAY_SECONDS = 24 * 3600


class Asking(Protocol):
    async def name(self, token: str) -> str | Refused | NotSent | InDoubt:
        """What the account is called."""
        ...


@dataclass(frozen=True, slots=True)
class AccountState:
    """`answer` is what the platform said when it was asked: a name, or what went wrong."""

    consent: ConsentState
    days_left: int = 0
    answer: str | Refused | NotSent | InDoubt | None = None


async def account_state(
    database: Database, oa_id: str, now: datetime, asking: Asking | None = None
) -> AccountState:
    """Changes nothing: a token that is too old to ask with stays as it is."""
    async with database.reading() as store:
        row = await store.zalo.get(oa_id)
    if row is None:
        return AccountState(ConsentState.MISSING)
    left = (row.refresh_until - now).total_seconds() / _DAY_SECONDS if row.refresh_until is not None else 0
    state = consent_state(row, now)
    is_usable = row.access_until is not None and row.access_until > now
    if asking is None or not row.access_token or not is_usable or state is ConsentState.LOST:
        return AccountState(state, ceil(left))
    return AccountState(state, ceil(left), await asking.name(row.access_token))
