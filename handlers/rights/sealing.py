"""Whether the installation still has the keys under which it has sealed what it keeps."""

import logging

from storage.database import Database

log = logging.getLogger(__name__)


class KeyUnknown(Exception):
    """What is stored was sealed under other keys; going on would lose it without a word."""


async def refuse_unknown_key(database: Database) -> None:
    """Raises KeyUnknown when nothing stored is under a key at hand; warns when only some of it is."""
    async with database.reading() as store:
        seals = await store.sealed.look()
    if seals.are_foreign:
        raise KeyUnknown
    if seals.unknown:
        log.warning("sealed_under_unknown_key", extra={"known": seals.known, "unknown": seals.unknown})
