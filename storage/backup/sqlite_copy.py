"""A copy of an SQLite database while others write to it, and a copy put in its place. Everything here blocks."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from storage.backup.archive import BadBackup
from storage.backup.person_keys import KeyFile, WrappedKey
from storage.schema import metadata

MEMBER = "database.sqlite"
_GONE = b""  # a key that was destroyed after the copy was made: what it sealed stays closed


def copy_out(source: Path, target: Path) -> tuple[KeyFile, dict[str, int], str]:
    """A whole copy without people's keys; the keys, how many rows each table has, and the schema's revision."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(_open(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        with copy:
            rows = copy.execute("SELECT id, contact_id, hex(wrapped), created_at FROM person_key ORDER BY id")
            keys = tuple(WrappedKey(*row) for row in rows)
            erased = copy.execute("SELECT DISTINCT subject FROM certificate WHERE kind = 'contact'")
            held = KeyFile(keys, tuple(int(subject.partition(":")[2]) for (subject,) in erased))
            counts = _counts(copy)
            copy.execute("UPDATE person_key SET wrapped = ?", (_GONE,))
        _check(copy)
        return held, counts, _revision(copy)


def put_keys(database: Path, keys: Sequence[WrappedKey]) -> int:
    """Into a copy; how many people's keys are missing, and with them all that they sealed."""
    with closing(_open(database)) as copy, copy:
        found = [(bytes.fromhex(key.wrapped), key.id, key.contact_id) for key in keys]
        copy.executemany("UPDATE person_key SET wrapped = ? WHERE id = ? AND contact_id = ?", found)
        row = copy.execute("SELECT count(*) FROM person_key WHERE wrapped = ?", (_GONE,)).fetchone()
        return int(row[0])


def counts_of(database: Path) -> dict[str, int]:
    with closing(_open(database)) as opened:
        _check(opened)
        return _counts(opened)


def settle(database: Path) -> None:
    """Everything of a database that nobody uses into its one file."""
    if database.exists():
        with closing(_open(database)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    path.chmod(0o600)
    return connection


def _check(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise BadBackup(MEMBER)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names = sorted(there & set(metadata.tables))
    return {name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in names}  # noqa: S608 - names of our own tables


def _revision(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
