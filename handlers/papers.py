"""Says of a document that a message names whether it still holds, and what came after it."""

from collections.abc import Iterator

from handlers.citations import document_name
from knowledge.base import KnowledgeBase
from knowledge.model import Document, DocumentStatus
from knowledge.registry import is_past

_MOST = 2  # documents of one message that are told about


def paper_notes(text: str, knowledge: KnowledgeBase) -> tuple[list[str], tuple[str, ...]]:
    """One paragraph for each named document that holds no longer or is not known, and the ids told about."""
    named = knowledge.registry.named_in(text)
    past = [document for document in named.documents if is_past(document)][:_MOST]
    notes = [past_note(document, knowledge) for document in past]
    if named.strange and not named.documents:
        notes.append(knowledge.phrase("paper_strange", number=named.strange[0]))
    return notes, tuple(document.id for document in past)


def past_note(document: Document, knowledge: KnowledgeBase) -> str:
    """What became of a document, as a chain: "NĐ 134/2004 → NĐ 45/2012, sửa bởi NĐ 235/2025"."""
    say = knowledge.phrase
    name = document_name(document, knowledge)
    ended = say("paper_until", day=f"{document.effective_to:%d/%m/%Y}") if document.effective_to else ""
    chain = say("paper_arrow").join([name, *_successor_names(document, knowledge)])
    sentence = "paper_replaced" if document.replaced_by else "paper_expired"
    checked_on = f"{knowledge.registry.checked_on:%d/%m/%Y}"
    return say(sentence, name=name, subject=document.subject, ended=ended, chain=chain, checked_on=checked_on)


def _successor_names(document: Document, knowledge: KnowledgeBase) -> Iterator[str]:
    for newer in knowledge.registry.successors(document):
        name = document_name(newer, knowledge)
        yield (
            name
            if newer.status is not DocumentStatus.UNKNOWN
            else knowledge.phrase("paper_unclear", name=name)
        )
