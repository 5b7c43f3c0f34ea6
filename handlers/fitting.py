"""What a message is: which of the open things it belongs to. Pure looks at a turn and what is remembered."""

from dataclasses import dataclass
from datetime import timedelta

from handlers import payloads
from handlers.answers import CHECK, START_CHECK
from handlers.applications.codes import find_code
from handlers.casework.keeping import KEEP
from handlers.casework.steps import is_open, mends, tells_case
from handlers.home import HOME, answers_home, says_only_home
from handlers.messages import UpdateKind
from handlers.turns import Turn
from knowledge.base import KnowledgeBase

FORM_COMMANDS = frozenset({"apply", "resume_form", "skip", "back", "later", "cancel", "edit", "done", "send"})
_OF_FORMS = (f"{payloads.FORM}:", payloads.FILL)
_FORM_LASTS = timedelta(days=1)
_WITHIN_SURVEY = (None, "skip", "later", "cancel", "dont_know")
_WITHIN_FORM = (None, "dont_know")
_WITHIN_CHECK = (None, "check", "dont_know", "back")  # commands that do not lead away from an open question


@dataclass(frozen=True, slots=True)
class Fitting:
    """Each question takes the turn, and the command that it is."""

    knowledge: KnowledgeBase

    def names_home(self, turn: Turn, said: str | None) -> bool:
        """A button or a text that says only where somebody is at home, or answers the question where."""
        if turn.kind is not UpdateKind.TEXT or turn.payload:
            return turn.payload.startswith(HOME)
        return self.answers_where(turn) or says_only_home(turn.text, self.knowledge)

    def answers_where(self, turn: Turn) -> bool:
        is_typed = turn.kind is UpdateKind.TEXT and not turn.payload
        return is_typed and turn.state.memory.asks_home and answers_home(turn.text, self.knowledge)

    def is_of_survey(self, turn: Turn, said: str | None) -> bool:
        """A button of a survey, or what one waits for; where a number or a choice is wanted, a question is none."""
        if turn.payload:
            return turn.payload.startswith(payloads.SURVEY)
        expects = turn.state.expects
        if turn.kind is not UpdateKind.TEXT or not turn.text or said not in _WITHIN_SURVEY:
            return False
        if expects.startswith(payloads.EXPECTED_WORDS):
            return True
        is_asked = expects.startswith(payloads.EXPECTED_ANSWER)
        return is_asked and not self.knowledge.asks_plainly(turn.text)

    def is_of_check(self, turn: Turn, said: str | None) -> bool:
        """Pressed, a reply to an open question of it, a whole case told, or a case just judged that is mended."""
        if said == "check":
            return True
        if turn.payload or turn.kind is not UpdateKind.TEXT:
            return turn.payload == START_CHECK or turn.payload.startswith((CHECK, "case:"))
        if said not in _WITHIN_CHECK:
            return False
        memory, text = turn.state.memory, turn.text
        is_told = tells_case(text, self.knowledge) or mends(text, memory, self.knowledge, turn.now)
        return is_open(memory.case, turn.now) or is_told


def is_of_keeping(turn: Turn, said: str | None) -> bool:
    return turn.payload.startswith(KEEP) or (not turn.payload and said == payloads.FORGET_CASE)


def leaves_check(turn: Turn, said: str | None, way_out: str) -> bool:
    return is_open(turn.state.memory.case, turn.now) and way_out in (turn.payload, said)


def is_of_form(turn: Turn, said: str | None) -> bool:
    """A button of forms, the word that begins or resumes one, or anything at all while one is open."""
    if turn.payload:
        return turn.payload == payloads.FORM or turn.payload.startswith(_OF_FORMS)
    if said in ("apply", "resume_form"):
        return True
    is_answer = turn.kind in (UpdateKind.TEXT, UpdateKind.ATTACHMENT)
    is_free = turn.state.expects in ("", payloads.MENDING)
    return is_answer and is_free and form_is_open(turn) and (said in _WITHIN_FORM or said in FORM_COMMANDS)


def form_is_open(turn: Turn) -> bool:
    """One left alone for a day waits no more, nor one that a check has come after."""
    form, case = turn.state.memory.form, turn.state.memory.case
    if form is None or turn.now - form.moved_at > _FORM_LASTS:
        return False
    if case is None or case.moved_at is None or not is_open(case, turn.now):
        return True
    return case.moved_at <= form.moved_at


def leaves_form(turn: Turn, said: str | None, way_out: str) -> bool:
    return form_is_open(turn) and way_out in (turn.payload, said)


def is_of_mine(turn: Turn, said: str | None) -> bool:
    """A button of applications, what one of them waits for, a code, or a file that belongs to no form."""
    if turn.payload:
        return turn.payload == payloads.MINE or turn.payload.startswith(f"{payloads.MINE}:")
    if turn.kind is UpdateKind.ATTACHMENT or said == "my_applications":
        return True
    if turn.kind is not UpdateKind.TEXT or said not in (None, "done", "move_here"):
        return False
    expects = turn.state.expects
    is_expected = said == "done" if expects.startswith(payloads.PAPERS) else expects.startswith(payloads.MINE)
    return is_expected or find_code(turn.text) is not None
