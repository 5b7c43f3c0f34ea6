"""A copy of a PostgreSQL database as one moment saw it, and a copy put in its place. Everything here blocks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from storage.backup.archive import BadBackup
from storage.backup.person_keys import KeyFile, WrappedKey
from storage.schema import metadata

FOLDER = "tables"
_KEYS = "person_key"
_ALONE = 7_221_013  # the advisory lock that every running service shares and a restore has to itself


class InUse(Exception):
    """A service runs on this database."""


def copy_out(url: URL, folder: Path) -> tuple[KeyFile, dict[str, int], str]:
    """One file a table, without people's keys; the keys, how many rows each has, and the schema's revision."""
    counts: dict[str, int] = {}
    with _connected(url) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        rows = connection.execute(
            "SELECT id, contact_id, encode(wrapped, 'hex'), created_at::text FROM person_key ORDER BY id"
        )
        keys = tuple(WrappedKey(*row) for row in rows)
        erased = connection.execute("SELECT DISTINCT subject FROM certificate WHERE kind = 'contact'")
        held = KeyFile(keys, tuple(int(subject.partition(":")[2]) for (subject,) in erased))
        for name in _names():
            counts[name] = _table_out(connection, name, folder / f"{name}.copy")
    if revision is None:
        raise BadBackup("no schema")
    return held, counts, str(revision[0])


def copy_in(url: URL, folder: Path, schema: str, keys: Sequence[WrappedKey]) -> tuple[dict[str, int], int]:
    """Everything there is replaced, or nothing at all; how many rows each table has, how many keys are missing.

    `schema` is the copy's, and must be the database's too. Raises InUse, BadBackup.
    """
    with _connected(url) as connection:
        if not _locked(connection, shared=False):
            raise InUse
        with connection.transaction():
            _check_schema(connection, schema)
            tables = sql.SQL(", ").join(sql.Identifier(name) for name in _names())
            connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
            counts = {name: _table_in(connection, name, folder / f"{name}.copy") for name in _names()}
            for key in keys:
                connection.execute(
                    "UPDATE person_key SET wrapped = %s WHERE id = %s AND contact_id = %s",
                    (bytes.fromhex(key.wrapped), key.id, key.contact_id),
                )
            for name in _names():
                _continue_numbers(connection, name)
            row = connection.execute("SELECT count(*) FROM person_key WHERE wrapped = ''").fetchone()
    return counts, int(row[0]) if row is not None else 0


@contextmanager
def present(url: URL) -> Iterator[None]:
    """While a service runs, no restore may begin. Raises InUse while one is under way."""
    with _connected(url) as connection:
        if not _locked(connection, shared=True):
            raise InUse
        yield


def _check_schema(connection: "psycopg.Connection[tuple[Any, ...]]", schema: str) -> None:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or row[0] != schema:
        raise BadBackup(f"schema {schema}, database {row[0] if row is not None else '-'}")


def _locked(connection: "psycopg.Connection[tuple[Any, ...]]", *, shared: bool) -> bool:
    name = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
    row = connection.execute(sql.SQL("SELECT {}(%s)").format(sql.Identifier(name)), (_ALONE,)).fetchone()
    return row is not None and bool(row[0])


def _connected(url: URL) -> "psycopg.Connection[tuple[Any, ...]]":
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _names() -> list[str]:
    """In the order in which rows may refer to each other."""
    return [table.name for table in metadata.sorted_tables]


def _columns(name: str) -> sql.Composable:
    """People's keys go out empty."""
    columns = [column.name for column in metadata.tables[name].columns]
    if name != _KEYS:
        return sql.SQL(", ").join(map(sql.Identifier, columns))
    kept = [sql.SQL("''::bytea") if each == "wrapped" else sql.Identifier(each) for each in columns]
    return sql.SQL(", ").join(kept)


def _table_out(connection: "psycopg.Connection[tuple[Any, ...]]", name: str, path: Path) -> int:
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(_columns(name), sql.Identifier(name))
    with connection.cursor() as cursor, path.open("wb") as file:
        with cursor.copy(statement) as copy:
            for chunk in copy:
                file.write(chunk)
        return cursor.rowcount


def _table_in(connection: "psycopg.Connection[tuple[Any, ...]]", name: str, path: Path) -> int:
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in metadata.tables[name].columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
    try:
        with connection.cursor() as cursor, path.open("rb") as file:
            with cursor.copy(statement) as copy:
                while chunk := file.read(1024 * 1024):
                    copy.write(chunk)
            return cursor.rowcount
    except (psycopg.DataError, psycopg.IntegrityError, FileNotFoundError) as error:
        raise BadBackup(f"{name}: {type(error).__name__}") from error


def _continue_numbers(connection: "psycopg.Connection[tuple[Any, ...]]", name: str) -> None:
    """New rows are numbered after the restored ones."""
    column = metadata.tables[name].autoincrement_column
    if column is None:
        return
    connection.execute(
        sql.SQL(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 1), max({}) IS NOT NULL) FROM {}"
        ).format(
            sql.Literal(name),
            sql.Literal(column.name),
            sql.Identifier(column.name),
            sql.Identifier(column.name),
            sql.Identifier(name),
        )
    )
