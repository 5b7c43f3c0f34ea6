"""Which facts entries ask the office for, and what stays unsaid until it has told them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.errors import Problem
from knowledge.loader import CONTENT_DIR, Content, load_content
from knowledge.model import Entry
from knowledge.operator.catalogue import Catalogue
from knowledge.operator.facts import FILE_NAME, PLACEHOLDER, OperatorFacts
from knowledge.operator.model import OperatorFile, SimpleFacts, keys


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A key of the office's file that is still empty, and the topics that wait for it."""

    name: str
    description: str
    topics: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class OperatorState:
    """How far the office has told of itself."""

    path: Path
    is_there: bool
    filled: int
    total: int
    checked_on: date | None
    review_on: date | None
    missing: tuple[MissingFact, ...]


def missing_facts(
    entries: Iterable[Entry], facts: OperatorFacts, directory: Path = CONTENT_DIR
) -> list[MissingFact]:
    """Every key of the file that holds nothing yet, in the order of the catalogue. Raises KnowledgeError."""
    asking = [entry for entry in entries if entry.operator]
    fields = Catalogue.load(directory).fields
    return [
        MissingFact(key, fields[key].what, tuple(entry for entry in asking if _needs(entry, key)))
        for key in fields
        if key in keys(OperatorFile) and key not in facts.filled
    ]


def operator_state(data_dir: Path, province: str) -> OperatorState:
    """What the office's file holds and lacks. Raises KnowledgeError."""
    path = data_dir / FILE_NAME
    facts = OperatorFacts.load(path, province)
    return OperatorState(
        path=path,
        is_there=path.exists(),
        filled=len(facts.filled),
        total=len(keys(OperatorFile)),
        checked_on=facts.checked_on,
        review_on=facts.review_on,
        missing=tuple(missing_facts(load_content().entries.values(), facts)),
    )


def check_needs(content: Content) -> Iterator[Problem]:
    """An entry may ask only for facts that exist, and asks for exactly those that its answer holds."""
    for entry in content.entries.values():
        if entry.operator is None:
            continue
        file, needs = content.files[entry.id], set(entry.operator.needs)
        for name in sorted(needs - set(keys(SimpleFacts))):
            yield Problem(file, entry.id, "operator.needs", f"no fact of the office called {name}")
        for name in sorted(needs ^ set(PLACEHOLDER.findall(entry.operator.answer))):
            yield Problem(
                file, entry.id, "operator.answer", f"{name} stands only in needs or only in the answer"
            )


def _needs(entry: Entry, key: str) -> bool:
    return entry.operator is not None and key in entry.operator.needs
