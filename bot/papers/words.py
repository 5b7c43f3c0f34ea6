"""What the placeholders of a template can show, and how it travels to the process that fills it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.papers.text import plain
from handlers.applications.paper import Paper

TITLE, CODE, DAY, MARK = "tieu_de", "phieu", "ngay", "luu_y"
ROWS, CHECKLIST = "rows", "giay_to"
GENERAL = frozenset({TITLE, CODE, DAY, MARK, ROWS, CHECKLIST})  # beside the ids of a form's fields


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form, by the names that templates know."""

    phan: str  # title of the section
    nhan: str  # label
    gia_tri: str  # value


@dataclass(frozen=True, slots=True)
class Words:
    """All of it is text that a document can carry."""

    texts: Mapping[str, str]  # by placeholder
    rows: tuple[Row, ...]
    checklist: tuple[str, ...]

    def to_json(self) -> bytes:
        """On one line."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Words":
        raw = json.loads(data)
        return cls(raw["texts"], tuple(Row(**row) for row in raw["rows"]), tuple(raw["checklist"]))


SAMPLE = Words({}, (Row("x", "x", "x"), Row("x", "x", "")), ("x",))  # to try a template with


def words_of(paper: Paper) -> Words:
    texts = {**paper.fields, TITLE: paper.title, CODE: paper.code, DAY: paper.filed_on, MARK: paper.mark}
    rows = (
        Row(plain(section.title), plain(row.label), plain(row.value))
        for section in paper.sections
        for row in section.rows
    )
    return Words(
        {name: plain(text) for name, text in texts.items()},
        tuple(rows),
        tuple(plain(each) for each in paper.checklist),
    )
