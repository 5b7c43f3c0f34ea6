"""Reads the content files into values; every mistake is reported with file, entry and field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.errors import KnowledgeError, Problem
from knowledge.model import ChannelRule, Document, Entry, EntryFile, Fact, Level

CONTENT_DIR = Path(__file__).parent / "content"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Model = TypeVar("_Model", bound=BaseModel)
_Value = TypeVar("_Value")
_PHRASES: TypeAdapter[Mapping[str, str]] = TypeAdapter(dict[str, str])
_COMMANDS: TypeAdapter[Mapping[str, tuple[str, ...]]] = TypeAdapter(dict[str, tuple[str, ...]])


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


@dataclass(frozen=True, slots=True)
class _File:
    """What one file holds, with the name that problems call it by."""

    name: str
    data: dict[str, Any]


def load_content(directory: Path = CONTENT_DIR) -> Content:
    """The content of a directory. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    entries: dict[str, Entry] = {}
    files: dict[str, str] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for path in sorted((directory / "entries").glob("*.yaml")):
        name = f"entries/{path.name}"
        parsed = _whole(TypeAdapter(EntryFile), _read(directory, name, problems), problems)
        if parsed is None:
            continue
        groups[parsed.group] = tuple(entry.id for entry in parsed.entries)
        for entry in parsed.entries:
            if entry.id in entries:
                problems.append(Problem(name, entry.id, "id", f"already in {files[entry.id]}"))
            entries[entry.id] = entry
            files[entry.id] = name
    documents = _read(directory, "sources/documents.yaml", problems)
    content = Content(
        entries=entries,
        documents=_items(Document, "documents", documents, problems),
        phrases=_whole(_PHRASES, _read(directory, "language/phrases.yaml", problems), problems) or {},
        commands=_whole(_COMMANDS, _read(directory, "language/commands.yaml", problems), problems) or {},
        files=files,
        groups=groups,
    )
    if problems:
        raise KnowledgeError(problems)
    return content


def load_sources(directory: Path = CONTENT_DIR) -> Sources:
    """The facts, levels and rules that answers must rest on. Raises KnowledgeError."""
    problems: list[Problem] = []
    facts = _read(directory, "sources/facts.yaml", problems)
    levels = _read(directory, "sources/levels.yaml", problems)
    sources = Sources(
        facts=_items(Fact, "facts", facts, problems),
        levels=_items(Level, "levels", levels, problems),
        rules=_items(ChannelRule, "rules", facts, problems),
    )
    if problems:
        raise KnowledgeError(problems)
    return sources


def _read(directory: Path, name: str, problems: list[Problem]) -> _File | None:
    try:
        text = (directory / name).read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: not UTF-8, or a 31st of February
        problems.append(Problem(name, "", "", " ".join(str(error).split())))
        return None
    if not isinstance(data, dict):
        problems.append(Problem(name, "", "", "the file must be a mapping"))
        return None
    return _File(name, data)


def _whole(adapter: TypeAdapter[_Value], file: _File | None, problems: list[Problem]) -> _Value | None:
    """The file as one value; None, with its problems told, when it is not one."""
    return None if file is None else _parse(adapter, file.data, file.name, problems)


def _items(model: type[_Model], key: str, file: _File | None, problems: list[Problem]) -> dict[str, _Model]:
    """The list under one key of the file, by id."""
    found: dict[str, _Model] = {}
    if file is None:
        return found
    listed = file.data.get(key)
    if not isinstance(listed, list):
        problems.append(Problem(file.name, "", key, "must be a list"))
        return found
    for raw in listed:
        item = _parse(TypeAdapter(model), raw, file.name, problems)
        if item is None:
            continue
        identity = str(raw["id"])
        if identity in found:
            problems.append(Problem(file.name, identity, "id", "appears twice"))
        found[identity] = item
    return found


def _parse(adapter: TypeAdapter[_Value], raw: Any, file: str, problems: list[Problem]) -> _Value | None:
    try:
        return adapter.validate_python(raw)
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
