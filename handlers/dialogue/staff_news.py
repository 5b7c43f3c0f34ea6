"""Messages to many from the chat of linked staff. For everybody else what they type is a text like any other."""

from collections.abc import Callable
from datetime import tzinfo

from handlers.broadcasts.chat.commands import (
    LIST,
    NO,
    STAFF_NEWS,
    WORD,
    Pressed,
    Step,
    is_number,
    payload,
    pressed,
    sure_in,
)
from handlers.broadcasts.chat.deeds import (
    AskSend,
    BrowseNews,
    ComposeNews,
    PressStep,
    RewordNews,
    SendNews,
)
from handlers.broadcasts.model import Why
from handlers.broadcasts.rights import MAY_COMPOSE
from handlers.broadcasts.words import refusal_words
from handlers.messages import Button, Reply, UpdateKind
from handlers.review.commands import word_of
from handlers.review.typed import Misread, Typed
from handlers.turns import Response, Skill, Turn
from knowledge.base import KnowledgeBase
from storage.states import Role

_TYPED = (Step.TEXT, Step.AT)  # after these the next text is taken for what was asked


def is_of_staff_news(turn: Turn, _said: str | None) -> bool:
    """A button, a word or an awaited text of it; whether a member of staff has sent it is not known yet."""
    if turn.payload:
        return turn.payload.startswith(STAFF_NEWS)
    if turn.kind is not UpdateKind.TEXT:
        return False
    return word_of(turn.text) == WORD or (not word_of(turn.text) and _awaited(turn) is not None)


class StaffNews:
    """`otherwise` finds the skill that would answer if there were no such thing."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo, otherwise: Callable[[Turn], Skill]) -> None:
        self._knowledge = knowledge
        self._typed = Typed(knowledge, zone)
        self._otherwise = otherwise

    async def __call__(self, turn: Turn) -> Response:
        member = await turn.records.staff()
        if member is None:
            return await self._otherwise(turn)(turn)
        if turn.payload:
            return self._pressed(turn, member.role)
        awaited = _awaited(turn)
        if word_of(turn.text) != WORD and awaited is not None:
            return self._answered(turn, awaited)
        return self._said(turn, member.role)

    def _said(self, turn: Turn, role: Role) -> Response:
        """Nothing but the word: the list; a number: that one; all else is a message that is to go out."""
        _, *rest = turn.text.split(maxsplit=1)
        typed = rest[0] if rest else ""
        if not typed:
            return Response(deeds=(BrowseNews(),))
        if is_number(typed):
            return Response(deeds=(PressStep(Pressed(Step.SEE, int(typed))),))
        if role not in MAY_COMPOSE:
            return Response((Reply(refusal_words(Why.ROLE, self._knowledge)),))
        return Response(deeds=(ComposeNews(typed),))

    def _pressed(self, turn: Turn, role: Role) -> Response:
        if turn.payload == LIST:
            return Response(deeds=(BrowseNews(),))
        if turn.payload == NO:
            return Response((Reply(self._knowledge.phrase("staff_left")),))
        what = pressed(turn.payload)
        if what is None:
            return self._old()
        if what.step in (Step.SURE, Step.NOW, *_TYPED) and role not in MAY_COMPOSE:
            return Response((Reply(refusal_words(Why.ROLE, self._knowledge)),))
        if what.step is Step.SURE:
            return self._sure(turn, what)
        if what.step is Step.NOW:
            return Response(deeds=(AskSend(what.broadcast_id, what.revision),))
        if what.step in _TYPED:
            return self._asked(what)
        return Response(deeds=(PressStep(what),))

    def _sure(self, turn: Turn, what: Pressed) -> Response:
        """The very next press must be the answer; what it would send is kept with the conversation."""
        said = sure_in(turn.state.expects)
        if said is None or (said.broadcast_id, said.revision) != (what.broadcast_id, what.revision):
            return self._old()
        return Response(deeds=(SendNews(said),))

    def _asked(self, what: Pressed, wrong: str = "") -> Response:
        """Asks for a time or for other words; what is typed next is taken for them."""
        say = self._knowledge.phrase
        question = say("tin_ask_at") if what.step is Step.AT else say("tin_ask_text")
        text = f"{wrong}\n{question}" if wrong else question
        no = Button(say("tin_no_label"), NO)
        expects = payload(what.step, what.broadcast_id, what.revision)
        return Response((Reply(text, (no,), takes_numbers=True),), expects=expects)

    def _answered(self, turn: Turn, what: Pressed) -> Response:
        if what.step is Step.TEXT:
            return Response(deeds=(RewordNews(what.broadcast_id, what.revision, turn.text),))
        at = self._typed.moment(turn.text, turn.now)
        if isinstance(at, Misread):
            return self._asked(what, at.text)
        return Response(deeds=(AskSend(what.broadcast_id, what.revision, at),))

    def _old(self) -> Response:
        return Response((Reply(self._knowledge.phrase("tin_old_button")),))


def _awaited(turn: Turn) -> Pressed | None:
    what = pressed(turn.state.expects)
    return what if what is not None and what.step in _TYPED else None
