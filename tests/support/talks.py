"""A conversation with the real skills and no database; time stands still until the test moves it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.library import Library
from handlers.messages import DialogueState, Home, Memory, UpdateKind
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.model import Entry
from tests.support.clock import HandClock

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Talk:
    """One person; what the bot remembers of them may be looked at."""

    def __init__(self, knowledge: KnowledgeBase, clock: HandClock) -> None:
        self.library = Library(knowledge, ZONE)
        self.clock = clock
        self.memory = Memory()
        self.response = Response()

    async def says(self, text: str) -> str:
        """The text of all replies."""
        return await self._does(UpdateKind.TEXT, text=text)

    async def presses(self, payload: str) -> str:
        return await self._does(UpdateKind.BUTTON, payload=payload)

    @property
    def home(self) -> Home | None:
        return self.memory.home

    @property
    def topic(self) -> str:
        return self.memory.topic

    @property
    def payloads(self) -> list[str]:
        """What the last reply offers."""
        return [button.payload for button in self.response.replies[-1].buttons]

    async def _does(self, kind: UpdateKind, text: str = "", payload: str = "") -> str:
        turn = Turn(kind, text, payload, "", DialogueState(memory=self.memory), self.clock.now())
        self.response = await self.library.routes.choose(turn)(turn)
        self.memory = self.response.memory or self.memory
        return "\n\n".join(reply.text for reply in self.response.replies)


def with_entry(knowledge: KnowledgeBase, entry: Entry) -> KnowledgeBase:
    """The same knowledge with another version of one entry."""
    entries = {**knowledge.content.entries, entry.id: entry}
    return replace(knowledge, content=replace(knowledge.content, entries=entries))
