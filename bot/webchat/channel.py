"""The web chat as a channel: a reply is sent by waking the pages that wait for it."""

import asyncio
from collections import defaultdict

from handlers.channels import Abilities, Attached, Delivered, Outcome
from handlers.messages import Address, Reply

NAME = "web"
BOT_ID = "page"
ABILITIES = Abilities(max_text_units=8000, carries_files=False, names_authors=True)


class Waiters:
    """Pages waiting for news, by visitor."""

    def __init__(self) -> None:
        self._events: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, chat_key: str) -> None:
        for event in self._events.get(chat_key, ()):
            event.set()

    def wake_all(self) -> None:
        for chat_key in list(self._events):
            self.wake(chat_key)

    def join(self, chat_key: str) -> asyncio.Event:
        event = asyncio.Event()
        self._events[chat_key].add(event)
        return event

    def leave(self, chat_key: str, event: asyncio.Event) -> None:
        self._events[chat_key].discard(event)
        if not self._events[chat_key]:
            del self._events[chat_key]


class WebChannel:
    """The words are in the transcript already; sending tells the open pages to look."""

    name = NAME
    bot_id = BOT_ID
    abilities = ABILITIES

    def __init__(self, waiters: Waiters) -> None:
        self._waiters = waiters

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        self._waiters.wake(address.chat_key)
        return Delivered()
