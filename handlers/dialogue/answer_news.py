"""A button of a broadcast: counted, and then whatever it stands for."""

from collections.abc import Callable
from dataclasses import replace

from handlers.broadcasts.answering import PressNews
from handlers.broadcasts.content import NEWS
from handlers.messages import Reply
from handlers.turns import Response, Skill, Turn
from knowledge.base import KnowledgeBase

_LONGEST_NUMBER = 18


class AnswerNews:
    """`otherwise` finds the skill for what the button stands for."""

    def __init__(self, knowledge: KnowledgeBase, otherwise: Callable[[Turn], Skill]) -> None:
        self._knowledge = knowledge
        self._otherwise = otherwise

    async def __call__(self, turn: Turn) -> Response:
        broadcast, _, rest = turn.payload.removeprefix(NEWS).partition(":")
        number, _, inner = rest.partition(":")
        if not (_is_number(broadcast) and _is_number(number)) or inner.startswith(NEWS):
            return Response((Reply(self._knowledge.phrase("gone")),))
        pressed = PressNews(int(broadcast), int(number), is_all=not inner)
        if not inner:
            return Response(deeds=(pressed,))
        meant = replace(turn, payload=inner)
        response = await self._otherwise(meant)(meant)
        return replace(response, deeds=(pressed, *response.deeds))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
