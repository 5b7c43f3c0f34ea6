"""What a person sees of the other side, and how a test waits for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tests.standins.telegram.timing import Bell

Cost = Literal[
    "welcome", "reply", "package", "billed", "template_uid", "template_phone", "broadcast", "staff", "bot"
]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `payload` is text for a query, an object for the other kinds."""

    title: str
    kind: str
    payload: str | dict[str, Any]

    @property
    def is_query(self) -> bool:
        """Whether a press comes back as a text of the person."""
        return self.kind in {"oa.query.show", "oa.query.hide"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file or picture; one that was named by address only has that and no content."""

    name: str
    content: bytes
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message as a person sees it."""

    message_id: str
    text: str
    cost: Cost
    sent_at: datetime
    buttons: tuple[Button, ...] = ()
    images: tuple[StoredFile, ...] = ()
    files: tuple[StoredFile, ...] = ()
    sticker: str = ""
    quoted: str | None = None  # the id of the person's message that it answers
    asks_info: bool = False
    template: tuple[str, dict[str, Any]] | None = None
    tracking_id: str = ""
    is_silent: bool = False  # arrives without push at night
    admin_id: str = ""  # set when a human wrote it

    @property
    def labels(self) -> tuple[str, ...]:
        """The words on the buttons."""
        return tuple(button.title for button in self.buttons)


@dataclass(slots=True)
class Place:
    """One talk: what arrived there, and a bell for each arrival."""

    replies: list[Reply] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)

    def add(self, reply: Reply) -> None:
        """Put a message there and wake who waits."""
        self.replies.append(reply)
        self.bell.ring()


class Reader:
    """The reading half of a person."""

    def __init__(self, name: str, place: Place) -> None:
        self.name = name
        self._place = place
        self._read = 0

    @property
    def replies(self) -> list[Reply]:
        """All messages so far."""
        return list(self._place.replies)

    @property
    def has_unread(self) -> bool:
        """Whether something came that nobody waited for."""
        return len(self._place.replies) > self._read

    async def wait_for_reply(self, timeout: float = 60) -> Reply:  # noqa: ASYNC109 - the complaint needs it
        """The next message that was not waited for before, in order of arrival."""
        await self._until(lambda: self.has_unread, timeout)
        self._read += 1
        return self._place.replies[self._read - 1]

    def find(self, button: str) -> tuple[Reply, Button]:
        """The newest message with a button of this title or payload."""
        for reply in reversed(self._place.replies):
            for found in reply.buttons:
                if button in {found.title, found.payload if found.is_query else None}:
                    return reply, found
        seen = sorted({label for reply in self._place.replies for label in reply.labels})
        raise LookupError(f"no button {button!r}; there are {seen}")

    async def _until(self, is_true: Callable[[], bool], seconds: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not is_true():
            left = deadline - loop.time()
            if left <= 0:
                raise TimeoutError(f"no reply to {self.name} after {self._read} earlier ones in {seconds} s")
            await self._place.bell.wait(left)
