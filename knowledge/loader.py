"""Reads the content files into values; every mistake is reported with file, entry and field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import KnowledgeError, Problem
from knowledge.model import ChannelRule, Document, Entry, EntryFile, Fact, Level

CONTENT_DIR = Path(__file__).parent / "content"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the running bot needs: entries and documents in file order, and the wording."""

    entries: Mapping[str, Entry]
    documents: Mapping[str, Document]
    phrases: Mapping[str, str]
    commands: Mapping[str, tuple[str, ...]]
    files: Mapping[str, str]  # entry id -> file name, for error messages
    groups: Mapping[str, tuple[str, ...]]  # group id -> entry ids


@dataclass(frozen=True, slots=True)
class Sources:
    """What the checks hold answers against: facts, levels and the channel's rules, by id."""

    facts: Mapping[str, Fact]
    levels: Mapping[str, Level]
    rules: Mapping[str, ChannelRule]


def load_content(directory: Path = CONTENT_DIR) -> Content:
    """The content of a directory. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    entries: dict[str, Entry] = {}
    files: dict[str, str] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for path in sorted((directory / "entries").glob("*.yaml")):
        name = f"entries/{path.name}"
        parsed = _parse(EntryFile, _read(path, problems), name, problems)
        if parsed is None:
            continue
        groups[parsed.group] = tuple(entry.id for entry in parsed.entries)
        for entry in parsed.entries:
            if entry.id in entries:
                problems.append(Problem(name, entry.id, "id", f"already in {files[entry.id]}"))
            entries[entry.id] = entry
            files[entry.id] = name
    documents = _items(directory / "sources/documents.yaml", "documents", Document, problems)
    phrases = _read(directory / "language/phrases.yaml", problems)
    commands = _read(directory / "language/commands.yaml", problems)
    if problems:
        raise KnowledgeError(problems)
    return Content(
        entries=entries,
        documents=documents,
        phrases=phrases,
        commands={key: tuple(value) for key, value in commands.items()},
        files=files,
        groups=groups,
    )


def load_sources(directory: Path = CONTENT_DIR) -> Sources:
    """The facts, levels and rules that answers must rest on. Raises KnowledgeError."""
    problems: list[Problem] = []
    sources = Sources(
        facts=_items(directory / "sources/facts.yaml", "facts", Fact, problems),
        levels=_items(directory / "sources/levels.yaml", "levels", Level, problems),
        rules=_items(directory / "sources/facts.yaml", "rules", ChannelRule, problems),
    )
    if problems:
        raise KnowledgeError(problems)
    return sources


def _read(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(Problem(path.name, "", "", " ".join(str(error).split())))
        return {}
    if not isinstance(data, dict):
        problems.append(Problem(path.name, "", "", "the file must be a mapping"))
        return {}
    return data


def _items(path: Path, key: str, model: type[_Model], problems: list[Problem]) -> dict[str, _Model]:
    found: dict[str, _Model] = {}
    for raw in _read(path, problems).get(key, ()):
        item = _parse(model, raw, path.name, problems)
        if item is None:
            continue
        identity = str(raw["id"])
        if identity in found:
            problems.append(Problem(path.name, identity, "id", "appears twice"))
        found[identity] = item
    return found


def _parse(model: type[_Model], raw: Any, file: str, problems: list[Problem]) -> _Model | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems.extend(_located(raw, detail, file) for detail in error.errors())
        return None


def _located(raw: Any, detail: Mapping[str, Any], file: str) -> Problem:
    location: tuple[Any, ...] = detail["loc"]
    entry = raw.get("id", "") if isinstance(raw, dict) else ""
    if location[:1] == ("entries",) and len(location) > 1:
        entry, location = _entry_id(raw, location[1]), location[2:]
    return Problem(file, str(entry), ".".join(map(str, location)), str(detail["msg"]))


def _entry_id(raw: Mapping[str, Any], index: int) -> str:
    entries: Iterable[Any] = raw.get("entries", ())
    chosen = list(entries)[index]
    return str(chosen.get("id", f"entry {index + 1}")) if isinstance(chosen, dict) else f"entry {index + 1}"
