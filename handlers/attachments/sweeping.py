"""Removes files that no application names: left by crashes, refused turns, people who went away."""

from datetime import datetime, timedelta

from storage.blobs import Blobs
from storage.database import Database

UNNAMED_FOR = timedelta(hours=24)  # longer than any message with a file waits for its answer
_BATCH = 500


async def sweep_blobs(database: Database, blobs: Blobs, now: datetime) -> dict[str, int]:
    """How many half-written and how many unnamed files went; the counts are also in the audit trail."""
    gone = {"strays": await blobs.remove_strays(), "files": 0}
    old = [kept.id for kept in await blobs.all() if kept.written_at < now - UNNAMED_FOR]
    for start in range(0, len(old), _BATCH):
        batch = old[start : start + _BATCH]
        async with database.reading() as store:
            named = await store.files.known(batch)
        deleted = [await blobs.delete(blob_id) for blob_id in batch if blob_id not in named]
        gone["files"] += sum(deleted)
    if any(gone.values()):
        async with database.transaction() as store:
            await store.audit.add(now, "retention", "files_swept", "old files", **gone)
    return gone
