"""How privacy stands, for whoever looks after the installation."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.rights.waiting import OpenRequests, Stage
from storage.database import Database
from storage.repositories.seals import Seals

MANY_PEOPLE = 80_000  # from 100,000 people on more duties apply: time to prepare


@dataclass(frozen=True, slots=True)
class PrivacyState:
    """`broken_at` is the first event of the audit trail that is not as it was written."""

    events: int
    broken_at: int | None
    open_requests: int
    overdue_requests: int
    people: int
    seals: Seals


async def privacy_state(database: Database, zone: tzinfo, now: datetime) -> PrivacyState:
    """Reads the whole audit trail."""
    async with database.reading() as store:
        chain = await store.audit.verify()
        people = await store.owners.count_people()
        seals = await store.sealed.look()
    stages = await OpenRequests(database, zone).counts(now)
    overdue = stages[Stage.OVERDUE]
    return PrivacyState(chain.count, chain.broken_at, sum(stages.values()), overdue, people, seals)
