"""Reads the content files into values; every mistake is reported with file, entry and field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.levels import Levels
from knowledge.model import ChannelRule, DocumentFile, Entry, EntryFile, Fact, LevelFile, Line, Noun
from knowledge.reading import items, read, twice, whole
from knowledge.registry import Registry

CONTENT_DIR = Path(__file__).parent / "content"

_ENTRIES = TypeAdapter(EntryFile)
_DOCUMENTS = TypeAdapter(DocumentFile)
_LEVELS = TypeAdapter(LevelFile)
_PHRASES: TypeAdapter[Mapping[str, str]] = TypeAdapter(dict[str, str])
_WORDS: TypeAdapter[Mapping[str, tuple[str, ...]]] = TypeAdapter(dict[str, tuple[str, ...]])


class _Caution(Noun):
    caution: tuple[Line, ...] = Field(min_length=1)


_CAUTION = TypeAdapter(_Caution)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the running bot needs: entries in file order, documents, levels and the wording."""

    entries: Mapping[str, Entry]
    registry: Registry
    levels: Levels
    phrases: Mapping[str, str]
    commands: Mapping[str, tuple[str, ...]]
    caution: tuple[str, ...]  # words that tell a reader not to take a sentence as settled
    files: Mapping[str, str]  # entry id -> file name, for error messages
    groups: Mapping[str, tuple[str, ...]]  # group id -> entry ids


@dataclass(frozen=True, slots=True)
class Sources:
    """What the checks hold answers against besides the levels: facts and the channel's rules, by id."""

    facts: Mapping[str, Fact]
    rules: Mapping[str, ChannelRule]


def load_content(directory: Path = CONTENT_DIR) -> Content:
    """The content of a directory. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    shelf = _Shelf()
    for path in sorted((directory / "entries").glob("*.yaml")):
        shelf.add(directory, f"entries/{path.name}", problems)
    levels = whole(_LEVELS, read(directory, "sources/levels.yaml", problems), problems)
    documents = whole(_DOCUMENTS, read(directory, "sources/documents.yaml", problems), problems)
    phrases = whole(_PHRASES, read(directory, "language/phrases.yaml", problems), problems)
    commands = whole(_WORDS, read(directory, "language/commands.yaml", problems), problems)
    caution = whole(_CAUTION, read(directory, "language/caution.yaml", problems), problems)
    if levels is None or documents is None or phrases is None or commands is None or caution is None:
        raise KnowledgeError(problems)
    problems += [
        *twice("sources/levels.yaml", levels.levels),
        *twice("sources/documents.yaml", documents.documents),
    ]
    if problems:
        raise KnowledgeError(problems)
    return Content(
        entries=shelf.entries,
        registry=Registry(documents),
        levels=Levels(levels),
        phrases=phrases,
        commands=commands,
        caution=caution.caution,
        files=shelf.files,
        groups=shelf.groups,
    )


def load_sources(directory: Path = CONTENT_DIR) -> Sources:
    """The facts and rules that answers must rest on. Raises KnowledgeError."""
    problems: list[Problem] = []
    facts = read(directory, "sources/facts.yaml", problems)
    sources = Sources(
        facts=items(Fact, "facts", facts, problems),
        rules=items(ChannelRule, "rules", facts, problems),
    )
    if problems:
        raise KnowledgeError(problems)
    return sources


@dataclass(slots=True)
class _Shelf:
    """The entries of all files, while they are read."""

    entries: dict[str, Entry] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, directory: Path, name: str, problems: list[Problem]) -> None:
        parsed = whole(_ENTRIES, read(directory, name, problems), problems)
        if parsed is None:
            return
        self.groups[parsed.group] = tuple(entry.id for entry in parsed.entries)
        for entry in parsed.entries:
            if entry.id in self.entries:
                problems.append(Problem(name, entry.id, "id", f"already in {self.files[entry.id]}"))
            self.entries[entry.id] = entry
            self.files[entry.id] = name
