"""Entries as the matcher sees them."""

from collections.abc import Iterable

from knowledge.matching.matcher import Document
from knowledge.model import Entry


def as_documents(entries: Iterable[Entry]) -> tuple[Document, ...]:
    """One document per entry: title, example questions, and the answer."""
    return tuple(
        Document(
            id=entry.id,
            title=entry.title,
            questions=tuple(entry.questions),
            body=entry.answer,
        )
        for entry in entries
    )
