"""Ends news at once, and begins them again after the notice and a yes."""

from datetime import tzinfo

from handlers.consents import ChooseNewsBy, GiveConsent
from handlers.messages import Button, Reply
from handlers.rights.codes import shown_request
from handlers.rights.telling import Telling
from handlers.rights.withdrawing import Withdraw
from handlers.rights.words import RESUME, RESUME_COMMAND, SLASH, STOP, STOP_COMMAND, is_written
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import ConsentNotice, PrivacyText, Purpose, RequestKind
from storage.states import Purpose as StoredPurpose

_YES, _NO = f"{RESUME}:yes", f"{RESUME}:no"


class StopNews:
    """A word that is misspelt is asked about first: it may have meant money."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._telling = Telling(knowledge, zone)

    async def __call__(self, turn: Turn) -> Response:
        say = self._telling.knowledge.phrase
        stands = (await turn.records.consents()).get(StoredPurpose.NEWS, False)
        wants_more = turn.payload.startswith(RESUME) or (not turn.payload and self._is_resume(turn.text))
        if wants_more:
            return self._resume(turn, stands)
        if not turn.payload and not is_written(STOP_COMMAND, turn.text, self._telling.knowledge):
            return Response((Reply(say("rights_stop_asked"), (Button(say("rights_stop_label"), STOP),)),))
        if not stands:
            return Response((Reply(self._telling.text(PrivacyText.STOP_ALREADY)),))
        asked = self._telling.asked(RequestKind.WITHDRAW, turn.now)
        kind = self._telling.knowledge.privacy.kind_name(RequestKind.WITHDRAW)
        code = shown_request(asked.code)
        done = self._telling.text(PrivacyText.REQUEST_DONE, kind=kind, code=code)
        said = Reply("\n".join([self._telling.text(PrivacyText.STOP_DONE), done]))
        return Response((said,), deeds=(Withdraw(Purpose.NEWS, asked),))

    def _resume(self, turn: Turn, stands: bool) -> Response:
        notice = self._notice(turn)
        done = Reply(self._telling.text(PrivacyText.RESUME_DONE))
        if stands:
            return Response((done,))
        if turn.payload not in (_YES, _NO):
            return Response((Reply(notice.text, (Button(notice.yes, _YES), Button(notice.no, _NO))),))
        is_given = turn.payload == _YES
        deed = GiveConsent(Purpose.NEWS, is_given, notice.version, notice.digest)
        if not is_given:
            return Response((Reply(notice.refused),), deeds=(deed,))
        return Response((done,), deeds=(deed, ChooseNewsBy()))

    def _notice(self, turn: Turn) -> ConsentNotice:
        knowledge = self._telling.knowledge
        return knowledge.privacy.notice(
            Purpose.NEWS,
            unit=knowledge.office.get("ten_don_vi"),
            contact=knowledge.office.get("nguoi_bao_ve_du_lieu"),
            platform=knowledge.phrase("foreign_platform") if turn.is_abroad else None,
        )

    def _is_resume(self, text: str) -> bool:
        if text.startswith("/"):
            return (
                SLASH.get(text[1:].split("@", maxsplit=1)[0].split(" ", maxsplit=1)[0].lower())
                == RESUME_COMMAND
            )
        return self._telling.knowledge.command(text) == RESUME_COMMAND
