"""How a case moves on: values in, a new case out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from handlers.messages import Case, Memory
from knowledge.base import KnowledgeBase
from knowledge.eligibility.interview import Question
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import Verdict
from knowledge.matching.matcher import Band

_ENOUGH, _ENOUGH_WITHOUT_COST = 3, 4  # facts
OF_PLACE = frozenset({"commune", "commune_kind", "is_in_craft_village", "is_in_difficult_area"})
_OF_WISH = frozenset({"cost_vnd", "machine", "purchase", "has_other_state_money", "has_own_share"})
_QUESTION_LASTS, _CARD_LASTS = timedelta(days=1), timedelta(hours=1)
_SAID_TOGETHER = {"activity": "sector", "commune": "province", "commune_kind": "province"}


class Standing(NamedTuple):
    """Where a case is: its verdicts, and what is asked next (nothing when it is done)."""

    verdicts: list[Verdict]
    question: Question | None


def tells_case(text: str, knowledge: KnowledgeBase) -> bool:
    """True for a message that wishes something and tells so much of a case that a verdict is the answer."""
    heard = knowledge.hearing.hear(text)
    told = {_SAID_TOGETHER.get(fact, fact) for fact in heard.facts}
    if not heard.items or len(told) < (_ENOUGH if "cost_vnd" in told else _ENOUGH_WITHOUT_COST):
        return False
    if not knowledge.asks(text):
        return True
    match = knowledge.match(text)
    entry = knowledge.entry(match.candidates[0].id) if match.band is Band.ANSWER else None
    is_something_else = entry is not None and not (entry.levels or entry.offers_check)
    return match.band is not Band.UNKNOWN and not is_something_else


def is_open(case: Case | None, now: datetime) -> bool:
    """True while a question waits for its reply; one left alone for a day waits no more."""
    return case is not None and bool(case.waits_for) and not _older(case, now, _QUESTION_LASTS)


def mends(text: str, memory: Memory, knowledge: KnowledgeBase, now: datetime) -> bool:
    """True for words soon after a card that go back, or tell facts and ask nothing: "à nhầm, máy cũ"."""
    case = memory.case
    is_fresh = case is not None and case.moved_at is not None and not _older(case, now, _CARD_LASTS)
    if case is None or case.waits_for or memory.asks_home or not is_fresh:
        return False
    if knowledge.command(text) == "back":
        return True
    return bool(knowledge.hearing.hear(text).facts) and knowledge.match(text).band is not Band.ANSWER


def _older(case: Case, now: datetime, span: timedelta) -> bool:
    return case.moved_at is not None and now - case.moved_at > span


def standing(case: Case, knowledge: KnowledgeBase, on: date) -> Standing:
    """The verdicts of the wished item, and the next question that may change them."""
    verdicts = knowledge.eligibility.judge_all((case.item,), case.facts, on)
    return Standing(verdicts, knowledge.interview.next(verdicts, case.asked))


def told(case: Case, facts: Mapping[str, FactValue]) -> Case:
    """With more facts; a fact told again replaces what was said before, another place what hung on it."""
    before = case.facts.get("province")
    has_moved = before is not None and facts.get("province", before) != before
    kept = {name: value for name, value in case.facts.items() if not (has_moved and name in OF_PLACE)}
    return replace(case, facts={**kept, **facts})


def begun(
    item: str, earlier: Case | None, place: Mapping[str, FactValue], heard: Mapping[str, FactValue]
) -> Case:
    """A new case: what is known of the person is taken along, what was said of another wish is not."""
    of_person = earlier.facts if earlier else {}
    if earlier is not None and earlier.item != item:
        of_person = {name: value for name, value in of_person.items() if name not in _OF_WISH}
    return told(Case(item, {**place, **of_person}), heard)


def usable(case: Case, knowledge: KnowledgeBase) -> Case | None:
    """The case with what the rules still know of it after a newer release; None when its item is gone."""
    if case.item not in knowledge.eligibility.items:
        return None
    facts = knowledge.eligibility.known(case.facts)
    return case if facts == case.facts else replace(case, facts=facts)


def settled(case: Case, question: Question) -> Case:
    """The question has been put; whatever came of it, it is not put again."""
    return replace(case, asked=(*(each for each in case.asked if each != question.id), question.id))


def reopened(case: Case, question: Question) -> Case:
    """The question is to be answered anew: what it told is forgotten."""
    gone = question.facts | (OF_PLACE if "province" in question.facts else frozenset())
    facts = {name: value for name, value in case.facts.items() if name not in gone}
    return replace(case, facts=facts, asked=tuple(each for each in case.asked if each != question.id))


def set_aside(case: Case) -> Case:
    """No question is open and no card is fresh; what was told is kept for the next case."""
    return replace(case, waits_for="", moved_at=None)


def last_asked(case: Case, knowledge: KnowledgeBase) -> Question | None:
    return knowledge.interview.questions.get(case.asked[-1]) if case.asked else None
