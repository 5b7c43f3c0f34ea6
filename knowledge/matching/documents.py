"""What the matcher searches: entries, and the off-topic examples that compete with them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.matching.matcher import Document
from knowledge.model import Entry
from knowledge.reading import read, whole
from knowledge.text.words import LANGUAGE_DIR

_Example = Annotated[str, Field(min_length=1)]
_SUBJECTS = TypeAdapter(dict[str, Annotated[tuple[_Example, ...], Field(min_length=1)]])


def as_documents(entries: Iterable[Entry]) -> tuple[Document, ...]:
    """One document per entry: title, example questions and the answer."""
    return tuple(
        Document(id=entry.id, title=entry.title, questions=tuple(entry.questions), body=entry.answer)
        for entry in entries
    )


def load_off_topic(directory: Path = LANGUAGE_DIR) -> tuple[Document, ...]:
    """One document per subject that is no business of the channel. Raises KnowledgeError."""
    problems: list[Problem] = []
    file = read(directory.parent, f"{directory.name}/off_topic.yaml", problems)
    subjects = whole(_SUBJECTS, file, problems)
    if subjects is None:
        raise KnowledgeError(problems)
    return tuple(
        Document(id=subject, title=first, questions=tuple(rest), body="")
        for subject, (first, *rest) in subjects.items()
    )
