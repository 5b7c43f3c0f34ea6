"""Reads YAML files into checked values; every mistake is told with file, entry and field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.errors import Problem

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Model = TypeVar("_Model", bound=BaseModel)
_Value = TypeVar("_Value")

_SINGULAR = {"entries": "entry", "documents": "document", "levels": "level", "facts": "fact"}


class _Loader(_Base):  # type: ignore[misc] # the base is chosen at run time
    """A safe loader that refuses a key written twice: the first value would be lost in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            keys = [self.construct_object(key) for key, _ in node.value]
            twice = next(key for place, key in enumerate(keys) if key in keys[:place])
            raise yaml.constructor.ConstructorError(
                None, None, f"{twice!r} is written twice", node.start_mark
            )
        return mapping


class _Named(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class File:
    """What one file holds, with the name that problems call it by."""

    name: str
    data: dict[str, Any]


def read(directory: Path, name: str, problems: list[Problem]) -> File | None:
    try:
        text = (directory / name).read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: not UTF-8, or a 31st of February
        problems.append(Problem(name, "", "", " ".join(str(error).split())))
        return None
    if not isinstance(data, dict):
        problems.append(Problem(name, "", "", "the file must be a mapping"))
        return None
    return File(name, data)


def whole(adapter: TypeAdapter[_Value], file: File | None, problems: list[Problem]) -> _Value | None:
    """The file as one value; None, with its problems told, when it is not one."""
    return None if file is None else _parse(adapter, file.data, file.name, problems)


def items(model: type[_Model], key: str, file: File | None, problems: list[Problem]) -> dict[str, _Model]:
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


def twice(file: str, listed: Iterable[_Named]) -> Iterator[Problem]:
    """A problem for each id that an earlier item has: by id the later one would take its place in silence."""
    seen: set[str] = set()
    for item in listed:
        if item.id in seen:
            yield Problem(file, item.id, "id", "appears twice")
        seen.add(item.id)


def _parse(adapter: TypeAdapter[_Value], raw: Any, file: str, problems: list[Problem]) -> _Value | None:
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        problems.extend(_located(raw, detail, file) for detail in error.errors())
        return None


def _located(raw: Any, detail: Mapping[str, Any], file: str) -> Problem:
    location: tuple[Any, ...] = detail["loc"]
    item = raw.get("id", "") if isinstance(raw, dict) else ""
    if len(location) > 1 and isinstance(location[1], int) and isinstance(raw.get(location[0]), list):
        item, location = _identity(raw[location[0]][location[1]], location), location[2:]
    return Problem(file, str(item), ".".join(map(str, location)), str(detail["msg"]))


def _identity(item: Any, location: tuple[Any, ...]) -> str:
    """What people call one item of a list: its id, or its place."""
    place = f"{_SINGULAR.get(location[0], location[0])} {location[1] + 1}"
    return str(item.get("id", place)) if isinstance(item, dict) else place
