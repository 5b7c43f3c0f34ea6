"""Brings the schema to the newest version, from empty or from any older release."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import URL, create_engine
from sqlalchemy.exc import OperationalError

from storage.database import NoDatabase
from storage.schema import metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(url: URL, revision: str = "head") -> None:
    """Upgrades (or, given an older revision, downgrades) the database. Safe to call at every start.

    Raises NoDatabase when nothing answers.
    """
    try:
        await asyncio.to_thread(_run, url, revision)
    except OperationalError as error:
        raise NoDatabase(" ".join(str(error.orig).split())) from error


async def is_current(url: URL) -> bool:
    return await asyncio.to_thread(_is_current, url)


def _run(url: URL, revision: str) -> None:
    engine = create_engine(_synchronous(url))
    try:
        with engine.begin() as connection:
            config = _config(connection)
            if revision == "head" or not _is_older(connection, config, revision):
                command.upgrade(config, revision)
            else:
                command.downgrade(config, revision)
    finally:
        engine.dispose()


def _is_older(connection: Connection, config: Config, revision: str) -> bool:
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    ahead = [step.revision for step in script.iterate_revisions(current, "base")] if current else []
    return revision == "base" or (revision in ahead and revision != current)


def _is_current(url: URL) -> bool:
    engine = create_engine(_synchronous(url))
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            return current == ScriptDirectory.from_config(_config(connection)).get_current_head()
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


def _synchronous(url: URL) -> URL:
    """The same database through the plain driver: migrations run once, in a thread."""
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url
