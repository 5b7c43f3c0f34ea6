"""Takes down what a person wants put right, restricted or left off; own applications are opened instead."""

from datetime import tzinfo

from handlers import payloads as way
from handlers.applications.codes import shown
from handlers.messages import Button, Reply
from handlers.rights.deeds import WriteRequest
from handlers.rights.telling import Telling
from handlers.rights.words import WRITE, WRITE_NO
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, RequestKind
from storage.states import ApplicationStatus

_ASKED = {
    RequestKind.CORRECT: PrivacyText.CORRECT_ASK,
    RequestKind.RESTRICT: PrivacyText.RESTRICT_ASK,
    RequestKind.OBJECT: PrivacyText.OBJECT_ASK,
}
_APPLICATIONS_SHOWN = 4  # some channels show no more than five buttons
_OVER = (ApplicationStatus.SETTLED, ApplicationStatus.NOT_THIS_TIME)


class TakeRequest:
    """What is typed after the question becomes the request; staff answer it in the time of the law."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._telling = Telling(knowledge, zone)

    async def __call__(self, turn: Turn) -> Response:
        if turn.payload == WRITE_NO:
            return Response((Reply(self._telling.knowledge.phrase("rights_write_cancelled")),))
        expects = turn.state.expects
        if not turn.payload and not turn.text.startswith("/") and expects.startswith(WRITE):
            return self._take(turn, _kind(expects))
        return await self._ask(turn, _kind(turn.payload))

    async def _ask(self, turn: Turn, kind: RequestKind) -> Response:
        say = self._telling.knowledge.phrase
        buttons = [Button(say("rights_write_cancel_label"), WRITE_NO)]
        if kind is RequestKind.CORRECT:
            open_ones = [row for row in await turn.records.applications() if row.status not in _OVER]
            buttons[:0] = [
                Button(
                    say("rights_correct_label", code=shown(row.code)),
                    (way.RESUME if row.status is ApplicationStatus.DRAFT else way.OPEN) + row.code,
                )
                for row in open_ones[:_APPLICATIONS_SHOWN]
            ]
        if kind is RequestKind.RESTRICT:
            other = RequestKind.OBJECT
            buttons.insert(0, Button(self._telling.kind(other), WRITE + other.value))
        asked = Reply(self._telling.text(_ASKED[kind]), tuple(buttons))
        return Response((asked,), expects=WRITE + kind.value)

    def _take(self, turn: Turn, kind: RequestKind) -> Response:
        asked = self._telling.asked(kind, turn.now)
        return Response((self._telling.receipt(asked),), deeds=(WriteRequest(asked, turn.text),))


def _kind(word: str) -> RequestKind:
    """Of a payload or what is expected; putting right is what people mean when they do not say."""
    named = word.removeprefix(WRITE)
    return next((kind for kind in _ASKED if kind.value == named), RequestKind.CORRECT)
