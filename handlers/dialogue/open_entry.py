"""A chosen entry: from a button, a typed number or a typed label."""

from dataclasses import replace

from handlers.answering import Answering
from handlers.answers import MORE, more_reply
from handlers.messages import Reply
from handlers.turns import Response, Turn


class OpenEntry:
    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def __call__(self, turn: Turn) -> Response:
        knowledge = self._answering.knowledge
        entry = self._answering.entry(turn.payload.partition(":")[2], turn.now)
        if entry is None:
            return Response((Reply(knowledge.phrase("gone")),))
        asks_home = self._answering.asks_home(entry, turn.state.memory.home)
        memory = replace(turn.state.memory, topic=entry.id, topic_at=turn.now, asks_home=asks_home)
        if turn.payload.startswith(MORE):
            return Response((more_reply(entry, knowledge),), memory=memory)
        reply = self._answering.entry_reply(entry, memory.home, turn.now)
        return Response((reply,), chosen_entry=entry.id, memory=memory)
