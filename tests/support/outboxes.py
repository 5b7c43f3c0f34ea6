"""An outbox over a bare database, without the house around it."""

from datetime import UTC
from typing import Never

from handlers.broadcasts.leaving import Leaving
from handlers.broadcasts.model import Caps
from handlers.outbox import Door, Outbox
from knowledge.process.plans import QUIET
from storage.database import Database


def an_outbox(database: Database, jitter: float = 0.0) -> Outbox:
    """For deliveries that are no broadcast's: those take their words from the knowledge base."""
    return Outbox(database, lambda: jitter, Door({}, "", ""), Leaving(no_words, UTC, QUIET, Caps()))


def no_words() -> Never:
    raise LookupError("a broadcast where none was expected")
