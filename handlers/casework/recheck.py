"""Judges kept cases anew when rules, levels or the day are other ones, and notes whose outcome changed."""

import asyncio
import json
from collections.abc import Callable
from datetime import date, datetime, tzinfo

from handlers.casework.keeping import judged
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.profiles import Change, Judgement, ProfileRow
from storage.store import Store

_ACTOR = "recheck"


class Recheck:
    """`knowledge` tells what is known at the moment of a run; `at_once` cases make one transaction."""

    def __init__(
        self, database: Database, knowledge: Callable[[], KnowledgeBase], zone: tzinfo, at_once: int = 200
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._zone = zone
        self._at_once = at_once

    async def run(self, now: datetime) -> int:
        """How many changes were found. Stopped at any moment, the next run goes on where this one was."""
        knowledge, day = self._knowledge(), now.astimezone(self._zone).date()
        version = knowledge.eligibility.version(day)
        found = last = 0
        while True:
            async with self._database.transaction() as store:
                rows = await store.profiles.to_recheck(version, self._at_once, last)
                if not rows:
                    return found
                changes = 0
                for row in rows:
                    judgement = await self._judge(store, row, version, knowledge, day, now)
                    changes += await store.profiles.record(judgement, now)
                subject = f"profile:{rows[0].id}-{rows[-1].id}"
                await store.audit.add(
                    now, _ACTOR, "profiles_rechecked", subject, rows=len(rows), changes=changes
                )
            found, last = found + changes, rows[-1].id
            await asyncio.sleep(0)  # lets others have the database

    async def _judge(
        self, store: Store, row: ProfileRow, version: str, knowledge: KnowledgeBase, day: date, now: datetime
    ) -> Judgement:
        """Under a broken seal a case stays as it was judged last, and is not tried again by this version."""
        if row.facts is None:
            await store.audit.add(now, _ACTOR, "profile_unreadable", f"profile:{row.id}")
            return Judgement(row.id, version, row.outcomes)
        today = judged(row.item, json.loads(row.facts), knowledge, day)
        changes = tuple(
            Change(scheme, row.outcomes[scheme], outcome, today.rules.get(scheme, ()))
            for scheme, outcome in today.outcomes.items()
            if row.outcomes.get(scheme, outcome) != outcome
        )
        return Judgement(row.id, version, today.outcomes, changes)
