"""`python -m tests.support.reminding DATABASE_URL NOW`: one process of the bot that says what is due by its clock.

It is ready when it prints so, begins with a line of its input, and prints how many it told of.
"""

import asyncio
import sys
import time
from datetime import datetime, timedelta

from handlers.followups.room import follow_up_room
from knowledge.base import KnowledgeBase
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.states import FollowUpState
from storage.tables_applications import follow_up
from tests.conftest import SECRET
from tests.support.reviews import a_door
from tests.support.rows import rows
from tests.support.talks import ZONE

_TICK_SECONDS, _PATIENCE_SECONDS = 0.2, 90.0


async def remind(url: str, now: datetime) -> int:
    """Asks at every tick until nothing is open any more; how many it told of."""
    knowledge = KnowledgeBase.load()
    async with Database(database_url(url), Vault(SECRET)) as database:
        room = follow_up_room(database, lambda: knowledge, a_door(), ZONE)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        begun = time.monotonic()

        def clock() -> datetime:
            return now + timedelta(seconds=time.monotonic() - begun)

        told = 0
        while time.monotonic() - begun < _PATIENCE_SECONDS:
            told += await room.remind(clock)
            if all(each.state is not FollowUpState.PLANNED for each in rows(database, follow_up)):
                return told
            await asyncio.sleep(_TICK_SECONDS)  # as the clock ticks
        raise TimeoutError("still something to say")


if __name__ == "__main__":
    print(asyncio.run(remind(sys.argv[1], datetime.fromisoformat(sys.argv[2]))), flush=True)
