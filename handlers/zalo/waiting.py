"""Tells staff of people who wait for them, while they can still be written to for nothing."""

import logging
from datetime import datetime, timedelta

from handlers.zalo.windows import FREE_FOR
from handlers.zalo.wire import CHANNEL
from storage.database import Database
from storage.states import TaskKind

log = logging.getLogger(__name__)

_TOLD_AFTER = timedelta(hours=40)
_A_WISH_STANDS = timedelta(days=7)  # of somebody who asked for a person
_AT_ONCE = 200


class AnswersWaiting:
    def __init__(self, database: Database, bot_id: str) -> None:
        self._database = database
        self._bot_id = bot_id

    async def look(self, now: datetime) -> int:
        """How many new tasks there are."""
        found = 0
        async with self._database.transaction() as store:
            waiting = await store.waiting.unanswered(
                CHANNEL, self._bot_id, now - FREE_FOR, now - _TOLD_AFTER, now - _A_WISH_STANDS, _AT_ONCE
            )
            for conversation_id in sorted(waiting):  # in the order in which everybody locks them
                found += await store.tasks.open(TaskKind.ANSWER_WAITING, "window_ends", now, conversation_id)
        if found:
            log.info("answers_waiting", extra={"count": found})
        return found
