"""The nouns of reports, as they are written in the content files."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge.forms.model import FieldName
from knowledge.model import Line, Noun
from knowledge.reports.queries import Query
from knowledge.templates import Template

Definition = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
ReportId = Annotated[str, StringConstraints(pattern=r"^R-\d{2}$")]


class Group(StrEnum):
    """What an indicator is about."""

    VOLUME = "volume"
    CONTENT = "content"
    MONEY = "money"
    EFFECT = "effect"
    CHANNEL = "channel"
    CAPACITY = "capacity"


class Part(StrEnum):
    """What a report is put together from; each is built by one piece of code."""

    FIGURES = "figures"
    YEARS = "years"  # the same year by year, where the time is longer than one
    MONEY = "money"
    LATE = "late"
    UNREPORTED = "unreported"
    UNSETTLED = "unsettled"
    TASKS = "tasks"
    NEEDS = "needs"
    NEEDS_BY_PLACE = "needs_by_place"
    OBSTACLES = "obstacles"
    QUESTIONS = "questions"
    REFUSALS = "refusals"
    REACH = "reach"
    WORKLOAD = "workload"
    TEXTS = "texts"
    CHANNEL = "channel"


class Heading(StrEnum):
    """The six headings of the written part."""

    DONE = "done"
    NOT_DONE = "not_done"
    SHORTCOMINGS = "shortcomings"
    CAUSES = "causes"
    DIRECTION = "direction"
    MEASURES = "measures"


class Indicator(Noun):
    """One line of the table. `definition` says what is counted; a ratio is never without."""

    id: FieldName
    name: Line
    unit: Line
    group: Group
    part_of: FieldName | None = None  # shown under that one
    definition: Definition
    decimals: int = Field(default=0, ge=0, le=3)
    counted: Query


class IndicatorFile(Noun):
    """indicators.yaml, in the order in which they are shown."""

    groups: Mapping[Group, Line]
    indicators: tuple[Indicator, ...] = Field(min_length=1)


class ReportKind(Noun):
    id: ReportId
    name: Line
    about: Line
    groups: tuple[Group, ...] = ()  # of its tables of figures
    parts: tuple[Part, ...] = Field(min_length=1)


class PartWords(Noun):
    """The heading of a part, what is said under it, and the columns of its table by what they hold."""

    title: Line
    note: Definition | None = None
    empty: Line | None = None  # said when the table has no row
    columns: Mapping[FieldName, Line] = Field(default_factory=dict)


class HeadingWords(Noun):
    """A heading and the sentences it begins with: those alone stand whose figures are known."""

    title: Line
    lines: tuple[Template, ...] = ()


class ReportFile(Noun):
    """reports.yaml."""

    reports: tuple[ReportKind, ...] = Field(min_length=1)
    parts: Mapping[Part, PartWords]
    headings: Mapping[Heading, HeadingWords]
