"""Deletes what is kept of a person: says first what goes now, what stays until when and why."""

from collections.abc import Iterable
from datetime import date, tzinfo

from handlers.applications.codes import shown
from handlers.messages import Memory, Reply
from handlers.rights.codes import shown_request
from handlers.rights.deeds import Asked, LookAtOwn, Own
from handlers.rights.erasing import EraseMe
from handlers.rights.telling import Telling
from handlers.rights.withdrawing import BEFORE_APPROVAL
from handlers.rights.words import ERASE_NO, ERASE_YES
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, RequestKind, RetentionKind
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus

_PROOFS = (RetentionKind.CONSENT, RetentionKind.DATA_REQUEST, RetentionKind.AUDIT)


class EraseData:
    """In two steps; nothing is remembered afterwards."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._telling = Telling(knowledge, zone)

    async def __call__(self, turn: Turn) -> Response:
        today = self._telling.today(turn.now)
        if turn.payload == ERASE_NO:
            return Response((Reply(self._telling.text(PrivacyText.DELETE_CANCELLED)),))
        if turn.payload != ERASE_YES:
            return Response(deeds=(LookAtOwn(lambda own: (self._ask(own, today),)),))
        asked = self._telling.asked(RequestKind.DELETE, turn.now)
        deed = EraseMe(asked, lambda own, kept: self._done(asked, own, kept, today))
        return Response((self._telling.receipt(asked),), memory=Memory(), deeds=(deed,))

    def _ask(self, own: Own, today: date) -> Reply:
        kept = [row for row in own.applications if row.status not in BEFORE_APPROVAL]
        text = self._telling.text(PrivacyText.DELETE_ASK, now=self._now(own), stays=self._stays(kept, today))
        yes, no = (PrivacyText.DELETE_YES, ERASE_YES), (PrivacyText.DELETE_NO, ERASE_NO)
        return self._telling.question(text, yes, no)

    def _done(self, asked: Asked, own: Own, kept: Iterable[ApplicationRow], today: date) -> tuple[Reply, ...]:
        code, now, stays = shown_request(asked.code), self._now(own), self._stays(kept, today)
        if any(True for _ in kept):
            first = asked.first_answer_by
            waiting = self._telling.text(PrivacyText.DELETE_WAITING, code=code, first=first, now=now)
            return (Reply(f"{waiting}\n{stays}"),)
        return (Reply(self._telling.text(PrivacyText.DELETE_DONE, code=code, now=now, stays=stays)),)

    def _now(self, own: Own) -> str:
        statuses = {row.status for row in own.applications}
        kinds = [
            *([RetentionKind.DRAFT] if ApplicationStatus.DRAFT in statuses else []),
            *([RetentionKind.APPLICATION] if statuses & BEFORE_APPROVAL - {ApplicationStatus.DRAFT} else []),
            *([RetentionKind.CASE] if own.counts["profile"] else []),
            RetentionKind.TRANSCRIPT,
            *([RetentionKind.NOTE] if own.counts["conversation_note"] else []),
            *([RetentionKind.GAP] if own.counts["gap"] else []),
        ]
        return self._telling.knowledge.privacy.gone_list(kinds) or ""

    def _stays(self, kept: Iterable[ApplicationRow], today: date) -> str:
        """Approved applications wait for staff; the proofs have their days."""
        privacy, say = self._telling.knowledge.privacy, self._telling.knowledge.phrase
        days = privacy.retention[RetentionKind.APPLICATION].days
        lines = [say("rights_stays_application", code=shown(row.code), days=days) for row in kept]
        proofs = privacy.stays_list([(kind, privacy.until(kind, today)) for kind in _PROOFS])
        return "\n".join([*lines, *([proofs] if proofs else [])])
