"""What skills want done, done in the transaction of their turn by whoever knows how."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.messages import Reply
from storage.repositories.conversations import ConversationRow
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Doing:
    """Where a deed is done: the open transaction, the conversation it came from, and the update that said so."""

    store: Store
    conversation: ConversationRow
    now: datetime
    inbound_id: int
    spent_blobs: list[str] = field(default_factory=list)  # removed from the disk after the commit

    @property
    def contact_id(self) -> int:
        return self.conversation.contact_id

    @property
    def actor(self) -> str:
        """The person as the audit trail and histories name them."""
        return f"contact:{self.contact_id}"


class NotYet(Exception):
    """Something has to end first that ends soon; the turn is done again, and has not failed."""


Doer = Callable[[Doing, Any], Awaitable[tuple[Reply, ...]]]


class Deeds:
    """One doer for each type of deed; what it returns is said after the skill's own replies."""

    def __init__(self, *doers: Mapping[type, Doer]) -> None:
        self._doers = {kind: doer for table in doers for kind, doer in table.items()}

    async def do(self, doing: Doing, deeds: tuple[object, ...]) -> tuple[Reply, ...]:
        """In their order. Whatever one raises undoes the whole turn."""
        told: list[Reply] = []
        for deed in deeds:
            told.extend(await self._doers[type(deed)](doing, deed))
        return tuple(told)
