"""Reads the office's file; every mistake is told with its place and its mending, in the office's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge.errors import KnowledgeError, Problem
from knowledge.loader import CONTENT_DIR
from knowledge.model import LevelFile, Noun
from knowledge.operator.catalogue import Catalogue
from knowledge.operator.model import (
    CraftVillage,
    Officer,
    OperatorFile,
    OperatorLevel,
    PaperTemplate,
    YearDate,
    keys,
)
from knowledge.reading import read, whole

_BLANK = ("", "~", "null")
_ITEMS: Mapping[str, type[Noun]] = {
    "can_bo": Officer,
    "muc_ho_tro": OperatorLevel,
    "mau_giay": PaperTemplate,
    "lang_nghe": CraftVillage,
    "moc_nam": YearDate,
}
_CODES = {
    "string_type": "text",
    "tuple_type": "list",
    "model_type": "mapping",
    "extra_forbidden": "unknown_key",
    "string_pattern_mismatch": "slug",
}


class _WrittenTwice(Exception):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key, self.line = key, line


class _TextLoader(yaml.BaseLoader):
    """Everything stays text: YAML would read 02436 and 7:30 as other numbers, and lose the first of two keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise _WrittenTwice(str(key.value), key.start_mark.line + 1)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def read_file(path: Path, province: str = "", directory: Path = CONTENT_DIR) -> OperatorFile | None:
    """The file as values; None when there is no file. Raises KnowledgeError with all problems found."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # Notepad puts a mark in front
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        code = "not_utf8" if isinstance(error, ValueError) else "no_access"
        raise KnowledgeError([Problem(str(path), "", "", Catalogue.load(directory).tell(code))]) from None
    reader = _Reader(path, Catalogue.load(directory), directory)
    file = reader.parse(text)
    if file is not None:
        reader.compare(file, province)
    if file is None or reader.problems:
        raise KnowledgeError(reader.problems)
    return file


class _Reader:
    """One reading of the file, collecting what is wrong with it."""

    def __init__(self, path: Path, catalogue: Catalogue, directory: Path) -> None:
        self._path = path
        self._catalogue = catalogue
        self._directory = directory
        self.problems: list[Problem] = []

    def parse(self, text: str) -> OperatorFile | None:
        data = self._load(text)
        if self.problems:
            return None
        try:
            return OperatorFile.model_validate({} if data is None else data)
        except ValidationError as error:
            for detail in error.errors():
                code = _CODES.get(detail["type"], detail["type"])
                self._add(code, *detail["loc"], **detail.get("ctx", {}))
            return None

    def _load(self, text: str) -> Any:
        try:
            return _without_blanks(yaml.load(text, Loader=_TextLoader))  # noqa: S506 - builds text, lists, mappings
        except _WrittenTwice as error:
            self._add("twice", key=error.key, line=error.line)
        except yaml.reader.ReaderError as error:
            self._add("strange_sign", line=text.count("\n", 0, error.position) + 1)
        except yaml.MarkedYAMLError as error:
            self._add("yaml", line=error.problem_mark.line + 1 if error.problem_mark else 1)
        except RecursionError:  # a thousand brackets
            self._add("other")
        return None

    def compare(self, file: OperatorFile, province: str) -> None:
        """What no value can know of itself: whether what it names exists."""
        for place, template in enumerate(file.templates):
            folder = self._path.parent.resolve()
            paper = (folder / template.path).resolve()
            if not (paper.is_relative_to(folder) and paper.is_file()):
                self._add("no_paper", "mau_giay", place, "tep", value=template.path, folder=folder)
        if file.province and province and file.province != province:
            self._add("other_province", "tinh", value=file.province, setting=province)
        if file.levels and not (file.province or province):
            self._add("no_province", "tinh")
        if file.province or file.levels:
            self._compare_names(file)

    def _compare_names(self, file: OperatorFile) -> None:
        wrong: list[Problem] = []
        known = whole(TypeAdapter(LevelFile), read(self._directory, "sources/levels.yaml", wrong), wrong)
        if known is None:
            raise KnowledgeError(wrong)
        if file.province and file.province not in {each.province for each in known.coverage}:
            self._add("unknown_province", "tinh", value=file.province)
        for place, level in enumerate(file.levels):
            if level.item not in known.items:
                self._add("unknown_item", "muc_ho_tro", place, "noi_dung", value=level.item)
            if level.unit and level.unit not in known.units:
                self._add("unknown_unit", "muc_ho_tro", place, "don_vi_tinh", value=level.unit)

    def _add(self, code: str, /, *location: str | int, **values: object) -> None:
        names = [part for part in location if isinstance(part, str)]
        is_item = len(location) > 1 and isinstance(location[1], int)
        model = _ITEMS[names[0]] if is_item else OperatorFile
        message = self._catalogue.tell(code, ".".join(names), **{"keys": ", ".join(keys(model)), **values})
        item, rest = (_place(location[:2]), location[2:]) if is_item else ("", location)
        self.problems.append(Problem(str(self._path), item, _place(rest), message))


def _place(location: tuple[str | int, ...]) -> str:
    """("can_bo", 0) -> "can_bo 1": people count from one."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in location)


def _without_blanks(data: Any) -> Any:
    """A key with nothing behind it is a key not written."""
    if isinstance(data, dict):
        return {key: _without_blanks(value) for key, value in data.items() if not _is_blank(value)}
    if isinstance(data, list):
        return [_without_blanks(value) for value in data if not _is_blank(value)]
    return data


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and value.strip() in _BLANK
