"""Buttons of broadcasts that are typed instead of pressed: their labels, for as long as people may still answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from handlers.broadcasts.content import labels
from handlers.broadcasts.model import BroadcastRow
from knowledge.base import KnowledgeBase
from knowledge.text.fold import fold
from storage.store import Store

_ANSWERED_FOR = timedelta(days=30)
_LOOK_EVERY = timedelta(seconds=10)


class TypedLabels:
    """Looks at the list of broadcasts now and then, and at a chat only when its words may be a label."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._knowledge = knowledge
        self._rows: dict[int, BroadcastRow] = {}
        self._known: frozenset[str] = frozenset()
        self._looked_at: datetime | None = None

    async def payload(self, store: Store, conversation_id: int, text: str, now: datetime) -> str:
        """What a text stands for in the broadcast that this chat heard last; empty when it is none of its labels."""
        await self._look(store, now)
        said = fold(text)
        if said not in self._known:
            return ""
        heard = await store.broadcast_deliveries.said_last(conversation_id, now - _ANSWERED_FOR)
        row = self._rows.get(heard) if heard is not None else None
        if row is None:
            return ""
        fitting = (each.payload for each in labels(row, self._knowledge()) if fold(each.label) == said)
        return next(fitting, "")

    async def _look(self, store: Store, now: datetime) -> None:
        if self._looked_at is not None and now - self._looked_at < _LOOK_EVERY:
            return
        self._rows = {row.id: row for row in await store.broadcasts.recent(now - _ANSWERED_FOR)}
        self._known = frozenset(
            fold(each.label) for row in self._rows.values() for each in labels(row, self._knowledge())
        )
        self._looked_at = now
