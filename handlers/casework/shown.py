"""Facts and sums in the words that people read."""

from collections.abc import Iterator

from handlers.amounts import decimal, dotted
from handlers.home import place_name
from handlers.messages import Case
from knowledge.base import KnowledgeBase
from knowledge.eligibility.interview import Question
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import FactDefinition, FactKind


def told_lines(case: Case, knowledge: KnowledgeBase) -> Iterator[str]:
    """ "- Loại hình: hộ kinh doanh", in the order of the catalogue."""
    for name, definition in knowledge.eligibility.facts.items():
        if name in case.facts:
            value = _option_label(name, case.facts[name], knowledge) or shown(
                definition, case.facts[name], knowledge
            )
            yield knowledge.phrase("fact_line", label=definition.label, value=value)


def shown(definition: FactDefinition, value: FactValue, knowledge: KnowledgeBase) -> str:
    say = knowledge.phrase
    if definition.kind is FactKind.YES_NO:
        return say("fact_yes") if value else say("fact_no")
    if definition.kind is FactKind.CHOICE:
        return definition.choices[str(value)]
    if definition.kind is FactKind.MONEY:
        return say("fact_money", vnd=dotted(int(value)))
    if definition.kind is FactKind.PERCENT:
        return say("fact_percent", percent=decimal(float(value)))
    if definition.kind is FactKind.PROVINCE:
        return place_name(str(value), knowledge)
    return str(value)


def _option_label(name: str, value: FactValue, knowledge: KnowledgeBase) -> str | None:
    """A number that was pressed is shown as the range that stood on the button."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    for question in knowledge.interview.questions.values():
        for option in question.options:
            if option.sets.get(name) == value:
                return option.label
    return None


def question_of(fact: str, knowledge: KnowledgeBase) -> Question | None:
    """The question that asks for a fact."""
    questions = knowledge.interview.questions.values()
    return next((question for question in questions if fact in question.facts), None)
