"""Which skill answers: the first route that fits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from handlers.answering import Answering
from handlers.answers import CHECK, ENTRY, MORE, NONE, PERSON, START, START_CHECK
from handlers.casework.keeping import KEEP
from handlers.casework.leaving import Leaving
from handlers.casework.steps import is_open, mends, tells_case
from handlers.dialogue.eligibility import CheckEligibility
from handlers.dialogue.home import ChangeHome, TellHome
from handlers.dialogue.keep_case import FORGET_CASE, KeepCase
from handlers.dialogue.nothing_fits import NothingFits
from handlers.dialogue.open_entry import OpenEntry
from handlers.dialogue.person import AskForPerson
from handlers.dialogue.question import AnswerQuestion
from handlers.dialogue.unreadable import SayUnreadable
from handlers.dialogue.welcome import Welcome
from handlers.home import HOME, answers_home, says_only_home
from handlers.messages import UpdateKind
from handlers.turns import Silence, Skill, Turn
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Route:
    fits: Callable[[Turn], bool]
    skill: Skill


class Routes:
    """The dialogue's table of contents, read from top to bottom."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        answering = Answering(knowledge, zone)
        welcome = Leaving(Welcome(knowledge, "welcome"), knowledge)
        person = Leaving(AskForPerson(knowledge), knowledge)

        def command(turn: Turn) -> str | None:
            if turn.kind is not UpdateKind.TEXT:
                return None
            if turn.text.startswith("/"):
                return _SLASH.get(turn.text[1:].split("@")[0].split(" ")[0].lower())
            return knowledge.command(turn.text)

        def says_home(turn: Turn) -> bool:
            if turn.kind is not UpdateKind.TEXT or turn.payload:
                return turn.payload.startswith(HOME)
            is_asked = turn.state.memory.asks_home and answers_home(turn.text, knowledge)
            return is_asked or says_only_home(turn.text, knowledge)

        def is_keeping(turn: Turn) -> bool:
            return turn.payload.startswith(KEEP) or (not turn.payload and command(turn) == FORGET_CASE)

        def is_check(turn: Turn) -> bool:
            """Pressed, a reply to an open question of it, a whole case told, or a case just judged that is mended."""
            if turn.payload or turn.kind is not UpdateKind.TEXT:
                return turn.payload == START_CHECK or turn.payload.startswith((CHECK, "case:"))
            if command(turn) not in _WITHIN_CHECK:
                return False
            memory, text = turn.state.memory, turn.text
            is_told = tells_case(text, knowledge) or mends(text, memory, knowledge, turn.now)
            return is_open(memory.case, turn.now) or is_told

        self._routes = (
            Route(lambda turn: turn.kind is UpdateKind.UNFOLLOW, Silence()),
            Route(lambda turn: turn.kind is UpdateKind.FOLLOW, Welcome(knowledge, "welcome")),
            Route(lambda turn: turn.payload.startswith((ENTRY, MORE)), OpenEntry(answering)),
            Route(lambda turn: turn.payload == NONE, NothingFits(knowledge)),
            Route(
                lambda turn: PERSON in (turn.payload, command(turn)),
                person,
            ),
            Route(
                lambda turn: START in (turn.payload, command(turn)),
                welcome,
            ),
            Route(is_keeping, KeepCase(knowledge, zone)),
            Route(lambda turn: command(turn) == "check" or is_check(turn), CheckEligibility(answering)),
            Route(lambda turn: command(turn) == "help", Welcome(knowledge, "help")),
            Route(lambda turn: command(turn) == "change_home", ChangeHome(knowledge, "home_asked")),
            Route(lambda turn: command(turn) == "forget_home", ChangeHome(knowledge, "home_forgotten")),
            Route(says_home, TellHome(answering)),
            Route(lambda turn: bool(turn.payload), OpenEntry(answering)),
            Route(lambda turn: turn.kind is UpdateKind.TEXT and bool(turn.text), AnswerQuestion(answering)),
        )
        self._otherwise = SayUnreadable(knowledge)

    def choose(self, turn: Turn) -> Skill:
        return next((route.skill for route in self._routes if route.fits(turn)), self._otherwise)


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
}
