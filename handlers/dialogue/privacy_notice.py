"""Says who keeps what of people, how long and why, and what they may ask for."""

from dataclasses import replace
from datetime import tzinfo

from handlers.messages import Button, Reply
from handlers.rights.telling import Telling
from handlers.rights.words import DATA, ERASE, WITHDRAW, WRITE
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, RequestKind

_WAYS = {
    RequestKind.COPY: DATA,
    RequestKind.CORRECT: WRITE + RequestKind.CORRECT.value,
    RequestKind.WITHDRAW: WITHDRAW,
    RequestKind.DELETE: ERASE,
    RequestKind.RESTRICT: WRITE + RequestKind.RESTRICT.value,  # where objecting is offered too
}


class PrivacyNotice:
    """The periods are those that the nightly work goes by."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._telling = Telling(knowledge, zone)

    async def __call__(self, turn: Turn) -> Response:
        kept = [Reply(text) for text in self._telling.knowledge.privacy.kept_list()]
        buttons = tuple(Button(self._telling.kind(kind), payload) for kind, payload in _WAYS.items())
        told = [Reply(self._telling.text(PrivacyText.PAGE)), *kept]
        return Response((*told[:-1], replace(told[-1], buttons=buttons)))
