"""An application as a paper: everything that stands on it, worded and ready to be set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One thing that the form asks. A value of "" was left out: the paper leaves room to write it by hand."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PaperSection:
    title: str
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """All text is for people as it stands; whoever sets it adds no word."""

    form: str  # "A-01"
    version: int
    heading: str
    title: str
    mark: str  # that this is no official form: shown wherever a page may be read alone
    lines: tuple[str, ...]  # ready sentences under the title: the code, the day, who files
    sections: tuple[PaperSection, ...]
    checklist_title: str
    checklist: tuple[str, ...]
    notes: tuple[str, ...]
    sign_note: str
    fields: Mapping[str, str]  # field id -> shown value, for templates of the operator
    code: str
    filed_on: str


class Papers(Protocol):
    async def docx(self, paper: Paper) -> bytes:
        """The paper as a DOCX; there always is one."""
        ...
