"""A question in the person's own words: an answer, a question back, or an honest "not known"."""

from handlers.answering import Answer, Answering
from handlers.applications.status import StatusCard
from handlers.messages import Reply
from handlers.turns import GapNote, Response, Turn
from knowledge.matching.matcher import Band
from storage.states import GapKind

_HOW_IT_STANDS = "tra-cuu-trang-thai"  # the entry on finding out how far one's application is
_NOTED = {Band.CLARIFY: GapKind.CLARIFY, Band.UNKNOWN: GapKind.UNKNOWN}


class AnswerQuestion:
    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._card = StatusCard(answering.knowledge, answering.zone)

    async def __call__(self, turn: Turn) -> Response:
        answer = self._answering(turn.text, turn.state.memory, turn.now)
        replies = await self._own(answer, turn) or answer.replies
        return Response(replies, _gap(turn.text, answer), memory=answer.memory)

    async def _own(self, answer: Answer, turn: Turn) -> tuple[Reply, ...]:
        """Whoever asks how applications stand in general, and has some, is told how theirs stand."""
        if answer.entry is None or answer.entry.id != _HOW_IT_STANDS:
            return ()
        rows = await turn.records.applications()
        return (self._card.listed(rows),) if rows else ()


def _gap(question: str, answer: Answer) -> GapNote | None:
    """What the editors shall read of it: the question with the entries that came near."""
    kind = _NOTED.get(answer.band)
    if kind is None:
        return None
    near = tuple(candidate.id for candidate in answer.match.candidates)
    return GapNote(kind, question, near, answer.match.confidence)
