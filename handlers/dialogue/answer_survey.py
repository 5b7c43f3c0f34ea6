"""A survey in the chat: one question after the other, each may be left out, and all of it may be left."""

from dataclasses import dataclass, replace

from handlers import payloads as way
from handlers.applications.codes import shown
from handlers.applications.words import form_title
from handlers.followups.surveys import PutAnswer
from handlers.messages import Button, Reply
from handlers.records import Round
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Basis, FieldKind, FormField
from knowledge.forms.replies import Parsed, Refused
from knowledge.process.surveys import LONGEST_WORDS, Question, QuestionKind, Survey

_LONGEST_ID = 18
_SKIPS, _LEAVES = frozenset({"skip", "dont_know"}), frozenset({"later", "cancel"})
_KINDS = (
    way.BEGIN_SURVEY,
    way.PICK_ANSWER,
    way.SKIP_ANSWER,
    way.LEAVE_SURVEY,
    way.EXPECTED_ANSWER,
    way.EXPECTED_WORDS,
)


@dataclass(frozen=True, slots=True)
class _Asking:
    """A survey that somebody is at."""

    found: Round
    survey: Survey

    def answer(self, question: Question, **given: str | int) -> PutAnswer:
        put = PutAnswer(self.found.follow_up.id, self.survey.id, question.id)
        return replace(put, **given)  # type: ignore[arg-type]


class AnswerSurvey:
    """Answers `svy:…`, and the words and numbers that were asked for."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge

    async def __call__(self, turn: Turn) -> Response:
        kind, number, name, choice = _read(turn.payload or turn.state.expects)
        asking = await self._asking(turn, number)
        if asking is None:
            return Response((Reply(self._knowledge.phrase("survey_gone")),))
        question = asking.survey.question(name)
        said = self._knowledge.command(turn.text) if not turn.payload else None
        if kind == way.LEAVE_SURVEY or said in _LEAVES:
            return Response((Reply(self._knowledge.phrase("survey_left")),))
        if kind == way.BEGIN_SURVEY or question is None:
            return self._next(asking, None)
        if kind == way.SKIP_ANSWER or said in _SKIPS:
            return self._next(asking, question)
        if kind == way.PICK_ANSWER and choice in question.choices:
            return self._next(asking, question, asking.answer(question, choice=choice))
        return self._asked(asking, question) if turn.payload else self._typed(turn, asking, question)

    async def _asking(self, turn: Turn, number: str) -> _Asking | None:
        """None when it was not asked of this person, or nobody asks it any more."""
        is_number = number.isascii() and number.isdecimal() and len(number) <= _LONGEST_ID
        found = await turn.records.round(int(number)) if is_number else None
        plan = self._knowledge.process.plans.get(found.follow_up.plan) if found is not None else None
        survey = self._knowledge.process.surveys.get(plan.asks or "") if plan is not None else None
        return _Asking(found, survey) if found is not None and survey is not None else None

    def _typed(self, turn: Turn, asking: _Asking, question: Question) -> Response:
        """A number, words, or words in place of a choice."""
        is_count = question.kind is QuestionKind.COUNT
        read = self._knowledge.values.read(_COUNT if is_count else _WORDS, turn.text, turn.now.date())
        if isinstance(read, Parsed) and not is_count:
            return self._next(asking, question, asking.answer(question, words=turn.text))
        if isinstance(read, Parsed) and isinstance(read.value, int):
            if read.value <= question.at_most:
                return self._next(asking, question, asking.answer(question, number=read.value))
            told = self._knowledge.phrase("survey_too_many", most=question.at_most)
            return self._asked(asking, question, told)
        told = self._knowledge.values.refusal(read) if isinstance(read, Refused) else ""
        return self._asked(asking, question, told)

    def _next(self, asking: _Asking, after: Question | None, put: PutAnswer | None = None) -> Response:
        """The next question that has no answer; after the last one thanks."""
        deeds = (put,) if put is not None else ()
        questions, answered = asking.survey.questions, asking.found.answered
        begins = questions.index(after) + 1 if after is not None else 0
        following = next((each for each in questions[begins:] if each.id not in answered), None)
        if following is not None:
            return replace(self._asked(asking, following), deeds=deeds)
        row = asking.found.application
        thanks = asking.survey.thanks(code=shown(row.code), form=form_title(row.form_id, self._knowledge))
        return Response((Reply(thanks),), deeds=deeds)

    def _asked(self, asking: _Asking, question: Question, before: str = "") -> Response:
        say, at = self._knowledge.phrase, f"{asking.found.follow_up.id}:{question.id}"
        questions = asking.survey.questions
        text = say(
            "survey_question", number=questions.index(question) + 1, of=len(questions), ask=question.ask
        )
        choices = [
            Button(label, f"{way.PICK_ANSWER}{at}:{choice}") for choice, label in question.choices.items()
        ]
        ways_on = (
            Button(say("form_skip_label"), way.SKIP_ANSWER + at),
            Button(say("survey_leave_label"), way.LEAVE_SURVEY + at),
        )
        is_words = question.kind is QuestionKind.WORDS
        told = f"{before}\n{text}" if before else text
        reply = Reply(told, (*choices, *ways_on), takes_numbers=not choices)
        return Response((reply,), expects=(way.EXPECTED_WORDS if is_words else way.EXPECTED_ANSWER) + at)


def _read(said: str) -> tuple[str, str, str, str]:
    """What kind of thing it is, the id of the follow-up, the question and the choice."""
    kind = next((each for each in _KINDS if said.startswith(each)), "")
    number, _, rest = said.removeprefix(kind).partition(":")
    name, _, choice = rest.partition(":")
    return kind, number, name, choice


def _field(kind: FieldKind, at_least: int, at_most: int) -> FormField:
    """What a reply is read as; nobody sees it."""
    named = {"id": "typed", "kind": kind, "label": "-", "question": "-", "why": "-", "basis": Basis.USUAL}
    return FormField.model_validate({**named, "at_least": at_least, "at_most": at_most})


_COUNT = _field(FieldKind.COUNT, 0, 10**6)
_WORDS = _field(FieldKind.TEXT, 1, LONGEST_WORDS)
