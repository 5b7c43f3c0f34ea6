"""Broadcasts without a house around them: the clock's part, the sender's part, and who got something."""

from collections.abc import Callable
from datetime import timedelta

from handlers.broadcasts.conductor import Conductor
from handlers.broadcasts.leaving import Leaving
from handlers.broadcasts.model import Caps
from handlers.broadcasts.ways import NewsWays
from handlers.channels import Abilities, Delivered, Outcome
from handlers.outbox import Door, Outbox
from knowledge.base import KnowledgeBase
from knowledge.process.plans import QUIET
from storage.database import Database
from storage.tables import delivery
from tests.support.broadcasts import TELEGRAM
from tests.support.clock import HandClock
from tests.support.factories import PAGE
from tests.support.rows import rows
from tests.support.talks import ZONE

_MANY = 1000
DELIVERED = Delivered("1")


class Campaign:
    """One database, one clock; `ring` is called when something may leave."""

    def __init__(
        self,
        database: Database,
        clock: HandClock,
        knowledge: KnowledgeBase,
        caps: Caps | None = None,
        ways: NewsWays | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.ways = ways or NewsWays((TELEGRAM,))
        self.rings = 0
        door = Door({TELEGRAM: Abilities(4000), "zalo_oa": Abilities(4000)}, "Nhắn số:", "Hoặc nhắn:")
        leaving = Leaving(lambda: knowledge, ZONE, QUIET, caps or Caps())
        self.outbox = Outbox(database, lambda: 0.0, door, leaving)

    def conductor(self, owner: str = "one", stretch: int = _MANY, ways: NewsWays | None = None) -> Conductor:
        return Conductor(self.database, ways or self.ways, ZONE, owner, self._ring, stretch)

    def _ring(self) -> None:
        self.rings += 1

    async def looks(self) -> None:
        """The clock asks what is due."""
        await self.conductor().look(self.clock.now())

    async def leaves(
        self,
        outcome: Outcome = DELIVERED,
        limit: int = _MANY,
        channel: str = TELEGRAM,
        meanwhile: Callable[[], object] | None = None,
    ) -> list[str]:
        """Everything that is due goes out, as far as it may; to whom news went. `meanwhile` is before the start."""
        parcels = await self.outbox.claim(channel, PAGE, "sender", self.clock.now(), limit)
        if meanwhile is not None:
            meanwhile()
        started = await self.outbox.start(parcels, "sender", self.clock.now())
        await self.outbox.record([(parcel, outcome) for parcel in started], "sender", self.clock.now())
        return sorted(parcel.address.chat_key for parcel in started if parcel.is_news)

    def stands(self, chat_key: str = "100") -> tuple[str, str | None]:
        """State and code of the newest delivery to a chat."""
        found = [each for each in rows(self.database, delivery) if each.chat_key == chat_key][-1]
        return str(found.state), found.outcome_code

    def due_in(self, chat_key: str = "100") -> timedelta | None:
        """How long until that one may be looked at again."""
        found = [each for each in rows(self.database, delivery) if each.chat_key == chat_key][-1]
        return found.next_at - self.clock.now() if found.next_at is not None else None
