"""The person says where they are at home: remembered for later answers, changed and forgotten at any time."""

from dataclasses import replace
from typing import Literal

from handlers.answering import Answering
from handlers.home import HOME, home_button, home_in, home_name, home_of
from handlers.messages import Home, Memory, Reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase

_MOST_OFFERED = 5


class TellHome:
    """Takes up a place: pressed, asked for, or said in a message that says nothing else."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._knowledge = answering.knowledge

    async def __call__(self, turn: Turn) -> Response:
        if turn.payload.startswith(HOME):
            home = home_in(turn.payload, self._knowledge)
            return self._remember(home, turn) if home else self._ask("home_unknown", (), turn.state.memory)
        finding = self._knowledge.places.answer(turn.text)
        homes = tuple(dict.fromkeys(home_of(place, self._knowledge) for place in finding.places))
        if len(homes) == 1 and finding.is_certain:
            return self._remember(homes[0], turn)
        return self._ask("home_which" if homes else "home_unknown", homes[:_MOST_OFFERED], turn.state.memory)

    def _remember(self, home: Home, turn: Turn) -> Response:
        """Notes the place and tells what hung on it."""
        memory = replace(turn.state.memory, home=home, asks_home=False)
        noted = self._knowledge.phrase("home_noted", place=home_name(home, self._knowledge))
        topic = self._answering.entry(memory.topic, turn.now)
        if topic is None or not topic.levels:
            return Response((Reply(noted),), memory=memory)
        return Response((self._answering.home_reply(topic, home, turn.now, noted),), memory=memory)

    def _ask(self, phrase: str, homes: tuple[Home, ...], memory: Memory) -> Response:
        buttons = tuple(home_button(home, self._knowledge) for home in homes)
        return Response(
            (Reply(self._knowledge.phrase(phrase), buttons),), memory=replace(memory, asks_home=True)
        )


class ChangeHome:
    """The person asks to change the place, or to have it forgotten."""

    def __init__(self, knowledge: KnowledgeBase, wish: Literal["home_asked", "home_forgotten"]) -> None:
        self._knowledge = knowledge
        self._wish = wish

    async def __call__(self, turn: Turn) -> Response:
        is_asked = self._wish == "home_asked"
        home = turn.state.memory.home if is_asked else None
        memory = replace(turn.state.memory, home=home, asks_home=is_asked)
        return Response((Reply(self._knowledge.phrase(self._wish)),), memory=memory)
