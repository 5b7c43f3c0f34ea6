"""The person wants a human: noted for staff, with what to expect."""

from handlers.answers import answer_text
from handlers.messages import Reply
from handlers.turns import GapNote, Response, Turn
from knowledge.base import KnowledgeBase
from storage.states import GapKind


class AskForPerson:
    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        entry = self._knowledge.entry("gap-can-bo")
        noted = self._knowledge.phrase("person_noted")
        said = f"{noted}\n\n{answer_text(entry, self._knowledge)}" if entry else noted
        return Response((Reply(said),), GapNote(GapKind.PERSON, turn.text))
