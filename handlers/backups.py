"""Copies of the installation, and what has to be seen to when one takes the place of what was there."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from handlers.rights.certifying import certify
from storage.backup.archive import BadBackup
from storage.backup.copies import Installation, Summary, back_up, restore
from storage.backup.postgres_copy import InUse
from storage.database import Database
from storage.states import ApplicationStatus

__all__ = ["BadBackup", "InUse", "Installation", "Settled", "Summary", "back_up_to", "restore_from", "settle"]

_ACTOR = "restore"


@dataclass(frozen=True, slots=True)
class Settled:
    """What does not go on by itself after a restore, and who was deleted once more."""

    held_broadcasts: int
    erased: int


async def back_up_to(
    installation: Installation, target: Path, now: datetime, may_replace: bool = False
) -> Summary:
    """Works beside a running service. Raises FileExistsError."""
    summary = await back_up(installation, target, now, may_replace)
    async with installation.database.transaction() as store:
        await store.audit.add(now, "backup", "backup_made", "installation", rows=summary.rows)
    return summary


async def restore_from(installation: Installation, source: Path) -> Summary:
    """Raises BadBackup, AlreadyRunning, InUse. The schema may have to be brought up afterwards, then `settle`."""
    return await restore(installation, source)


async def settle(database: Database, summary: Summary, now: datetime) -> Settled:
    """Broadcasts wait for staff: what was sent since the copy was made would be sent again.

    Whoever had their data deleted since then is deleted once more.
    """
    erased = 0
    for contact_id in summary.erased:
        erased += await _erase(database, contact_id, now)
    async with database.transaction() as store:
        held = await store.broadcasts.hold_back_all(now)
        for broadcast_id in held:
            await store.audit.add(now, _ACTOR, "broadcast_paused", f"broadcast:{broadcast_id}")
        await store.audit.add(
            now, _ACTOR, "backup_restored", "installation", made_at=summary.manifest.made_at
        )
    return Settled(len(held), erased)


async def _erase(database: Database, contact_id: int, now: datetime) -> bool:
    """The files that the copy brought back are swept by themselves: no application names them any more."""
    async with database.transaction() as store:
        await store.erasing.lock(contact_id)
        gone = await store.erasing.applications(contact_id, tuple(ApplicationStatus), [])
        gone |= await store.erasing.person(contact_id)
        if not gone.get("contact"):
            return False
        subject = f"contact:{contact_id}"
        await certify(store, now, _ACTOR, subject, gone, "deleted before, brought back by a copy")
    return True
