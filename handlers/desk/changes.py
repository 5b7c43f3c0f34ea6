"""Outcomes that changed for people who asked to be told: read and closed by staff, each with a trace."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.casework.shown import shown
from handlers.citations import document_name
from handlers.desk.sessions import Member
from handlers.library import Library
from knowledge.base import KnowledgeBase
from knowledge.eligibility.model import Rule
from storage.database import Database
from storage.repositories.profiles import ChangeRow
from storage.states import ChangeState

__all__ = ["ChangeState", "Changes", "ShownChange", "ShownRule"]

_MOST_SHOWN = 50
_PROVINCE = "province"
_OUTCOMES = {"yes": "outcome_yes", "no": "outcome_no", "unknown": "outcome_unknown"}


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule that decides now, by what it asks for and where that is written."""

    id: str
    asks: str
    source: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What staff need in order to tell a person; of the case itself only item and province."""

    id: int
    item: str
    scheme: str
    province: str  # empty when it was not told
    before: str
    after: str
    rules: tuple[ShownRule, ...]
    at: datetime
    notice: str  # a draft of what to tell


class Changes:
    def __init__(self, database: Database, library: Library, zone: tzinfo) -> None:
        self._database = database
        self._library = library
        self._zone = zone

    async def count(self) -> int:
        """How many wait to be told."""
        async with self._database.reading() as store:
            return await store.profiles.count_open()

    async def view(self, reader: Member, now: datetime) -> tuple[ShownChange, ...]:
        """The longest waiting first. Reads people's cases, which leaves one row in the audit trail."""
        async with self._database.transaction() as store:
            rows = await store.profiles.open_changes(_MOST_SHOWN)
            await store.audit.add(now, f"staff:{reader.id}", "changes_read", "verdict_change", rows=len(rows))
        knowledge = self._library.knowledge
        return tuple(self._shown(row, knowledge) for row in rows)

    async def close(self, change_id: int, state: ChangeState, by: Member, now: datetime) -> bool:
        """False, without a trace, when somebody was faster or the person's case is gone."""
        actor = f"staff:{by.id}"
        async with self._database.transaction() as store:
            is_closed = await store.profiles.close(change_id, state, actor, now)
            if is_closed:
                await store.audit.add(now, actor, f"change_{state.value}", f"verdict_change:{change_id}")
        return is_closed

    def _shown(self, row: ChangeRow, knowledge: KnowledgeBase) -> ShownChange:
        say = knowledge.phrase
        named = {rule.id: rule for rule in knowledge.eligibility.book.rules.rules}
        rules = [named[identity] for identity in row.change.rules if identity in named]
        item = knowledge.levels.items.get(row.item, row.item)
        scheme = say(f"scheme_{row.change.scheme}")
        before, after = say(_OUTCOMES[row.change.before]), say(_OUTCOMES[row.change.after])
        sources = dict.fromkeys(_source(rule, knowledge) for rule in rules)
        notice = say(
            "change_notice",
            item=item,
            scheme=scheme,
            before=before,
            after=after,
            sources="; ".join(sources) or say("change_no_source"),
            found_on=f"{row.found_at.astimezone(self._zone):%d/%m/%Y}",
            checked_on=f"{knowledge.eligibility.checked_on:%d/%m/%Y}",
        )
        return ShownChange(
            id=row.id,
            item=item,
            scheme=scheme,
            province=_province(row.facts, knowledge),
            before=before,
            after=after,
            rules=_shown_rules(rules, knowledge),
            at=row.found_at,
            notice=notice,
        )


def _shown_rules(rules: Sequence[Rule], knowledge: KnowledgeBase) -> tuple[ShownRule, ...]:
    return tuple(ShownRule(rule.id, rule.texts.holds, _source(rule, knowledge)) for rule in rules)


def _source(rule: Rule, knowledge: KnowledgeBase) -> str:
    if rule.document is None:
        return rule.press or ""
    name = document_name(knowledge.document(rule.document), knowledge)
    return f"{name}, {rule.article}" if rule.article else name


def _province(facts: str | None, knowledge: KnowledgeBase) -> str:
    """Nothing else leaves the sealed case."""
    said = json.loads(facts).get(_PROVINCE) if facts else None
    return shown(knowledge.eligibility.facts[_PROVINCE], said, knowledge) if said else ""
