"""Filling a form: what a message is within it, and who takes it."""

from collections.abc import Callable
from dataclasses import replace

from handlers import payloads as way
from handlers.answering import Answering
from handlers.applications.asking import Asking
from handlers.applications.codes import new_code
from handlers.applications.codes import shown as shown_code
from handlers.applications.entering import Entering
from handlers.applications.receipt import Receipt
from handlers.applications.replying import Replying
from handlers.applications.review import Review
from handlers.applications.sending import Sending
from handlers.applications.steps import Steps
from handlers.applications.visits import Visits
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
_EDIT = "sua "  # folded: "sửa tên máy"


class FillForm:
    """`new_code` gives each new draft its code."""

    def __init__(
        self, answering: Answering, public_url: str = "", new_code: Callable[[], str] = new_code
    ) -> None:
        knowledge = answering.knowledge
        self._knowledge = knowledge
        visits = Visits(knowledge, answering.zone, Asking(knowledge, public_url), Review(knowledge))
        sending = Sending(visits, Receipt(knowledge, answering.zone))
        self._visits = visits
        self._entering = Entering(visits, new_code)
        self._replying = Replying(visits, Steps(knowledge), sending, answering)

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
            return await self._entering.resume(replace(turn, payload=""))
        if turn.kind is UpdateKind.ATTACHMENT:
            return self._replying.sent_file(visit)
        if payload:
            return await self._replying.pressed(visit, payload)
        if fold(turn.text).startswith(_EDIT):
            return self._replying.edit_named(visit, turn.text.split(" ", 1)[1])
        return self._replying.typed(visit, turn.text)

    def _typed(self, turn: Turn) -> str:
        return COMMANDS.get(self._knowledge.command(turn.text) or "", "") if turn.text else ""

    def _sent_already(self, turn: Turn, code: str) -> Response:
        """Pressed twice, or an old button: one form is one application."""
        say = self._knowledge.phrase
        look = Button(say("app_open_label"), way.OPEN + code)
        memory = replace(turn.state.memory, form=None)
        return Response((Reply(say("form_sent_already", code=shown_code(code)), (look,)),), memory=memory)
