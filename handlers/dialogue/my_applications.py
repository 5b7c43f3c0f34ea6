"""One's own applications: where they stand, and what may be done with them."""

import re
from dataclasses import dataclass
from datetime import tzinfo

from handlers import payloads as way
from handlers.applications.acting import ApplicantAct
from handlers.applications.codes import code_and_rest
from handlers.applications.codes import shown as shown_code
from handlers.applications.deeds import Attach
from handlers.applications.finding import LookUp
from handlers.applications.receipt import Receipt
from handlers.applications.status import StatusCard
from handlers.applications.visits import draft_of
from handlers.applications.words import ending_of, status_of
from handlers.attachments.deeds import drops
from handlers.attachments.words import refusal_text
from handlers.messages import Button, Reply, UpdateKind
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.process.model import Role
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus

CODE = "app:code"  # expected: a code
DIGITS = "app:digits:"  # expected: the last digits of the telephone, for code:move or code:
TEXT = "app:text:"  # expected: words for action:code
_ASKED_BACK = frozenset({"withdraw"})
_MOVE = "move"
_DIGITS = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_MOST_FILES = 20  # added to one application after it was sent


@dataclass(frozen=True, slots=True)
class _Named:
    """A code that somebody named, with what they said besides."""

    code: str
    rest: str
    is_to_move: bool


class MyApplications:
    """Answers `app:…`, codes, and the words and files that were asked for."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._card = StatusCard(knowledge, zone)
        self._receipt = Receipt(knowledge, zone)

    async def __call__(self, turn: Turn) -> Response:
        payload, expects = turn.payload, turn.state.expects
        if payload.startswith(way.OPEN):
            return await self._open(turn, payload.removeprefix(way.OPEN))
        if payload.startswith(way.PAPER):
            return await self._paper(turn, payload.removeprefix(way.PAPER))
        if payload.startswith((way.ACT, way.ACT_YES)):
            return await self._act(turn, payload)
        if payload == way.LOOK_UP:
            return Response((Reply(self._say("app_ask_code"), takes_numbers=True),), expects=CODE)
        if turn.kind is UpdateKind.ATTACHMENT:
            code = expects.removeprefix(way.PAPERS) if expects.startswith(way.PAPERS) else ""
            return await self._take_file(turn, code)
        if not payload and expects.startswith(way.PAPERS):
            return await self._open(turn, expects.removeprefix(way.PAPERS))
        if not payload and expects.startswith(TEXT):
            action, _, code = expects.removeprefix(TEXT).partition(":")
            return Response(deeds=(ApplicantAct(code, action, turn.text),))
        if not payload and (named := self._named(turn)):
            return await self._found(turn, named)
        if not payload and expects == CODE:
            return Response((Reply(self._say("app_no_code"), takes_numbers=True),), expects=CODE)
        return await self._list(turn)

    async def _list(self, turn: Turn) -> Response:
        rows = await turn.records.applications()
        if len(rows) == 1:
            return Response((self._card.card(rows[0], await turn.records.history(rows[0])),))
        return Response((self._card.listed(rows) if rows else self._card.nothing(),))

    async def _open(self, turn: Turn, code: str) -> Response:
        row = await turn.records.application(code)
        if row is None:
            return Response((Reply(self._say("app_not_found")),))
        return Response((self._card.card(row, await turn.records.history(row)),))

    def _named(self, turn: Turn) -> _Named | None:
        """The code in the message, or the one whose digits were asked for."""
        code, rest = code_and_rest(turn.text)
        if code is not None:
            is_to_move = self._knowledge.command(turn.text.split()[0]) == "move_here"
            return _Named(code, rest, is_to_move)
        if not turn.state.expects.startswith(DIGITS):
            return None
        code, _, wish = turn.state.expects.removeprefix(DIGITS).partition(":")
        return _Named(code, turn.text, wish == _MOVE)

    async def _found(self, turn: Turn, named: _Named) -> Response:
        """One's own opens; anybody else's wants the last digits of the telephone in it."""
        if await turn.records.application(named.code) is not None:
            return await self._open(turn, named.code)
        digits = _DIGITS.search(named.rest)
        if digits is None:
            expected = f"{DIGITS}{named.code}:{_MOVE if named.is_to_move else ''}"
            return Response((Reply(self._say("app_ask_digits"), takes_numbers=True),), expects=expected)
        return Response(deeds=(LookUp(named.code, digits[1], named.is_to_move),))

    async def _paper(self, turn: Turn, code: str) -> Response:
        row = await turn.records.application(code)
        draft = draft_of(row, self._knowledge) if row else None
        if draft is None:
            return Response((Reply(self._say("app_not_found")),))
        return Response((self._receipt.paper_reply(draft),))

    async def _act(self, turn: Turn, payload: str) -> Response:
        is_confirmed = payload.startswith(way.ACT_YES)
        prefix = way.ACT_YES if is_confirmed else way.ACT
        action, _, code = payload.removeprefix(prefix).partition(":")
        row = await turn.records.application(code)
        known = self._knowledge.process.actions.get(action)
        if row is None or known is None or Role.APPLICANT not in known.roles:
            return Response((Reply(self._say("app_not_found")),))
        if not self._is_open_for(row, action):
            return Response(deeds=(ApplicantAct(code, action),))  # says why not
        if action == "add_papers":
            text = self._say("app_send_papers", code=shown_code(code))
            return Response((Reply(text, takes_numbers=True),), expects=way.PAPERS + code)
        if action in _ASKED_BACK and not is_confirmed:
            yes = Button(self._say("app_withdraw_yes_label"), f"{way.ACT_YES}{action}:{code}")
            no = Button(self._say("app_withdraw_no_label"), way.OPEN + code)
            return Response((Reply(self._say("app_withdraw_ask", code=shown_code(code)), (yes, no)),))
        if known.needs:
            asked = Reply(self._knowledge.phrase(f"app_ask_{action}"), takes_numbers=True)
            return Response((asked,), expects=f"{TEXT}{action}:{code}")
        return Response(deeds=(ApplicantAct(code, action),))

    def _is_open_for(self, row: ApplicationRow, action: str) -> bool:
        actions = self._knowledge.process.actions_for(status_of(row), Role.APPLICANT, ending_of(row))
        return any(each.id == action for each in actions)

    async def _take_file(self, turn: Turn, code: str) -> Response:
        """A paper for an application: the one that waits for it."""
        upload = turn.upload
        if upload is None:
            return Response((Reply(self._say("attachment")),))
        if upload.refused:
            text = refusal_text(upload, self._knowledge)
            return Response((Reply(text),), expects=turn.state.expects)
        row = await turn.records.application(code) if code else await self.waiting(turn)
        if row is None:  # nobody asked for it
            return Response((Reply(self._say("attachment")),), deeds=drops(upload))
        if not self._is_open_for(row, "add_papers"):
            return Response(deeds=(*drops(upload), ApplicantAct(row.code, "add_papers")))  # says why not
        added = [file for file in await turn.records.files(row) if not file.field]
        if len(added) >= _MOST_FILES:
            return Response((Reply(self._say("form_file_enough", most=_MOST_FILES)),), deeds=drops(upload))
        deeds = (Attach(row.code, "", upload), ApplicantAct(row.code, "add_papers"))
        return Response(expects=way.PAPERS + row.code, deeds=deeds)

    @staticmethod
    async def waiting(turn: Turn) -> ApplicationRow | None:
        """The one application that staff want papers for."""
        rows = [
            row for row in await turn.records.applications() if row.status is ApplicationStatus.MORE_WANTED
        ]
        return rows[0] if len(rows) == 1 else None

    def _say(self, key: str, **values: object) -> str:
        return self._knowledge.phrase(key, **values)
