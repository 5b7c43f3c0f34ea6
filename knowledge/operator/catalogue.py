"""What each key of the office's file is for, and the words for what is wrong with one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.loader import CONTENT_DIR
from knowledge.model import Line, Noun
from knowledge.reading import read, whole


class Field(Noun):
    """What to write under one key, with an example."""

    what: Line
    example: Line | None = None


class Catalogue(Noun):
    """The wording about the office's file: keys of a list's items are written `list.key`."""

    fields: Mapping[str, Field]
    problems: Mapping[str, str]
    example: str

    @classmethod
    def load(cls, directory: Path = CONTENT_DIR) -> Self:
        """Raises KnowledgeError."""
        problems: list[Problem] = []
        catalogue = whole(TypeAdapter(cls), read(directory, "operator.yaml", problems), problems)
        if catalogue is None:
            raise KnowledgeError(problems)
        return catalogue

    def tell(self, code: str, key: str = "", /, **values: object) -> str:
        """What is wrong and how to mend it."""
        told = self.problems.get(code, self.problems["other"]).format(**values)
        field = self.fields.get(key)
        return f"{told} {self.example.format(example=field.example)}" if field and field.example else told
