"""One question answered without a conversation: for scripts, evaluation and editors."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.answering import Answer, Answering
from handlers.home import heard
from handlers.markup import plain
from handlers.messages import Home, Memory
from handlers.text import clean
from knowledge.base import KnowledgeBase


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


def ask(question: str, province: str, knowledge: KnowledgeBase, zone: tzinfo, now: datetime) -> Asked:
    """What a person of that province would be told; `province` is a name or id, or empty."""
    answer = Answering(knowledge, zone)(clean(question), Memory(home=_home(province, knowledge)), now)
    near = [candidate.id for candidate in answer.match.candidates]
    entry = answer.entry
    return Asked(
        question=question,
        outcome=answer.band.value,
        entry=entry.id if entry else None,
        title=entry.title if entry else None,
        answer="\n\n".join(plain(reply.text) for reply in answer.replies),
        citations=_citations(answer),
        checked_on=_checked_on(answer, knowledge),
        suggestions=near[1:] if entry else near,
        score=answer.match.confidence,
    )


def _home(province: str, knowledge: KnowledgeBase) -> Home | None:
    if knowledge.places.province(province):
        return Home(province)
    return heard(knowledge.places.answer(province), knowledge) if province else None


def _citations(answer: Answer) -> list[dict[str, str | None]]:
    of_entry = answer.entry.citations if answer.entry else ()
    return [
        *({"document": document, "article": None} for document in answer.papers),
        *({"document": each.document or each.press, "article": each.article} for each in of_entry),
    ]


def _checked_on(answer: Answer, knowledge: KnowledgeBase) -> str | None:
    if answer.entry:
        return answer.entry.checked_on.isoformat()
    return knowledge.registry.checked_on.isoformat() if answer.papers else None
