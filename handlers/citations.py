"""Writes where an answer comes from: each document once with its articles, then the press, then the date."""

from collections.abc import Iterator

from knowledge.base import KnowledgeBase
from knowledge.model import Document, DocumentStatus, Entry

_CHANNEL_RULES = "quy-tac-kenh"  # named only when nothing weightier carries the answer
_SELF_NAMED = frozenset({"quy_tac", "tin", "du_thao"})  # types whose number is a name already


def source_line(entry: Entry, knowledge: KnowledgeBase, most: int | None = None) -> str:
    """One line of sources, the first being the weightiest, and the day they were last checked.

    With `most` the rest is only counted.
    """
    say = knowledge.phrase
    documents = list(_documents(entry, knowledge))
    press = list(dict.fromkeys(citation.press for citation in entry.citations if citation.press))
    left = 0 if most is None else max(0, len(documents) + len(press) - most)
    sources = documents[:most]
    if named := press[: None if most is None else most - len(sources)]:
        sources.append(say("sources_press", names="; ".join(named)))
    if left:
        sources.append(say("sources_more", count=left))
    return say("sources", sources="; ".join(sources), checked_on=f"{entry.checked_on:%d/%m/%Y}")


def _documents(entry: Entry, knowledge: KnowledgeBase) -> Iterator[str]:
    articles: dict[str, list[str]] = {}
    for citation in entry.citations:
        if citation.document is not None:
            named = articles.setdefault(citation.document, [])
            if citation.article and citation.article not in named:
                named.append(citation.article)
    if len(articles) > 1 or any(citation.press for citation in entry.citations):
        articles.pop(_CHANNEL_RULES, None)
    for identity, named in articles.items():
        document = knowledge.document(identity)
        name = document_name(document, knowledge)
        if named:
            yield f"{name}, {', '.join(named)}"
        elif _has_number(document):
            yield f"{name} ({knowledge.phrase('article_unknown')})"
        else:
            yield name  # it says already that it is not fully known


def document_name(document: Document, knowledge: KnowledgeBase) -> str:
    """What people call a document: its type and number, or its issuer when the number is not known."""
    say = knowledge.phrase
    if document.type in _SELF_NAMED:
        return document.number
    kind = say(f"type_{document.type}")
    if not _has_number(document):
        return say("document_without_number", kind=kind, issuer=document.issuer)
    name = f"{kind} {document.number}"
    if document.status is DocumentStatus.AMENDED and document.amended_by:
        changed_by = ", ".join(knowledge.document(identity).number for identity in document.amended_by)
        return say("document_amended", name=name, changed_by=changed_by)
    return name


def _has_number(document: Document) -> bool:
    """False for "chưa rõ số" and its like."""
    return document.number[0].isdigit()
