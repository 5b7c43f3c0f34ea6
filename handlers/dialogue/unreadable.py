"""Things the bot cannot read: stickers, voice, places on a map, empty messages."""

from handlers.messages import Reply, UpdateKind
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase

_BY_KIND = {
    UpdateKind.LOCATION: "location",
    UpdateKind.CONTACT: "contact",
    UpdateKind.TEXT: "empty",
}
_BY_DETAIL = {"sticker": "sticker", "voice": "voice", "video_note": "voice", "audio": "voice"}


class SayUnreadable:
    """Says so."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        phrase = _BY_KIND.get(turn.kind) or _BY_DETAIL.get(turn.detail, "unsupported")
        return Response((Reply(self._knowledge.phrase(phrase)),))
