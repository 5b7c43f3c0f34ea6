"""The nouns of application forms, as they are written in the content files."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge.eligibility.logic import Condition
from knowledge.model import Line, Noun, Slug

LONGEST_LABEL, LONGEST_QUESTION = 60, 200
CONSENT = "consent"  # stands in the order of sections: nothing personal is asked before it
FORM = "form"  # a fact of every form: its own id

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
FormId = Annotated[str, StringConstraints(pattern=r"^A-\d\d$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]


class FieldKind(StrEnum):
    TEXT = "text"
    MONEY = "money"  # đồng
    DATE = "date"  # ISO 8601: a day, a month or a year
    PHONE = "phone"
    TAX_CODE = "tax_code"
    PLACE = "place"
    COUNT = "count"
    PERCENT = "percent"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PHOTO = "photo"
    FILE = "file"


class Basis(StrEnum):
    READ = "read"  # seen in a document or in the press
    USUAL = "usual"  # common practice without a source


class Days(StrEnum):
    """Which days a date may be."""

    ANY = "any"
    PAST = "past"
    FUTURE = "future"


class Status(StrEnum):
    """The states of an application that people are told."""

    DRAFT = "nhap"
    SENT = "da_gui"
    MORE_WANTED = "can_bo_sung"
    VISIT = "hen_khao_sat"
    IN_REVIEW = "cho_tham_dinh"
    APPROVED = "duoc_duyet"
    UNDER_WAY = "dang_thuc_hien"
    INSPECTION = "hen_nghiem_thu"
    INSPECTED = "da_nghiem_thu"
    SETTLED = "da_quyet_toan"
    NOT_THIS_TIME = "chua_duoc"


_BOUNDS: Mapping[FieldKind, tuple[int, int]] = {  # where a field names none
    FieldKind.TEXT: (2, 300),
    FieldKind.MONEY: (0, 10**13),
    FieldKind.COUNT: (0, 1_000_000),
    FieldKind.PERCENT: (0, 100),
    FieldKind.PHOTO: (1, 10),
    FieldKind.FILE: (1, 5),
}


class Choice(Noun):
    """One of several replies: what people read, and other words that they say for it."""

    label: Line
    also: tuple[Line, ...] = ()


class FormField(Noun):
    """One thing that a form asks; its id is the name of the fact where eligibility knows one."""

    id: FieldName
    kind: FieldKind
    label: str = Field(min_length=1)
    question: str = Field(min_length=1)
    why: Line
    basis: Basis
    is_required: bool = Field(default=False, alias="required")
    is_personal: bool = Field(default=False, alias="personal")
    is_sensitive: bool = Field(default=False, alias="sensitive")  # wants a consent of its own
    is_carried: bool = Field(default=True, alias="carried")  # False: the case may hold a bracket, not a value
    when: Condition | None = None
    choices: Mapping[FieldName, Choice] = Field(default_factory=dict)
    is_several: bool = Field(default=False, alias="several")  # of a choice: more than one may hold
    days: Days = Days.ANY  # of a date
    within: FieldName | None = None  # of a place: the field that named its province
    at_least: int | None = None  # characters, đồng, things, files
    at_most: int | None = None
    help: Line | None = None
    example: Line | None = None
    warning: Line | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        least, most = _BOUNDS.get(self.kind, (0, 0))
        return (
            least if self.at_least is None else self.at_least,
            most if self.at_most is None else self.at_most,
        )

    @property
    def has_bounds(self) -> bool:
        return self.kind in _BOUNDS


class Section(Noun):
    """Fields that belong together; its condition holds for each of them."""

    id: Slug
    title: Line
    when: Condition | None = None
    fields: tuple[FormField, ...] = Field(min_length=1)


class Papers(Noun):
    """What to have ready in one state of an application."""

    have: tuple[Line, ...] = ()
    unknown: Sentence | None = None  # what nobody has read yet, and who knows it
    entry: Slug  # the entry that explains the state


class CommonFile(Noun):
    """The part that every form includes."""

    sections: tuple[Section, ...]
    papers: Mapping[Status, Papers]


class FormFile(Noun):
    """One form, as its file says it."""

    id: FormId
    title: Line
    purpose: Line
    items: tuple[str, ...]
    intro: Sentence
    version: int = Field(ge=1)
    order: tuple[Slug, ...] = Field(min_length=1)  # ids of sections, own and common, and the consent point
    sections: tuple[Section, ...]
    papers: Mapping[Status, Papers] = Field(default_factory=dict)  # instead of the common ones


@dataclass(frozen=True, slots=True)
class Step:
    """A field at its place in a form, with all conditions under which it is asked."""

    field: FormField
    section: Section
    is_after_consent: bool

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(each for each in (self.section.when, self.field.when) if each is not None)


@dataclass(frozen=True)
class Form:
    """A form with its common part, in the order of asking. Answers keep the version they were given to."""

    file: FormFile
    steps: tuple[Step, ...]
    papers: Mapping[Status, Papers]

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def version(self) -> int:
        return self.file.version

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        return {step.field.id: step.field for step in self.steps}
