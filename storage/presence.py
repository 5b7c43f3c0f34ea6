"""Who may use a database at the same time: one process of SQLite, any number of PostgreSQL, none during a restore."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from storage.backup.postgres_copy import present
from storage.filelock import FileLock


@asynccontextmanager
async def in_use(url: URL) -> AsyncIterator[bool]:
    """True inside when nobody else can be there. Raises AlreadyRunning, InUse."""
    if url.get_backend_name() == "sqlite":
        lock = FileLock(Path(f"{url.database}.lock"))
        try:
            yield True
        finally:
            lock.release()
        return
    presence = present(url)
    await asyncio.to_thread(presence.__enter__)
    try:
        yield False
    finally:
        await asyncio.to_thread(presence.__exit__, None, None, None)
