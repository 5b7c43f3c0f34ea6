"""Filling a form: what a message is within it, and who takes it."""

from collections.abc import Callable
from dataclasses import replace
from unicodedata import normalize

from handlers import payloads as way
from handlers.answering import Answering
from handlers.applications.asking import Asking
from handlers.applications.codes import new_code
from handlers.applications.codes import shown as shown_code
from handlers.applications.enclosing import Enclosing
from handlers.applications.entering import Entering
from handlers.applications.receipt import Receipt
from handlers.applications.replying import Replying
from handlers.applications.review import Review
from handlers.applications.sending import Sending
from handlers.applications.steps import Steps
from handlers.applications.visits import Visits
from handlers.attachments.deeds import drops
from handlers.messages import Button, Reply, UpdateKind
from handlers.turns import Response, Turn
from knowledge.text.fold import fold
from storage.states import ApplicationStatus

COMMANDS = {  # typed words that mean a button
    "apply": way.FORM,
    "resume_form": way.RESUME,
    "skip": way.SKIP,
    "back": way.BACK,
    "later": way.LATER,
    "cancel": way.LATER,
    "edit": way.EDIT,
    "done": way.DONE,
    "send": way.SEND,
}
_LEAVES_MENU = frozenset({way.SKIP, way.BACK, way.DONE})  # said when asked what to mend: nothing


class FillForm:
    """`new_code` gives each new draft its code."""

    def __init__(
        self, answering: Answering, public_url: str = "", new_code: Callable[[], str] = new_code
    ) -> None:
        knowledge = answering.knowledge
        self._knowledge = knowledge
        visits = Visits(knowledge, answering.zone, Asking(knowledge, public_url), Review(knowledge))
        enclosing, sending = Enclosing(visits), Sending(visits, Receipt(knowledge, answering.zone))
        self._visits = visits
        self._entering = Entering(visits, new_code)
        self._replying = Replying(visits, Steps(knowledge), enclosing, sending, answering)

    async def __call__(self, turn: Turn) -> Response:
        payload = turn.payload or self._typed(turn)
        if payload == way.FORM:
            return await self._entering.menu(turn)
        if payload.startswith(way.START_FORM):
            return await self._entering.begin(turn, payload.removeprefix(way.START_FORM))
        if payload.startswith(way.RESUME):
            return await self._entering.resume(turn, payload.removeprefix(way.RESUME))
        for drop, is_sure in ((way.DROP, False), (way.DROP_YES, True)):
            if payload.startswith(drop):
                return await self._entering.drop(turn, payload.removeprefix(drop), is_sure)
        form = turn.state.memory.form
        row = await turn.records.application(form.code) if form else None
        if row is not None and row.status is not ApplicationStatus.DRAFT:
            return self._sent_already(turn, row.code)
        visit = await self._visits.of(turn, row) if row else None
        if visit is None:
            return await self._without_form(turn, payload)
        if turn.kind is UpdateKind.ATTACHMENT:
            return self._replying.sent_file(visit)
        if payload:
            return await self._replying.pressed(visit, payload)
        words, is_asked = self._to_mend(turn.text), turn.state.expects == way.MENDING
        if is_asked or (words and self._replying.is_to_mend(visit, words)):
            return self._replying.edit_named(visit, words or turn.text)
        return self._replying.typed(visit, turn.text)

    def _typed(self, turn: Turn) -> str:
        """The button that typed words stand for."""
        if turn.kind is not UpdateKind.TEXT:
            return ""
        payload = COMMANDS.get(self._knowledge.command(turn.text) or "", "")
        if turn.state.expects == way.MENDING and payload in _LEAVES_MENU:
            return way.REVIEW_AGAIN
        first, word = _first_word(turn.text), self._knowledge.phrase("form_edit_word")
        is_another_word = fold(first) == fold(word) and first not in (word, fold(word))  # milk is no command
        return "" if payload == way.EDIT and is_another_word else payload

    def _to_mend(self, text: str) -> str:
        """What stands after the word for mending; empty when the text does not begin with it."""
        word = self._knowledge.phrase("form_edit_word")
        return text.partition(" ")[2] if _first_word(text) in (word, fold(word)) else ""

    async def _without_form(self, turn: Turn, payload: str) -> Response:
        """A button or a file of a form that is not open: it was sent just now, or left, or is somebody else's."""
        rows = await turn.records.applications()
        last = max(rows, key=lambda row: row.changed_at, default=None)
        if payload == way.SEND and last is not None and last.status is not ApplicationStatus.DRAFT:
            return self._sent_already(turn, last.code)
        response = await self._entering.resume(replace(turn, payload=""))
        return replace(response, deeds=(*response.deeds, *drops(turn.upload)))

    def _sent_already(self, turn: Turn, code: str) -> Response:
        """Pressed twice, or an old button: one form is one application."""
        say = self._knowledge.phrase
        look = Button(say("app_open_label"), way.OPEN + code)
        memory = replace(turn.state.memory, form=None)
        told = Reply(say("form_sent_already", code=shown_code(code)), (look,))
        return Response((told,), memory=memory, deeds=drops(turn.upload))


def _first_word(text: str) -> str:
    return normalize("NFC", text.partition(" ")[0].lower())
