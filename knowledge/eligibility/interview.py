"""Asks only what can still change a verdict, the most deciding first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter

from knowledge.eligibility.engine import items_of
from knowledge.eligibility.loader import RuleBook, is_value
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import FactKind, Outcome, Verdict
from knowledge.errors import KnowledgeError, Problem
from knowledge.model import Line, Noun, Scheme, Slug
from knowledge.reading import read, twice, whole

MOST_QUESTIONS = 8
_NAME = "rules/questions.yaml"
_SETTLED = {
    "place": FactKind.PROVINCE,
    "money": FactKind.MONEY,
    "number": FactKind.NUMBER,
}  # by what a reply may be


class Option(Noun):
    """A reply that can be pressed, and the facts it tells."""

    label: Line
    sets: Mapping[str, FactValue] = Field(min_length=1)


class Question(Noun):
    """One thing to ask; `takes` is what a typed reply may be besides an option."""

    id: Slug
    text: Line
    takes: Literal["choice", "place", "money", "number"] = "choice"
    settles: tuple[str, ...] = ()  # facts that a typed reply tells
    options: tuple[Option, ...] = ()
    is_for_estimate: bool = False  # decides nothing, but the sum needs it

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(self.settles).union(*(option.sets for option in self.options))


class Wish(Noun):
    """An item in the words of the menu."""

    item: str
    label: Line


class QuestionFile(Noun):
    questions: tuple[Question, ...]
    wishes: tuple[Wish, ...]
    instead: Mapping[str, tuple[str, ...]]


class Interview:
    """The questions of a content directory; says which to ask next."""

    def __init__(self, file: QuestionFile) -> None:
        self.questions: Mapping[str, Question] = {question.id: question for question in file.questions}
        self.wishes = file.wishes
        self.instead = file.instead

    @classmethod
    def load(cls, directory: Path, book: RuleBook) -> "Interview":
        """Raises KnowledgeError, also for an option that tells a fact or a value that no rule knows."""
        problems: list[Problem] = []
        file = whole(_FILE, read(directory, _NAME, problems), problems)
        if file is not None:
            problems.extend(_problems(file, book))
        if file is None or problems:
            raise KnowledgeError(problems)
        return cls(file)

    def next(self, verdicts: Sequence[Verdict], asked: Iterable[str]) -> Question | None:
        """The question that most undecided verdicts wait for; None when nothing asked could change one."""
        gone = set(asked)
        waiting = [set(verdict.missing) for verdict in verdicts if verdict.outcome is Outcome.UNKNOWN]
        left = [question for question in self.questions.values() if question.id not in gone]
        is_open = any(_wants_cost(verdict) for verdict in verdicts)
        for_sum = next((each for each in left if each.is_for_estimate and is_open), None)
        deciding = [each for each in left if any(each.facts & missing for missing in waiting)]
        room = MOST_QUESTIONS - len(gone) - (for_sum is not None)  # one is kept for the sum
        if deciding and room > 0:
            return max(deciding, key=lambda each: sum(bool(each.facts & missing) for missing in waiting))
        return for_sum if len(gone) < MOST_QUESTIONS else None


def _wants_cost(verdict: Verdict) -> bool:
    """A sum could be told if the cost were known."""
    estimate = verdict.estimate
    return (
        verdict.scheme is Scheme.NATIONAL
        and estimate is not None
        and estimate.level is not None
        and estimate.cost_vnd is None
        and estimate.level.percent is not None
    )


def _problems(file: QuestionFile, book: RuleBook) -> Iterator[Problem]:
    yield from twice(_NAME, file.questions)
    for question in file.questions:
        wanted = _SETTLED.get(question.takes)
        if bool(question.settles) is not bool(wanted):
            yield Problem(_NAME, question.id, "settles", f"a question that takes {question.takes}")
        if wanted is None and not question.options:
            yield Problem(_NAME, question.id, "options", "nothing to choose from")
        for name in question.settles:
            definition = book.facts.facts.get(name)
            if definition is None:
                yield Problem(_NAME, question.id, "settles", f"no fact called {name}")
            elif wanted is not None and definition.kind is not wanted:
                yield Problem(_NAME, question.id, "settles", f"{name} is no {wanted.value}")
        for option in question.options:
            for name, value in option.sets.items():
                definition = book.facts.facts.get(name)
                if definition is None or not is_value(definition, value):
                    yield Problem(_NAME, question.id, "options", f"{name} is never {value!r}")
    items = {item for rule in book.rules.rules for item in items_of(rule, book.rules.groups)}
    named = [("wishes", wish.item) for wish in file.wishes]
    named += [("instead", item) for wish, others in file.instead.items() for item in (wish, *others)]
    for field, item in named:
        if item not in items:
            yield Problem(_NAME, item, field, "no rule knows this item")


_FILE = TypeAdapter(QuestionFile)
