"""A question in the person's own words: an answer, a question back, or an honest "not known"."""

from handlers.answers import NONE, answer_reply, entry_buttons, unknown_reply
from handlers.messages import Button, Reply
from handlers.turns import GapNote, Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.matching.matcher import Band, Match
from storage.states import GapKind


class AnswerQuestion:
    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        match = self._knowledge.match(turn.text)
        if match.band is Band.ANSWER:
            entry = self._knowledge.entry(match.candidates[0].id)
            if entry is not None:
                return Response((answer_reply(entry, self._knowledge),))
        if match.band is Band.CLARIFY:
            return self._ask_back(turn.text, match)
        return self._say_unknown(turn.text, match)

    def _ask_back(self, question: str, match: Match) -> Response:
        offered = tuple(candidate.id for candidate in match.candidates[:3])
        none_of_these = Button(self._knowledge.phrase("none_label"), NONE)
        buttons = (*entry_buttons(offered, self._knowledge), none_of_these)
        note = GapNote(GapKind.CLARIFY, question, offered, match.confidence)
        return Response((Reply(self._knowledge.phrase("clarify"), buttons),), note)

    def _say_unknown(self, question: str, match: Match) -> Response:
        near = tuple(candidate.id for candidate in match.candidates[:3])
        note = GapNote(GapKind.UNKNOWN, question, near, match.confidence)
        return Response((unknown_reply(self._knowledge),), note)
