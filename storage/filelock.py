"""One process per SQLite database: an exclusive lock on a file beside it."""

import fcntl
import os
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process holds the database."""


class FileLock:
    """Held from construction until `release` or the end of the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise AlreadyRunning(str(path)) from None

    def release(self) -> None:
        os.close(self._handle)
