"""One bot of the Bot Platform: its talks, its queue, its webhook, its caps."""

import hashlib
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from .clock import VIETNAM, Now, milliseconds
from .replies import Place

Json = dict[str, Any]

DEFAULT_BOT_TOKEN = "1459232241454765289:thay-cho-mot-token-that"


class BotRefusal(Exception):
    """A refusal, answered as `{"ok": false, "error_code", "description"}`."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description


@dataclass(slots=True)
class BotChat:
    """The talk with one person; ids are hexadecimal here, not digits."""

    id: str
    name: str
    place: Place = field(default_factory=Place)
    has_written: bool = False
    is_blocked: bool = False


@dataclass(slots=True)
class BotWebhook:
    """Where events are pushed."""

    url: str
    secret: str
    updated_at: int

    def info(self) -> Json:
        """As `getWebhookInfo` tells it, without the secret."""
        return {"url": self.url, "updated_at": self.updated_at}


class BotAccount:
    """Settings are plain attributes that a test changes."""

    def __init__(self, token: str, now: Now, first_number: int = 1) -> None:
        self.token = token
        self.now = now
        self.is_wrapped = (
            True  # {"ok": true, "result": …} around events, as documented; real ones came without
        )
        self.http_errors = False  # refusals as HTTP 4xx instead of 200
        self.loses_unpolled = False  # events are lost when nobody polls
        self.users_cap = 50
        self.monthly_cap = 3000
        self.actions: list[tuple[str, str]] = []
        self.chats: dict[str, BotChat] = {}
        self.events: deque[Json] = deque()
        self.webhook: BotWebhook | None = None
        self.polls = 0
        self._arrivals = Place()
        self._numbers = count(first_number)
        self._sent: Counter[str] = Counter()
        self._written_to: set[str] = set()

    @property
    def bell(self) -> Any:
        """Rings when an event arrives."""
        return self._arrivals.bell

    def chat(self, name: str, id: str | None = None) -> BotChat:
        """The talk with the person of this id, or of this name; made when new."""
        chat_id = id or hashlib.sha256(f"bot {self.token} {name}".encode()).hexdigest()[:20]
        return self.chats.setdefault(chat_id, BotChat(chat_id, name))

    def find(self, chat_id: Any) -> BotChat:
        """The talk that a call names."""
        if not isinstance(chat_id, str) or not chat_id:
            raise BotRefusal(400, "chat_id must be a non-empty string")
        chat = self.chats.get(chat_id)
        if chat is None or not chat.has_written:
            raise BotRefusal(400, "chat not found")
        if chat.is_blocked:
            raise BotRefusal(403, "internal server error")
        return chat

    def spend(self, chat: BotChat) -> None:
        """Count one message, or refuse it."""
        month = self.now().astimezone(VIETNAM).strftime("%Y-%m")
        is_one_too_many = chat.id not in self._written_to and len(self._written_to) >= self.users_cap
        if is_one_too_many or self._sent[month] >= self.monthly_cap:
            raise BotRefusal(429, "Quota exceeded")
        self._sent[month] += 1
        self._written_to.add(chat.id)

    def new_id(self) -> str:
        """An id for a message."""
        return hashlib.sha256(f"{self.token} {next(self._numbers)}".encode()).hexdigest()[:20]

    def arrived(self, event: Json) -> None:
        """Queue an event for whoever polls."""
        if self.loses_unpolled and not self.polls:
            return
        self.events.append(event)
        self.bell.ring()

    def at(self) -> int:
        """Milliseconds since 1970, a number here."""
        return milliseconds(self.now())
