"""Which skill answers: the first route that fits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from handlers import payloads
from handlers.answering import Answering
from handlers.answers import CHECK, ENTRY, MORE, NONE, PERSON, START, START_CHECK
from handlers.applications.codes import find_code
from handlers.applications.leaving import LeavingForm
from handlers.casework.keeping import KEEP
from handlers.casework.leaving import Leaving
from handlers.casework.steps import is_open, mends, tells_case
from handlers.dialogue.agree import Agree
from handlers.dialogue.eligibility import CheckEligibility
from handlers.dialogue.fill_form import COMMANDS as FORM_COMMANDS
from handlers.dialogue.fill_form import FillForm
from handlers.dialogue.home import ChangeHome, TellHome
from handlers.dialogue.keep_case import FORGET_CASE, KeepCase
from handlers.dialogue.my_applications import PAPERS, MyApplications
from handlers.dialogue.nothing_fits import NothingFits
from handlers.dialogue.open_entry import OpenEntry
from handlers.dialogue.person import AskForPerson
from handlers.dialogue.question import AnswerQuestion
from handlers.dialogue.staff_desk import StaffDesk, is_for_staff
from handlers.dialogue.unreadable import SayUnreadable
from handlers.dialogue.unwind import Unwind
from handlers.dialogue.welcome import Welcome
from handlers.home import HOME, answers_home, says_only_home
from handlers.messages import UpdateKind
from handlers.turns import Silence, Skill, Turn
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Route:
    fits: Callable[[Turn, str | None], bool]  # the turn, and the command that it is
    skill: Skill


class Routes:
    """The dialogue's table of contents, read from top to bottom."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo, public_url: str = "") -> None:
        answering = Answering(knowledge, zone)
        filling, mine = FillForm(answering, public_url), MyApplications(knowledge, zone)
        welcome, person = Welcome(knowledge, "welcome"), AskForPerson(knowledge)

        def says_home(turn: Turn, said: str | None) -> bool:
            if turn.kind is not UpdateKind.TEXT or turn.payload:
                return turn.payload.startswith(HOME)
            is_asked = turn.state.memory.asks_home and answers_home(turn.text, knowledge)
            return is_asked or says_only_home(turn.text, knowledge)

        def is_keeping(turn: Turn, said: str | None) -> bool:
            return turn.payload.startswith(KEEP) or (not turn.payload and said == FORGET_CASE)

        def is_check(turn: Turn, said: str | None) -> bool:
            """Pressed, a reply to an open question of it, a whole case told, or a case just judged that is mended."""
            if said == "check":
                return True
            if turn.payload or turn.kind is not UpdateKind.TEXT:
                return turn.payload == START_CHECK or turn.payload.startswith((CHECK, "case:"))
            if said not in _WITHIN_CHECK:
                return False
            memory, text = turn.state.memory, turn.text
            is_told = tells_case(text, knowledge) or mends(text, memory, knowledge, turn.now)
            return is_open(memory.case, turn.now) or is_told

        def leaves_check(turn: Turn, said: str | None, way_out: str) -> bool:
            return is_open(turn.state.memory.case, turn.now) and way_out in (turn.payload, said)

        desk = StaffDesk(knowledge, zone, self._for_everybody)
        self._staffs = Route(lambda turn, _: is_for_staff(turn), desk)
        self._routes = (
            Route(lambda turn, _: turn.kind is UpdateKind.UNFOLLOW, Silence()),
            Route(lambda turn, _: turn.kind is UpdateKind.FOLLOW, welcome),
            self._staffs,
            Route(lambda turn, _: turn.payload.startswith((ENTRY, MORE)), OpenEntry(answering)),
            Route(lambda turn, _: turn.payload == NONE, NothingFits(knowledge)),
            Route(lambda turn, said: _leaves_form(turn, said, PERSON), LeavingForm(person, knowledge)),
            Route(lambda turn, said: _leaves_form(turn, said, START), LeavingForm(welcome, knowledge)),
            Route(_is_of_form, filling),
            Route(_is_of_mine, mine),
            Route(lambda turn, _: turn.payload.startswith(payloads.AGREE), Agree(knowledge)),
            Route(lambda turn, said: leaves_check(turn, said, PERSON), Leaving(person, knowledge)),
            Route(lambda turn, said: leaves_check(turn, said, START), Leaving(welcome, knowledge)),
            Route(lambda turn, said: PERSON in (turn.payload, said), person),
            Route(lambda turn, said: START in (turn.payload, said), welcome),
            Route(is_keeping, KeepCase(knowledge, zone)),
            Route(is_check, CheckEligibility(answering)),
            Route(lambda _, said: said == "help", Welcome(knowledge, "help")),
            Route(lambda _, said: said == "cancel", Unwind(knowledge)),
            Route(lambda _, said: said == "change_home", ChangeHome(knowledge, "home_asked")),
            Route(lambda _, said: said == "forget_home", ChangeHome(knowledge, "home_forgotten")),
            Route(says_home, TellHome(answering)),
            Route(lambda turn, _: bool(turn.payload), OpenEntry(answering)),
            Route(
                lambda turn, _: turn.kind is UpdateKind.TEXT and bool(turn.text), AnswerQuestion(answering)
            ),
        )
        self._otherwise = SayUnreadable(knowledge)
        self._knowledge = knowledge

    def choose(self, turn: Turn) -> Skill:
        return self._first(turn, self._routes)

    def _for_everybody(self, turn: Turn) -> Skill:
        """Who answers if there were no staff's desk."""
        return self._first(turn, tuple(route for route in self._routes if route is not self._staffs))

    def _first(self, turn: Turn, routes: tuple[Route, ...]) -> Skill:
        said = self._command(turn)
        return next((route.skill for route in routes if route.fits(turn, said)), self._otherwise)

    def _command(self, turn: Turn) -> str | None:
        """What a typed command asks for; the slash says that it is one."""
        if turn.kind is not UpdateKind.TEXT:
            return None
        if turn.text.startswith("/"):
            return _SLASH.get(turn.text[1:].split("@")[0].split(" ")[0].lower())
        return self._knowledge.command(turn.text)


def _is_of_form(turn: Turn, said: str | None) -> bool:
    """A button of forms, the word that begins or resumes one, or anything at all while one is open."""
    if turn.payload:
        return turn.payload == payloads.FORM or turn.payload.startswith(_OF_FORMS)
    if said in ("apply", "resume_form"):
        return True
    is_answer = turn.kind in (UpdateKind.TEXT, UpdateKind.ATTACHMENT) and not turn.state.expects
    return is_answer and _form_is_open(turn) and (said is None or said in FORM_COMMANDS)


def _form_is_open(turn: Turn) -> bool:
    """One left alone for a day waits no more, nor one that a check has come after."""
    form, case = turn.state.memory.form, turn.state.memory.case
    if form is None or turn.now - form.moved_at > _FORM_LASTS:
        return False
    is_checking = is_open(case, turn.now) and case is not None and case.moved_at is not None
    return not (is_checking and case is not None and case.moved_at and case.moved_at > form.moved_at)


def _leaves_form(turn: Turn, said: str | None, way_out: str) -> bool:
    return _form_is_open(turn) and way_out in (turn.payload, said)


def _is_of_mine(turn: Turn, said: str | None) -> bool:
    """A button of applications, what one of them waits for, a code, or a file that belongs to no form."""
    if turn.payload:
        return turn.payload == payloads.MINE or turn.payload.startswith(f"{payloads.MINE}:")
    if turn.kind is UpdateKind.ATTACHMENT or said == "my_applications":
        return True
    if turn.kind is not UpdateKind.TEXT or said not in (None, "done", "move_here"):
        return False
    expects = turn.state.expects
    is_expected = said == "done" if expects.startswith(PAPERS) else expects.startswith(payloads.MINE)
    return is_expected or find_code(turn.text) is not None


_OF_FORMS = (f"{payloads.FORM}:", payloads.FILL)
_FORM_LASTS = timedelta(days=1)
_WITHIN_CHECK = (None, "check", "dont_know", "back")  # commands that do not lead away from an open question
_SLASH = {
    "start": START,
    "batdau": START,
    "help": "help",
    "trogiup": "help",
    "gapcanbo": PERSON,
    "doitinh": "change_home",
    "quentinh": "forget_home",
    "xetthu": "check",
    "quentruonghop": FORGET_CASE,
    "dangky": "apply",
    "dientiep": "resume_form",
    "boqua": "skip",
    "quaylai": "back",
    "xong": "done",
    "huy": "cancel",
    "hoso": "my_applications",
}
