"""Tries of one kind, counted for each person before they are looked at: of passwords, and of codes."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from handlers.desk.tries import MOST_IN_A_ROW, wait_after
from storage.repositories.holds import HoldRow
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Held:
    """Too many failures: nothing was compared. `until` is None when waiting will not help."""

    until: datetime | None


def password_key(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def code_key(staff_id: int) -> str:
    """No typed name comes to this: names are clean of control characters."""
    return sha256(f"\0code:{staff_id}".encode()).hexdigest()


async def begin_try(store: Store, key: str, staff_id: int | None, now: datetime) -> HoldRow | Held:
    """Counts the try as a failure before it is evaluated, so that parallel guesses gain nothing."""
    hold = await store.holds.lock(key, staff_id, now)
    if hold.failures >= MOST_IN_A_ROW:
        return Held(None)
    if hold.next_at > now:
        return Held(hold.next_at)
    failures = hold.failures + 1
    await store.holds.count(hold.id, failures, now + wait_after(failures))
    return hold


async def end_try(store: Store, hold: HoldRow, now: datetime) -> None:
    """It was right: the count begins anew."""
    await store.holds.count(hold.id, 0, now)
