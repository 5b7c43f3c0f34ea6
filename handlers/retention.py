"""Forgets what is no longer needed: the transcript of people who consented to nothing, payloads, old rows."""

from datetime import datetime, timedelta

from storage.database import Database

TRANSCRIPT_FOR = timedelta(hours=24)
DEAD_PAYLOAD_FOR = timedelta(hours=24)
FINISHED_FOR = timedelta(days=7)  # longer than any platform repeats an update
GAP_FOR = timedelta(days=180)
PROFILE_FOR = timedelta(days=365)  # from the consent on; people are told so


async def forget_old(database: Database, now: datetime) -> dict[str, int]:
    """How many of each kind went; the counts are also in the audit trail."""
    async with database.transaction() as store:
        gone = {
            "messages": await store.messages.forget_before(now - TRANSCRIPT_FOR),
            "inbound": await store.inbound.forget(now, DEAD_PAYLOAD_FOR, FINISHED_FOR),
            "deliveries": await store.deliveries.forget_bodies(now - TRANSCRIPT_FOR),
            "gaps": await store.gaps.forget_before(now - GAP_FOR),
            "profiles": await store.profiles.forget_before(now - PROFILE_FOR),
        }
        if any(gone.values()):
            await store.audit.add(now, "retention", "forgotten", "old rows", **gone)
    return gone
