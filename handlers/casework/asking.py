"""Puts one question of the check, and reads what people reply to it."""

import re
from dataclasses import dataclass

from handlers.casework.shown import told_lines
from handlers.home import home_called, home_of
from handlers.messages import Button, Case, Reply
from knowledge.base import KnowledgeBase
from knowledge.eligibility.interview import MOST_QUESTIONS, Question
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.place_facts import facts_of_place
from knowledge.places.model import Finding
from knowledge.text.fold import fold
from knowledge.text.money import money

OPTION = "case:option:"  # case:option:<question>:<number>
DONT_KNOW = "case:dont-know"
BACK = "case:back"
PLACE = "case:place:"  # case:place:<province or old area>
_MOST_PLACES = 5
_LONGEST_NUMBER = 7  # digits
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions and replies, by the knowledge of the moment."""

    knowledge: KnowledgeBase

    def put(self, question: Question, case: Case, before: str = "") -> Reply:
        """The question with its choices, "không biết", and the way back."""
        say = self.knowledge.phrase
        step = min(len(case.asked) + 1, MOST_QUESTIONS)
        text = say("check_step", step=step, most=MOST_QUESTIONS, question=question.text)
        options = tuple(
            Button(option.label, f"{OPTION}{question.id}:{number}")
            for number, option in enumerate(question.options)
        )
        back = (Button(say("back_label"), BACK),) if case.asked else ()
        buttons = (*options, Button(say("dont_know_label"), DONT_KNOW), *back)
        return Reply(f"{before}\n\n{text}" if before else text, buttons)

    def taken_up(self, case: Case) -> str:
        """What was heard in the person's own words, to be confirmed by going on."""
        say = self.knowledge.phrase
        lines = [say("check_taken_up"), *told_lines(case, self.knowledge), say("check_taken_end")]
        return "\n".join(lines)

    def place(self, payload: str) -> dict[str, FactValue]:
        """The place of a button; nothing for a name that no place has."""
        identity = payload.removeprefix(PLACE)
        return {"province": identity} if home_called(identity, self.knowledge) else {}

    def pressed(self, payload: str) -> tuple[Question, dict[str, FactValue]] | None:
        """The question and the facts of an option; None for a button of another day."""
        identity, _, number = payload.removeprefix(OPTION).partition(":")
        question = self.knowledge.interview.questions.get(identity)
        if question is None or not number.isdecimal() or int(number) >= len(question.options):
            return None
        return question, dict(question.options[int(number)].sets)

    def typed(self, question: Question, text: str) -> dict[str, FactValue]:
        """What a typed reply tells for this question; nothing when it is no reply to it."""
        if question.takes == "place":
            finding = self.knowledge.places.answer(text)
            return self._of_place(finding) if finding.is_certain else {}
        if question.takes == "money":
            amount = money(text)
            return {} if amount is None else dict.fromkeys(question.settles, amount)
        if question.takes == "number":
            digits = text.strip().removesuffix(".")
            is_number = digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
            return dict.fromkeys(question.settles, int(digits)) if is_number else {}
        return _part_of_label(question, text)

    def places(self, text: str) -> tuple[Button, ...]:
        """The places that an unclear name may mean."""
        homes = dict.fromkeys(
            home_of(place, self.knowledge) for place in self.knowledge.places.answer(text).places
        )
        return tuple(
            Button(self._name(home.old_area or home.province), PLACE + (home.old_area or home.province))
            for home in list(homes)[:_MOST_PLACES]
        )

    def _name(self, identity: str) -> str:
        old, now = self.knowledge.places.old_area(identity), self.knowledge.places.province(identity)
        return old.name if old else now.name if now else identity

    @staticmethod
    def _of_place(finding: Finding) -> dict[str, FactValue]:
        return facts_of_place(finding.places[0]) if len(finding.places) == 1 else {}


def _part_of_label(question: Question, text: str) -> dict[str, FactValue]:
    """The one option whose label is, begins with or ends with the reply: "chưa" for "Chưa mua"."""
    typed = _words(text)
    labels = [(option, _words(option.label)) for option in question.options]
    for span in (slice(None), slice(len(typed)), slice(-len(typed), None)):
        fitting = [option for option, words in labels if typed and words[span] == typed]
        if fitting:
            return dict(fitting[0].sets) if len(fitting) == 1 else {}
    return {}


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
