"""Joins a person's chats by a code typed in the other one, and parts them again."""

from dataclasses import replace

from handlers.commands import command_of
from handlers.joining.joining import AcceptJoin, OfferJoin, RefuseJoin, TypeCode
from handlers.joining.splitting import AskSplit, SplitChat
from handlers.joining.words import KEEP, LEAVE, NO, SPLIT, YES, typed_code
from handlers.messages import Reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase


class JoinChats:
    """What becomes of it depends on both chats, so deeds do it all."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        pressed = turn.payload
        if not pressed:
            return self._typed(turn)
        if pressed in (YES, NO):
            return Response(deeds=(AcceptJoin() if pressed == YES else RefuseJoin(),))
        if pressed == LEAVE:  # what this chat was filling stays with the others
            memory = replace(turn.state.memory, form=None)
            return Response(memory=memory, deeds=(SplitChat(is_here_leaving=True),))
        if pressed == KEEP:
            return Response(deeds=(SplitChat(is_here_leaving=False),))
        return Response((Reply(self._knowledge.phrase("split_not")),))

    def _typed(self, turn: Turn) -> Response:
        if command_of(turn, self._knowledge) == SPLIT:
            return Response(deeds=(AskSplit(),))
        code = typed_code(turn.text, self._knowledge)
        return Response(deeds=(OfferJoin() if code is None else TypeCode(code),))
