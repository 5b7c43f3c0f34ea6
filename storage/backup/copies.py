"""Makes a copy of one installation, and puts one in its place: database, files, and people's keys apart."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.backup import person_keys, postgres_copy, sqlite_copy
from storage.backup.archive import BadBackup, Manifest, pack, unpack
from storage.crypto import Vault
from storage.database import Database
from storage.filelock import FileLock

_MARK = "a copy of this installation"
_FILES = "files"
_ASIDE = ".before-restore"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a copy holds; `missing_keys` were destroyed since it was made, the `erased` had themselves deleted."""

    manifest: Manifest
    files: int
    missing_keys: int = 0
    erased: tuple[int, ...] = ()
    size: int = 0  # of the file, in bytes

    @property
    def rows(self) -> int:
        return sum(self.manifest.rows.values())


@dataclass(frozen=True, slots=True)
class Installation:
    """`blobs` is the folder of the files that people sent."""

    database: Database
    vault: Vault
    blobs: Path


async def back_up(of: Installation, target: Path, now: datetime, may_replace: bool = False) -> Summary:
    """A consistent copy while the service runs; people's keys go into a file beside it. Raises FileExistsError."""
    return await asyncio.to_thread(_back_up, of, target, now, may_replace)


async def restore(to: Installation, source: Path) -> Summary:
    """In place of what is there, which is kept aside on SQLite.

    Raises BadBackup, AlreadyRunning, InUse. A copy whose key is another one is refused before anything is touched.
    """
    return await asyncio.to_thread(_restore, to, source)


def _back_up(of: Installation, target: Path, now: datetime, may_replace: bool) -> Summary:
    if target.exists() and not may_replace:
        raise FileExistsError(str(target))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        folder = Path(name)
        url = of.database.url
        if of.database.is_sqlite:
            copy = folder / sqlite_copy.MEMBER
            held, rows, schema = sqlite_copy.copy_out(Path(url.database or ""), copy)
        else:
            (folder / postgres_copy.FOLDER).mkdir()
            held, rows, schema = postgres_copy.copy_out(url, folder / postgres_copy.FOLDER)
        manifest = Manifest(
            url.get_backend_name(), schema, now.isoformat(timespec="seconds"), rows, of.vault.digest(_MARK)
        )
        members = [*_members(folder, ""), *_members(of.blobs, f"{_FILES}/")]
        person_keys.write(target.parent, held)
        pack(target, manifest, members)
    files = sum(name.startswith(f"{_FILES}/") for name, _ in members)
    return Summary(manifest, files, size=target.stat().st_size)


def _restore(to: Installation, source: Path) -> Summary:
    parent = to.blobs.parent
    with tempfile.TemporaryDirectory(dir=parent, prefix=".restore-") as name:
        folder = Path(name)
        manifest = unpack(source, folder)
        if manifest.kind != to.database.url.get_backend_name():
            raise BadBackup(f"made from {manifest.kind}")
        if manifest.key_mark not in to.vault.digests(_MARK):
            raise BadBackup("sealed under another SECRET_KEY")
        held = person_keys.read(source.parent)
        if to.database.is_sqlite:
            missing = _into_sqlite(Path(to.database.url.database or ""), folder, manifest, held.keys)
        else:
            tables = folder / postgres_copy.FOLDER
            rows, missing = postgres_copy.copy_in(to.database.url, tables, manifest.schema, held.keys)
            if rows != dict(manifest.rows):
                raise BadBackup("rows are missing")
        files = folder / _FILES
        count = sum(1 for _ in _members(files, ""))
        _put(files, to.blobs)
        return Summary(manifest, count, missing, held.erased)


def _into_sqlite(
    target: Path, folder: Path, manifest: Manifest, keys: tuple[person_keys.WrappedKey, ...]
) -> int:
    """The copy is checked and completed before it takes the old one's place."""
    copy = folder / sqlite_copy.MEMBER
    if sqlite_copy.counts_of(copy) != dict(manifest.rows):
        raise BadBackup("rows are missing")
    missing = sqlite_copy.put_keys(copy, keys)
    lock = FileLock(Path(f"{target}.lock"))
    try:
        sqlite_copy.settle(target)
        for suffix in ("-wal", "-shm"):  # of the old one, which has everything in it by now
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        _put(copy, target)
    finally:
        lock.release()
    return missing


def _put(new: Path, target: Path) -> None:
    """The old one stays beside it under another name, one of them."""
    aside = target.with_name(target.name + _ASIDE)
    if target.exists():
        _remove(aside)
        target.rename(aside)
    if new.exists():
        new.rename(target)


def _remove(path: Path) -> None:
    if path.is_dir():
        for each in sorted(path.rglob("*"), reverse=True):
            each.rmdir() if each.is_dir() else each.unlink()
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _members(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{prefix}{path.relative_to(folder)}", path
