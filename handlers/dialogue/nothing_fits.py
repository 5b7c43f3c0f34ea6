"""None of the offered choices was meant."""

from handlers.answers import unknown_reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase


class NothingFits:
    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        return Response((unknown_reply(self._knowledge),))
