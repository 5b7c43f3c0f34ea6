"""A report as a value: tables of typed cells, charts and texts, the same for the page and for every document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import TypeAdapter

from knowledge.reports.model import Heading, Part
from storage.states import FigureKind, MeetingTaskState, ReportState

# Those who ask need not know where these are stored.
__all__ = ["FigureKind", "Heading", "MeetingTaskState", "Part", "ReportState"]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, the first and the last among them."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Place:
    """A province by id and a commune by name; empty is everything."""

    province: str = ""
    commune: str = ""


class Holds(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what people read; `number` and `day` are the same for a machine. A missing number is text alone."""

    text: str = ""
    holds: Holds = Holds.TEXT
    number: Decimal | None = None
    day: date | None = None
    decimals: int = 0
    mark: str = ""  # that it was entered, waits to be confirmed, or is not of the whole


@dataclass(frozen=True, slots=True)
class Row:
    """`level` is how far it is set in: 0 heads a group, 1 is a line, 2 a part of the line before."""

    cells: tuple[Cell, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = ""  # said in place of rows


@dataclass(frozen=True, slots=True)
class Bar:
    """Values of the series in their order; None where nothing is known."""

    label: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    unit: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Section:
    part: Part
    title: str
    tables: tuple[Table, ...] = ()
    chart: Chart | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """One of the six headings; a proposal until staff have written on it."""

    heading: Heading
    title: str
    text: str
    is_proposal: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """`head` are the lines above everything: where, which time, when it was counted, by whom, draft or final."""

    kind: str
    title: str
    period: Period
    place: Place
    counted_at: datetime
    is_final: bool
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    texts: tuple[Written, ...] = ()
    waiting: tuple[int, ...] = ()  # entered figures that nobody has confirmed, by id


REPORT: TypeAdapter[Report] = TypeAdapter(Report)


class Problem(StrEnum):
    """Why nothing was done; the words for it are `wrong_…` or the name itself."""

    NO_RIGHT = "no_right"
    FIGURE = "wrong_figure"
    DECIMALS = "wrong_decimals"
    INDICATOR = "wrong_indicator"
    PERIOD = "wrong_period"
    AREA = "wrong_area"
    NOTE = "wrong_note"
    KIND = "wrong_kind"
    TEXT = "wrong_text"
    TASK = "wrong_task"
    OVERTAKEN = "overtaken"
    FINAL = "is_final"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Refused:
    problem: Problem
    text: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A stored report as a list shows it."""

    id: int
    title: str
    period: Period
    area: str
    state: ReportState
    made_at: datetime
    made_by: str
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be of."""

    kind: str
    period: Period
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A stored report with what staff wrote, and the revision they have before them."""

    id: int
    revision: int
    state: ReportState
    wanted: Wanted
    report: Report
    texts: Mapping[Heading, str]
