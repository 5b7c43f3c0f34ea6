"""A question in the person's own words: an answer, a question back, or an honest "not known"."""

from handlers.answering import Answer, Answering
from handlers.turns import GapNote, Response, Turn
from knowledge.matching.matcher import Band
from storage.states import GapKind

_NOTED = {Band.CLARIFY: GapKind.CLARIFY, Band.UNKNOWN: GapKind.UNKNOWN}


class AnswerQuestion:
    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def __call__(self, turn: Turn) -> Response:
        answer = self._answering(turn.text, turn.state.memory, turn.now)
        return Response(answer.replies, _gap(turn.text, answer), memory=answer.memory)


def _gap(question: str, answer: Answer) -> GapNote | None:
    """What the editors shall read of it: the question with the entries that came near."""
    kind = _NOTED.get(answer.band)
    if kind is None:
        return None
    near = tuple(candidate.id for candidate in answer.match.candidates)
    return GapNote(kind, question, near, answer.match.confidence)
