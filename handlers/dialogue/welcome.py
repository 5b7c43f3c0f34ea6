"""The first words, and help on the way."""

from typing import Literal

from handlers import payloads
from handlers.answers import entry_buttons, person_button
from handlers.messages import Button, Reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase

_FIRST_STEPS = ("khuyen-cong-la-gi", "ho-tro-may-moc", "ai-duoc-ho-tro")


class Welcome:
    """Says one of the two opening texts with the first steps to choose from."""

    def __init__(self, knowledge: KnowledgeBase, text: Literal["welcome", "help"]) -> None:
        self._knowledge = knowledge
        self._text = text

    async def __call__(self, turn: Turn) -> Response:
        has_own = bool(await turn.records.applications())
        mine = (Button(self._knowledge.phrase("app_mine_label"), payloads.MINE),) if has_own else ()
        buttons = (
            *entry_buttons(_FIRST_STEPS, self._knowledge),
            Button(self._knowledge.phrase("form_apply_label"), payloads.FORM),
            *mine,
            person_button(self._knowledge),
        )
        return Response((Reply(self._knowledge.phrase(self._text), buttons),))
