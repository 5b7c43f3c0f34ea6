"""Ways out of the check: what is typed next answers none of its questions."""

from dataclasses import dataclass, replace

from handlers.casework.steps import set_aside
from handlers.messages import Reply
from handlers.turns import Response, Skill, Turn
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Leaving:
    """Another skill that closes an open question first; what was told is kept for the next case."""

    skill: Skill
    knowledge: KnowledgeBase

    async def __call__(self, turn: Turn) -> Response:
        response = await self.skill(turn)
        memory = response.memory or turn.state.memory
        if memory.case is None or not memory.case.waits_for:
            return response
        left = Reply(self.knowledge.phrase("check_left"))
        memory = replace(memory, case=set_aside(memory.case))
        return replace(response, replies=(left, *response.replies), memory=memory)
