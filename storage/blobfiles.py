"""One sealed file on its way in or out. Everything here blocks: call it in threads."""

import fcntl
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from storage.filecipher import CHUNK_BYTES, HEADER_BYTES, SEALED_CHUNK_BYTES, ChunkOpener, FileKeys


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is whole and safe on the disk; size and hash are of the plain bytes."""

    id: str
    size: int
    sha256: str


class IncomingFile:
    """Written under a passing name, and under its own only when whole.

    While it is open a lock on it tells `remove_strays` that its writer lives."""

    def __init__(self, passing: Path, final: Path, keys: FileKeys) -> None:
        self._passing = passing
        self._final = final
        self._sealer = keys.sealer(final.name)
        self._handle: BinaryIO | None = None
        self._rest = bytearray()
        self._size = 0
        self._hash = sha256()
        self._is_discarded = False
        self._lock = Lock()  # a thread may still write while its cancelled caller discards

    def write(self, data: bytes) -> None:
        with self._lock:
            handle = self._opened()
            self._size += len(data)
            self._hash.update(data)
            self._rest += data
            while len(self._rest) > CHUNK_BYTES:
                handle.write(self._sealer.seal(bytes(self._rest[:CHUNK_BYTES]), is_last=False))
                del self._rest[:CHUNK_BYTES]

    def finish(self) -> Stored:
        """Everything is on the disk when this returns."""
        with self._lock:
            handle = self._opened()
            handle.write(self._sealer.seal(bytes(self._rest), is_last=True))
            handle.flush()
            os.fsync(handle.fileno())
            make_private_folder(self._final.parent)
            self._passing.rename(self._final)
            handle.close()
            sync_folder(self._final.parent)
            return Stored(self._final.name, self._size, self._hash.hexdigest())

    def discard(self) -> None:
        """Leaves nothing behind, whatever was reached; calling it twice is safe."""
        with self._lock:
            self._is_discarded = True
            self._rest.clear()
            if self._handle is not None:
                with suppress(OSError):  # a full disk refuses the last buffer, which nobody needs
                    self._handle.close()
                self._passing.unlink(missing_ok=True)
                self._final.unlink(missing_ok=True)

    def _opened(self) -> BinaryIO:
        if self._is_discarded:
            raise ValueError("discarded")
        if self._handle is None:
            self._handle = _open_locked(self._passing)
            self._handle.write(self._sealer.header)
        return self._handle


class OutgoingFile:
    """Read from start to end; every chunk that comes out has been verified."""

    def __init__(self, path: Path, keys: FileKeys) -> None:
        self._path = path
        self._keys = keys
        self._handle: BinaryIO | None = None
        self._opener: ChunkOpener | None = None
        self._left = 0
        self._lock = Lock()  # a thread may still read while its cancelled caller closes

    def next(self) -> bytes | None:
        """The next chunk, None after the last. Raises SealBroken and FileNotFoundError."""
        with self._lock:
            if self._handle is None or self._opener is None:
                self._handle = handle = self._path.open("rb")
                self._left = os.fstat(handle.fileno()).st_size - HEADER_BYTES
                self._opener = self._keys.opener(self._path.name, handle.read(HEADER_BYTES))
            elif self._left <= 0:
                return None
            self._left -= SEALED_CHUNK_BYTES
            return self._opener.open(self._handle.read(SEALED_CHUNK_BYTES), is_last=self._left <= 0)

    def close(self) -> None:
        with self._lock:
            if self._handle is not None:
                self._handle.close()


def remove_strays(folder: Path) -> int:
    """Removes passing files whose writers have died; how many there were."""
    removed = 0
    for path in folder.iterdir():
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: being written
            path.unlink()
            removed += 1
    return removed


def make_private_folder(path: Path) -> None:
    """Mode 0700, and known to the disk. Its parent must be there."""
    if not path.is_dir():
        path.mkdir(mode=0o700, exist_ok=True)
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_name() -> str:
    return secrets.token_hex(16)


def _open_locked(path: Path) -> BinaryIO:
    """A new file, mode 0600. One that was swept away before it was locked is made again."""
    while True:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return os.fdopen(handle, "wb")
        os.close(handle)
