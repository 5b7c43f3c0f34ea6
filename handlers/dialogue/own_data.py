"""Shows a person what is kept of them, and hands over a copy after asking once more in the same chat."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from enum import Enum, auto
from functools import partial
from hashlib import sha256

from handlers.messages import FileOf, FileRef, Reply
from handlers.rights.codes import shown_request
from handlers.rights.deeds import HandOver, LeaveCopyToStaff, LookAtOwn, Own
from handlers.rights.telling import Telling
from handlers.rights.words import COPY_PATH, DATA_NO, DATA_YES
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, RequestKind, RetentionKind
from storage.states import ApplicationStatus

_TOKEN_BYTES = 32


class _Way(Enum):
    """How a copy reaches the person."""

    FILE = auto()
    ADDRESS = auto()
    STAFF = auto()


_QUESTION: Mapping[_Way, tuple[PrivacyText, PrivacyText]] = {  # and what says yes to it
    _Way.FILE: (PrivacyText.EXPORT_ASK, PrivacyText.EXPORT_YES),
    _Way.ADDRESS: (PrivacyText.EXPORT_ASK_LINK, PrivacyText.EXPORT_YES),
    _Way.STAFF: (PrivacyText.EXPORT_ASK_STAFF, PrivacyText.EXPORT_YES_STAFF),
}


class OwnData:
    """The copy is a file of the chat. On a foreign platform, and where no such file reaches people, it waits at an
    address of our own (`public_url`); without one, staff are to find a way."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo, public_url: str = "") -> None:
        self._telling = Telling(knowledge, zone)
        self._public_url = public_url.rstrip("/")

    async def __call__(self, turn: Turn) -> Response:
        if turn.payload == DATA_NO:
            return Response((Reply(self._telling.text(PrivacyText.EXPORT_CANCELLED)),))
        if turn.payload == DATA_YES:
            return self._hand_over(turn)
        return Response(deeds=(LookAtOwn(partial(self._ask, self._way(turn))),))

    def _way(self, turn: Turn) -> _Way:
        is_carried = turn.carries(_name(""))
        if self._public_url and (turn.is_abroad or not is_carried):
            return _Way.ADDRESS
        return _Way.FILE if is_carried else _Way.STAFF

    def _ask(self, way: _Way, own: Own) -> tuple[Reply, ...]:
        asked, label = _QUESTION[way]
        text = "\n".join([*self._summary(own), "", self._telling.text(asked)])
        return (self._telling.question(text, (label, DATA_YES), (PrivacyText.EXPORT_NO, DATA_NO)),)

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
            ("rights_own_notes", own.counts["conversation_note"]),
        ):
            if count:
                yield say(phrase, count=count)

    def _hand_over(self, turn: Turn) -> Response:
        telling = self._telling
        asked = telling.asked(RequestKind.COPY, turn.now)
        code, receipt = shown_request(asked.code), telling.receipt(asked)
        until = turn.now + telling.keeps(RetentionKind.EXPORT)
        match self._way(turn):
            case _Way.STAFF:
                told = Reply(telling.text(PrivacyText.EXPORT_STAFF, code=code))
                return Response((receipt, told), deeds=(LeaveCopyToStaff(asked),))
            case _Way.ADDRESS:
                # Letters and digits alone: a chat may end an address at other marks, or take them for formatting.
                token = secrets.token_hex(_TOKEN_BYTES)
                link = f"{self._public_url}{COPY_PATH}{token}"
                values = {"code": code, "link": link, "until": telling.moment(until)}
                told = Reply(telling.text(PrivacyText.EXPORT_LINK, **values))
                hashed = sha256(token.encode()).hexdigest()
                return Response((receipt,), deeds=(HandOver(asked, lambda _: (told,), hashed, until),))
        text = telling.text(PrivacyText.EXPORT_READY, code=code, until=telling.moment(until))

        def tell(identity: int) -> tuple[Reply, ...]:
            return (Reply(text, file=FileRef(FileOf.EXPORT, identity, _name(code))),)

        return Response((receipt,), deeds=(HandOver(asked, tell),))


def _name(code: str) -> str:
    return f"du-lieu-{code}.zip"
