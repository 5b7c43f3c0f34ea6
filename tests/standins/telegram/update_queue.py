"""Updates that wait for a bot: order, acknowledgement, kinds wanted, 24 hours, one poller."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .timing import Bell, Clock

RETENTION_SECONDS = 24 * 3600.0
RENUMBER_SECONDS = 7 * 24 * 3600.0
# An empty list of kinds means all but these.
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    }
)


@dataclass(frozen=True, slots=True)
class QueuedUpdate:
    """One update; `lane` groups those that a webhook gets one after another."""

    update_id: int
    lane: int
    body: dict[str, Any]
    added_at: float


class Poll:
    """One running getUpdates call; another call or a webhook ends it."""

    def __init__(self) -> None:
        self.ended_by: str | None = None


class UpdateQueue:
    """The waiting updates of one bot, oldest first."""

    def __init__(self, clock: Clock, first_id: int) -> None:
        self.bell = Bell()
        self.allowed: tuple[str, ...] = ()
        self._clock = clock
        self._waiting: dict[int, QueuedUpdate] = {}
        self._next_id = first_id
        self._last_added_at = clock()
        self._random = random.Random(first_id)
        self._poll: Poll | None = None

    def number_from(self, first_id: int) -> None:
        """Number the next updates from here, so that none takes the id of one from an earlier run."""
        self._next_id = first_id

    def __len__(self) -> int:
        return len(self.waiting())

    def wants(self, kind: str) -> bool:
        """Whether updates of a kind are sent at all under the present setting."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST_ONLY

    def add(self, kind: str, content: object, lane: int, force: bool = False) -> int | None:
        """Queue one update and return its id; None when its kind is not wanted and not forced."""
        now = self._clock()
        if not force and not self.wants(kind):
            return None
        if now - self._last_added_at > RENUMBER_SECONDS:
            self._next_id = self._random.randrange(1, 2**31 - 10_000_000)
        self._last_added_at = now
        update_id = self._next_id
        self._next_id += 1
        self._waiting[update_id] = QueuedUpdate(update_id, lane, {"update_id": update_id, kind: content}, now)
        self.bell.ring()
        return update_id

    def __contains__(self, update_id: int) -> bool:
        self.waiting(0)
        return update_id in self._waiting

    def waiting(self, limit: int | None = None) -> list[QueuedUpdate]:
        """The oldest that wait, all of them without a limit; those over 24 hours are gone."""
        oldest = self._clock() - RETENTION_SECONDS
        for update in list(self._waiting.values()):
            if update.added_at >= oldest:
                break
            del self._waiting[update.update_id]
        return list(islice(self._waiting.values(), limit))

    def forget(self, update_id: int) -> None:
        """Drop one update, because its receiver has it."""
        self._waiting.pop(update_id, None)

    def confirm(self, offset: int) -> None:
        """Drop all updates below an offset; a negative one keeps that many of the newest."""
        if offset < 0:
            for update in self.waiting()[:offset]:
                self.forget(update.update_id)
        elif offset > 0:
            for update_id in [known for known in self._waiting if known < offset]:
                self.forget(update_id)

    def drop_all(self) -> None:
        """Drop all that waits (`drop_pending_updates`)."""
        self._waiting.clear()

    def choose(self, kinds: Sequence[object]) -> None:
        """Set which kinds of *later* updates are kept; names that the platform does not know are ignored."""
        self.allowed = tuple(kind for kind in kinds if isinstance(kind, str) and kind in KINDS)

    def begin_poll(self) -> Poll:
        """Register a getUpdates call, ending one that still waits."""
        self.end_poll("other getUpdates request; make sure that only one bot instance is running")
        self._poll = Poll()
        return self._poll

    def end_poll(self, reason: str) -> None:
        """Send a waiting getUpdates call home with 409."""
        if self._poll is not None:
            self._poll.ended_by = reason
            self._poll = None
            self.bell.ring()

    def finish_poll(self, poll: Poll) -> None:
        """A getUpdates call is over by itself."""
        if self._poll is poll:
            self._poll = None
