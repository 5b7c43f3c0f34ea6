"""What happened to whom in a window of time, by the audit trail: the figures that a report of a breach needs."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database
from storage.repositories.owners import KINDS


@dataclass(frozen=True, slots=True)
class Breach:
    """Affected people by their numbers, and what was done to each; names are in no report of ours."""

    events: int
    actions: dict[str, int]
    people: dict[int, frozenset[str]]  # contact -> what was done
    gone: int  # things that no longer lead to anybody
    lists: dict[str, int]  # looks at many at once, which name nobody: how often


async def find_breach(
    database: Database, since: datetime, until: datetime, actor: str, now: datetime
) -> Breach:
    """Everybody whose data was touched in the window, by others or by themselves. Leaves a row in the trail."""
    actions: Counter[str] = Counter()
    lists: Counter[str] = Counter()
    touched: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    async with database.reading() as store:
        async for event in store.audit.between(since, until):
            actions[event.action] += 1
            named = False
            for word in (event.subject, event.actor):
                kind, _, number = word.partition(":")
                if kind in KINDS and number.isdecimal():
                    touched[kind][int(number)].add(event.action)
                    named = True
            if not named:
                lists[event.action] += 1
        people, gone = defaultdict[int, set[str]](set), 0
        for kind, things in touched.items():
            owners = await store.owners.of(kind, sorted(things))
            for identity, what in things.items():
                if identity in owners:
                    people[owners[identity]] |= what
                else:
                    gone += 1
    async with database.transaction() as store:
        await store.audit.add(now, actor, "breach_listed", "audit", people=len(people))
    whole = {contact: frozenset(what) for contact, what in sorted(people.items())}
    return Breach(sum(actions.values()), dict(actions.most_common()), whole, gone, dict(lists.most_common()))
