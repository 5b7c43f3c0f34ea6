"""Ways out of a form by another skill: the draft stays, and the person hears so."""

from dataclasses import dataclass, replace

from handlers.applications.codes import shown
from handlers.messages import Reply
from handlers.turns import Response, Skill, Turn
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class LeavingForm:
    """Another skill that closes the open form first."""

    skill: Skill
    knowledge: KnowledgeBase

    async def __call__(self, turn: Turn) -> Response:
        response = await self.skill(turn)
        memory = response.memory or turn.state.memory
        if memory.form is None:
            return response
        left = Reply(self.knowledge.phrase("form_put_aside", code=shown(memory.form.code)))
        return replace(response, replies=(left, *response.replies), memory=replace(memory, form=None))
