"""Out of whatever is open, with one word."""

from dataclasses import replace

from handlers import payloads
from handlers.answers import person_button
from handlers.casework.steps import set_aside
from handlers.messages import Button, Reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase


class Unwind:
    """Nothing is asked any more; what was told stays for the next time."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        memory = turn.state.memory
        case = set_aside(memory.case) if memory.case else None
        menu = Button(self._knowledge.phrase("form_apply_label"), payloads.FORM)
        reply = Reply(self._knowledge.phrase("unwound"), (menu, person_button(self._knowledge)))
        return Response((reply,), memory=replace(memory, case=case, form=None, asks_home=False))
