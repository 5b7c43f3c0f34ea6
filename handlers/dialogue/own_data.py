"""Shows a person what is kept of them, and hands over a copy after asking once more in the same chat."""

import secrets
from collections.abc import Iterator
from datetime import tzinfo
from hashlib import sha256

from handlers.messages import FileOf, FileRef, Reply
from handlers.rights.codes import shown_request
from handlers.rights.deeds import HandOver, LookAtOwn, Own
from handlers.rights.telling import Telling
from handlers.rights.words import COPY_PATH, DATA_NO, DATA_YES
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, RequestKind, RetentionKind
from storage.states import ApplicationStatus

_TOKEN_BYTES = 32


class OwnData:
    """On a foreign platform the copy waits at an address of our own, when we have one: `public_url`."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo, public_url: str = "") -> None:
        self._telling = Telling(knowledge, zone)
        self._public_url = public_url.rstrip("/")

    async def __call__(self, turn: Turn) -> Response:
        if turn.payload == DATA_NO:
            return Response((Reply(self._telling.text(PrivacyText.EXPORT_CANCELLED)),))
        if turn.payload == DATA_YES:
            return self._hand_over(turn)
        return Response(deeds=(LookAtOwn(self._ask),))

    def _ask(self, own: Own) -> tuple[Reply, ...]:
        text = "\n".join([*self._summary(own), "", self._telling.text(PrivacyText.EXPORT_ASK)])
        yes, no = (PrivacyText.EXPORT_YES, DATA_YES), (PrivacyText.EXPORT_NO, DATA_NO)
        return (self._telling.question(text, yes, no),)

    def _summary(self, own: Own) -> Iterator[str]:
        say = self._telling.knowledge.phrase
        drafts = sum(row.status is ApplicationStatus.DRAFT for row in own.applications)
        yield say("rights_own_head")
        for phrase, count in (
            ("rights_own_drafts", drafts),
            ("rights_own_sent", len(own.applications) - drafts),
            ("rights_own_files", own.counts["application_file"]),
            ("rights_own_cases", own.counts["profile"]),
            ("rights_own_gaps", own.counts["gap"]),
            ("rights_own_messages", own.counts["message"]),
        ):
            if count:
                yield say(phrase, count=count)

    def _hand_over(self, turn: Turn) -> Response:
        telling = self._telling
        asked = telling.asked(RequestKind.COPY, turn.now)
        until = turn.now + telling.keeps(RetentionKind.EXPORT)
        values = {"code": shown_request(asked.code), "until": telling.moment(until)}
        receipt = telling.receipt(asked)
        if turn.is_abroad and self._public_url:
            token = secrets.token_urlsafe(_TOKEN_BYTES)
            text = telling.text(
                PrivacyText.EXPORT_LINK, link=f"{self._public_url}{COPY_PATH}{token}", **values
            )
            by_link = HandOver(asked, lambda _: (Reply(text),), sha256(token.encode()).hexdigest(), until)
            return Response((receipt,), deeds=(by_link,))
        text = telling.text(PrivacyText.EXPORT_READY, **values)
        name = f"du-lieu-{shown_request(asked.code)}.zip"

        def tell(identity: int) -> tuple[Reply, ...]:
            return (Reply(text, file=FileRef(FileOf.EXPORT, identity, name)),)

        return Response((receipt,), deeds=(HandOver(asked, tell),))
