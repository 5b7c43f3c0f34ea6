"""Which skill answers: the first route that fits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from handlers import payloads
from handlers.answering import Answering
from handlers.answers import ENTRY, MORE, NONE, PERSON, START
from handlers.applications.leaving import LeavingForm
from handlers.broadcasts.content import NEWS
from handlers.casework.leaving import Leaving
from handlers.commands import command_of
from handlers.dialogue.agree import Agree
from handlers.dialogue.answer_news import AnswerNews
from handlers.dialogue.answer_survey import AnswerSurvey
from handlers.dialogue.eligibility import CheckEligibility
from handlers.dialogue.erase_data import EraseData
from handlers.dialogue.fill_form import FillForm
from handlers.dialogue.home import ChangeHome, TellHome
from handlers.dialogue.join_chats import JoinChats
from handlers.dialogue.keep_case import KeepCase
from handlers.dialogue.my_applications import MyApplications
from handlers.dialogue.nothing_fits import NothingFits
from handlers.dialogue.open_entry import OpenEntry
from handlers.dialogue.own_data import OwnData
from handlers.dialogue.person import AskForPerson
from handlers.dialogue.privacy_notice import PrivacyNotice
from handlers.dialogue.question import AnswerQuestion
from handlers.dialogue.staff_desk import StaffDesk, is_for_staff
from handlers.dialogue.staff_news import StaffNews, is_of_staff_news
from handlers.dialogue.stop_news import StopNews
from handlers.dialogue.unreadable import SayUnreadable
from handlers.dialogue.unwind import Unwind
from handlers.dialogue.welcome import Welcome
from handlers.dialogue.withdraw_consent import WithdrawConsent
from handlers.dialogue.write_request import TakeRequest
from handlers.fitting import (
    Fitting,
    form_is_open,
    is_of_form,
    is_of_keeping,
    is_of_mine,
    leaves_check,
    leaves_form,
)
from handlers.joining.words import is_of_joining
from handlers.messages import UpdateKind
from handlers.rights.words import Job, job_of, stops_news
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
        home, fitting = TellHome(answering), Fitting(knowledge)
        self._staffs = (
            Route(is_for_staff, StaffDesk(knowledge, zone, self._for_everybody)),
            Route(is_of_staff_news, StaffNews(knowledge, zone, self._for_everybody)),
        )
        self._routes = (
            Route(lambda turn, _: turn.kind is UpdateKind.UNFOLLOW, Silence()),
            Route(lambda turn, _: turn.kind is UpdateKind.FOLLOW, welcome),
            *self._staffs,
            Route(lambda turn, _: turn.payload.startswith(NEWS), AnswerNews(knowledge, self.choose)),
            Route(lambda turn, said: is_of_joining(turn, said, knowledge), JoinChats(knowledge)),
            Route(lambda turn, _: turn.payload.startswith((ENTRY, MORE)), OpenEntry(answering)),
            Route(lambda turn, _: turn.payload == NONE, NothingFits(knowledge)),
            Route(lambda turn, said: leaves_form(turn, said, PERSON), LeavingForm(person, knowledge)),
            Route(lambda turn, said: leaves_form(turn, said, START), LeavingForm(welcome, knowledge)),
            Route(lambda turn, _: form_is_open(turn) and fitting.answers_where(turn), home),
            Route(is_of_form, filling),
            Route(is_of_mine, mine),
            Route(fitting.is_of_survey, AnswerSurvey(knowledge)),
            Route(lambda turn, _: turn.payload.startswith(payloads.AGREE), Agree(knowledge)),
            *_of_rights(knowledge, zone, public_url),
            Route(lambda turn, said: leaves_check(turn, said, PERSON), Leaving(person, knowledge)),
            Route(lambda turn, said: leaves_check(turn, said, START), Leaving(welcome, knowledge)),
            Route(lambda turn, said: PERSON in (turn.payload, said), person),
            Route(lambda turn, said: START in (turn.payload, said), welcome),
            Route(is_of_keeping, KeepCase(knowledge, zone)),
            Route(fitting.is_of_check, CheckEligibility(answering)),
            Route(lambda _, said: said == "help", Welcome(knowledge, "help")),
            Route(lambda _, said: said == "cancel", Unwind(knowledge)),
            Route(lambda _, said: said == "change_home", ChangeHome(knowledge, "home_asked")),
            Route(lambda _, said: said == "forget_home", ChangeHome(knowledge, "home_forgotten")),
            Route(fitting.names_home, home),
            Route(lambda turn, _: bool(turn.payload), OpenEntry(answering)),
            Route(
                lambda turn, _: turn.kind is UpdateKind.TEXT and bool(turn.text), AnswerQuestion(answering)
            ),
        )
        self._otherwise = SayUnreadable(knowledge)
        self._knowledge = knowledge

    def choose(self, turn: Turn) -> Skill:
        return self._first(turn, self._routes)

    def beside_staff(self, turn: Turn) -> Skill | None:
        """Who answers while staff have the conversation: nobody, but for the end of news, which is at once."""
        if stops_news(turn, command_of(turn, self._knowledge), self._knowledge):
            return self.choose(turn)
        return None

    def _for_everybody(self, turn: Turn) -> Skill:
        """Who answers if there were no staff's desk."""
        return self._first(turn, tuple(route for route in self._routes if route not in self._staffs))

    def _first(self, turn: Turn, routes: tuple[Route, ...]) -> Skill:
        said = command_of(turn, self._knowledge)
        return next((route.skill for route in routes if route.fits(turn, said)), self._otherwise)


def _of_rights(knowledge: KnowledgeBase, zone: tzinfo, public_url: str) -> Iterator[Route]:
    """What people may ask of their data."""
    skills: Mapping[Job, Skill] = {
        Job.PAGE: PrivacyNotice(knowledge, zone),
        Job.DATA: OwnData(knowledge, zone, public_url),
        Job.WRITE: TakeRequest(knowledge, zone),
        Job.WITHDRAW: WithdrawConsent(knowledge, zone),
        Job.ERASE: EraseData(knowledge, zone),
        Job.NEWS: StopNews(knowledge, zone),
    }
    for job, skill in skills.items():
        yield Route(lambda turn, said, job=job: job_of(turn, said, knowledge) is job, skill)  # type: ignore[misc]
