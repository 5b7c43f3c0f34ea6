"""What the matcher searches: entries, and the off-topic examples that compete with them."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from knowledge.errors import KnowledgeError, Problem
from knowledge.matching.matcher import Document
from knowledge.model import Entry
from knowledge.text.words import LANGUAGE_DIR


def as_documents(entries: Iterable[Entry]) -> tuple[Document, ...]:
    """One document per entry: title, example questions and the answer."""
    return tuple(
        Document(id=entry.id, title=entry.title, questions=tuple(entry.questions), body=entry.answer)
        for entry in entries
    )


def load_off_topic(directory: Path = LANGUAGE_DIR) -> tuple[Document, ...]:
    """One document per subject that is no business of the channel. Raises KnowledgeError."""
    path = directory / "off_topic.yaml"
    try:
        subjects: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(
            Document(id=subject, title=first, questions=tuple(rest), body="")
            for subject, (first, *rest) in subjects.items()
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        problem = Problem(f"language/{path.name}", "", "", " ".join(str(error).split()))
        raise KnowledgeError([problem]) from error
