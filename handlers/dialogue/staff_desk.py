"""Commands of linked staff. For everybody else they do not exist: what is typed is a text like any other."""

from collections.abc import Callable
from datetime import tzinfo

from handlers.applications.codes import shown
from handlers.followups.deeds import AskFigures, GiveFigures, ShowCalendar
from handlers.messages import Reply, UpdateKind
from handlers.review.alerts import SwitchAlerts
from handlers.review.chat import StaffWords
from handlers.review.commands import (
    ACTIONS,
    ALERTS,
    ALERTS_OFF,
    ALERTS_ON,
    CALENDAR,
    DO,
    FIGURES,
    GIVE_FIGURES,
    HELP,
    LINK,
    NOT_SURE,
    RISKY,
    SHOW,
    SHOW_ONE,
    STAFF,
    SURE,
    SWITCH,
    WORD_OF,
    WORDS,
    WORK,
    WORK_FROM,
    word_of,
)
from handlers.review.deeds import AskBack, ReviewAct, ShowApplication, ShowWork
from handlers.review.linking import LinkChat
from handlers.review.model import Act
from handlers.review.typed import Misread, Typed, code_and_rest
from handlers.turns import Response, Skill, Turn
from knowledge.base import KnowledgeBase
from knowledge.text.fold import fold

_MOST_START, _LONGEST_ID = 10_000, 18


def is_for_staff(turn: Turn, _said: str | None) -> bool:
    """A button or a word of the staff's desk; whether a member of staff has sent it is not known yet."""
    if turn.payload:
        return turn.payload.startswith(STAFF)
    return turn.kind is UpdateKind.TEXT and word_of(turn.text) in WORDS


class StaffDesk:
    """`otherwise` finds the skill that would answer if there were no staff's desk."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo, otherwise: Callable[[Turn], Skill]) -> None:
        self._knowledge = knowledge
        self._words = StaffWords(knowledge, zone)
        self._typed = Typed(knowledge, zone)
        self._otherwise = otherwise

    async def __call__(self, turn: Turn) -> Response:
        word = "" if turn.payload else word_of(turn.text)
        if word == LINK:
            return Response(deeds=(LinkChat(turn.text.partition(" ")[2]),))
        if await turn.records.staff() is None:
            return await self._otherwise(turn)(turn)
        return self._pressed(turn) if turn.payload else self._said(turn, word)

    def _said(self, turn: Turn, word: str) -> Response:
        if word == WORK:
            return Response(deeds=(ShowWork(),))
        if word == HELP:
            return Response((self._words.help([command.action for command in ACTIONS.values()]),))
        if word == CALENDAR:
            return Response(deeds=(ShowCalendar(code_and_rest(turn.text)[0] or ""),))
        if word == FIGURES:
            asked = self._typed.figures(turn.text, turn.now)
            if isinstance(asked, Misread):
                return Response((Reply(asked.text),))
            return Response(deeds=(AskFigures(asked.due_on, asked.names, asked.what),))
        if word == ALERTS:
            wanted = fold(turn.text.partition(" ")[2].strip())
            return Response(deeds=(SwitchAlerts(SWITCH.get(wanted)),))
        if word == SHOW:
            code, _ = code_and_rest(turn.text)
            return self._no_code() if code is None else Response(deeds=(ShowApplication(code),))
        read = self._typed.read(turn.text, turn.now)
        if isinstance(read, Misread):
            return Response((Reply(f"{read.text}\n{self._words.how(read.action)}"),))
        return self._act(read, turn.text)

    def _pressed(self, turn: Turn) -> Response:
        pressed = turn.payload
        if pressed.startswith(WORK_FROM):
            start = pressed.removeprefix(WORK_FROM)
            is_number = start.isascii() and start.isdecimal() and int(start[:6]) < _MOST_START
            return Response(deeds=(ShowWork(int(start) if is_number else 0),))
        if pressed.startswith(SHOW_ONE):
            code, _ = code_and_rest(f"/{SHOW} {pressed.removeprefix(SHOW_ONE)}")
            return self._no_code() if code is None else Response(deeds=(ShowApplication(code),))
        if pressed.startswith((DO, SURE)):
            return self._chosen(turn)
        if pressed.startswith(GIVE_FIGURES):
            number = pressed.removeprefix(GIVE_FIGURES)
            is_number = number.isascii() and number.isdecimal() and len(number) <= _LONGEST_ID
            return Response(deeds=(GiveFigures(int(number) if is_number else 0),))
        if pressed in (ALERTS_ON, ALERTS_OFF):
            return Response(deeds=(SwitchAlerts(pressed == ALERTS_ON),))
        if pressed == NOT_SURE:
            return Response((Reply(self._knowledge.phrase("staff_left")),))
        return Response((Reply(self._knowledge.phrase("staff_write_again")),))

    def _chosen(self, turn: Turn) -> Response:
        """A button of an application, or the yes to a question back."""
        kind = SURE if turn.payload.startswith(SURE) else DO
        action, _, rest = turn.payload.removeprefix(kind).partition(":")
        code, _, revision = rest.partition(":")
        is_whole = action in WORD_OF and revision.isascii() and revision.isdecimal() and len(revision) < 10
        if not is_whole:
            return Response((Reply(self._knowledge.phrase("staff_write_again")),))
        seen = int(revision)
        if kind == SURE:
            return self._sure(turn, action, code, seen)
        if self._knowledge.process.actions[action].needs:
            return Response((Reply(self._words.how(action, shown(code))),))
        return self._act(Act(code, action, seen_revision=seen), f"/{WORD_OF[action]} {code}")

    def _sure(self, turn: Turn, action: str, code: str, seen: int) -> Response:
        """What was typed before the question; the very next press must be the answer to it."""
        typed = turn.state.expects.removeprefix(STAFF)
        read = self._typed.read(typed, turn.now) if word_of(typed) in ACTIONS else Misread("")
        if isinstance(read, Misread) or (read.action, read.code) != (action, code):
            return Response((Reply(self._knowledge.phrase("staff_write_again")),))
        return Response(deeds=(ReviewAct(Act(code, action, read.given, seen)),))

    def _act(self, act: Act, typed: str) -> Response:
        if act.action in RISKY:
            return Response(deeds=(AskBack(act),), expects=STAFF + typed)
        return Response(deeds=(ReviewAct(act),))

    def _no_code(self) -> Response:
        return Response((Reply(self._knowledge.phrase("staff_no_code")),))
