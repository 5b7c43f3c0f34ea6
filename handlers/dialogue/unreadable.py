"""Things the bot cannot read: stickers, voice, files nobody asked for, places on a map, empty messages."""

from handlers.attachments.deeds import drops
from handlers.attachments.words import refusal_text
from handlers.messages import Reply, UpdateKind
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase

_BY_KIND = {
    UpdateKind.ATTACHMENT: "attachment",
    UpdateKind.LOCATION: "location",
    UpdateKind.CONTACT: "contact",
    UpdateKind.TEXT: "empty",
}
_BY_DETAIL = {"sticker": "sticker", "voice": "voice", "video_note": "voice", "audio": "voice"}


class SayUnreadable:
    """Says so; of a file nothing is kept, as the words promise."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        return Response((Reply(self._words(turn)),), deeds=drops(turn.upload))

    def _words(self, turn: Turn) -> str:
        if turn.upload is not None and turn.upload.refused:
            return refusal_text(turn.upload, self._knowledge)
        phrase = _BY_KIND.get(turn.kind) or _BY_DETAIL.get(turn.detail, "unsupported")
        return self._knowledge.phrase(phrase)
