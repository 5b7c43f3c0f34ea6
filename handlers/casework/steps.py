"""How a case moves on: values in, a new case out."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from handlers.messages import Case
from knowledge.base import KnowledgeBase
from knowledge.eligibility.interview import Question
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import Verdict
from knowledge.matching.matcher import Band

_ENOUGH = 3  # facts
_SAID_TOGETHER = {"activity": "sector", "commune": "province", "commune_kind": "province"}


class Standing(NamedTuple):
    """Where a case is: its verdicts, and what is asked next (nothing when it is done)."""

    verdicts: list[Verdict]
    question: Question | None


def tells_case(text: str, knowledge: KnowledgeBase) -> bool:
    """True for a message that wishes something and tells so much of a case that a verdict is the answer."""
    heard = knowledge.hearing.hear(text)
    told = {_SAID_TOGETHER.get(fact, fact) for fact in heard.facts}
    return bool(heard.items) and len(told) >= _ENOUGH and knowledge.match(text).band is not Band.UNKNOWN


def standing(case: Case, knowledge: KnowledgeBase, on: date) -> Standing:
    """The verdicts of the wished item, and the next question that may change them."""
    verdicts = knowledge.eligibility.judge_all((case.item,), case.facts, on)
    return Standing(verdicts, knowledge.interview.next(verdicts, case.asked))


def told(case: Case, facts: dict[str, FactValue]) -> Case:
    """With more facts; a fact told again replaces what was said before."""
    return replace(case, facts={**case.facts, **facts})


def settled(case: Case, question: Question) -> Case:
    """The question has been put; whatever came of it, it is not put again."""
    return replace(case, asked=(*(each for each in case.asked if each != question.id), question.id))


def reopened(case: Case, question: Question) -> Case:
    """The question is to be answered anew: what it told is forgotten."""
    facts = {name: value for name, value in case.facts.items() if name not in question.facts}
    return replace(case, facts=facts, asked=tuple(each for each in case.asked if each != question.id))


def last_asked(case: Case, knowledge: KnowledgeBase) -> Question | None:
    return knowledge.interview.questions.get(case.asked[-1]) if case.asked else None
