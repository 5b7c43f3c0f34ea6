"""One question answered without a conversation: for scripts, evaluation and editors."""

from dataclasses import dataclass

from handlers.answers import answer_text
from handlers.markup import plain
from handlers.text import clean
from knowledge.base import KnowledgeBase
from knowledge.matching.matcher import Band


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer as data; its fields are the contract of `ask --jsonl`."""

    question: str
    outcome: str
    entry: str | None
    title: str | None
    answer: str
    citations: list[dict[str, str | None]]
    checked_on: str | None
    suggestions: list[str]
    score: float


def ask(question: str, knowledge: KnowledgeBase) -> Asked:
    match = knowledge.match(clean(question))
    near = [candidate.id for candidate in match.candidates[:3]]
    entry = knowledge.entry(near[0]) if match.band is Band.ANSWER and near else None
    if entry is None:
        phrase = "clarify" if match.band is Band.CLARIFY else "unknown"
        said = plain(knowledge.phrase(phrase))
        return Asked(question, match.band.value, None, None, said, [], None, near, match.confidence)
    return Asked(
        question=question,
        outcome=match.band.value,
        entry=entry.id,
        title=entry.title,
        answer=plain(answer_text(entry, knowledge)),
        citations=[
            {"document": citation.document or citation.press, "article": citation.article}
            for citation in entry.citations
        ],
        checked_on=entry.checked_on.isoformat(),
        suggestions=near[1:],
        score=match.confidence,
    )
