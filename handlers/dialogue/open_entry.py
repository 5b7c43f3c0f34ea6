"""A chosen entry: from a button, a typed number or a typed label."""

from handlers.answers import MORE, answer_reply, more_reply
from handlers.messages import Reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase


class OpenEntry:
    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        entry = self._knowledge.entry(turn.payload.partition(":")[2])
        if entry is None:
            return Response((Reply(self._knowledge.phrase("gone")),))
        if turn.payload.startswith(MORE):
            return Response((more_reply(entry, self._knowledge),))
        return Response((answer_reply(entry, self._knowledge),), chosen_entry=entry.id)
