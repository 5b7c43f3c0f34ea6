"""What staff give when they act, and what comes of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from knowledge.process.model import Action, Standing
from storage.repositories.applications import ApplicationRow
from storage.repositories.staff import StaffRow
from storage.states import DateKind, DateState, MoneySource, ProjectKind, Role

# Those who ask need not know where these are stored.
__all__ = ["DateKind", "DateState", "MoneySource", "ProjectKind", "Role"]

LONGEST_FINDINGS = 1000  # characters that staff write for staff


class Staff(Protocol):
    """A member of staff, however they came in."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> Role: ...


class Sum(StrEnum):
    """Which sum of an application is meant, as its column is called."""

    PLANNED = "planned_vnd"
    CONTRACTED = "contracted_vnd"
    ADVANCED = "advanced_vnd"
    PAID = "paid_vnd"
    OWN_SHARE = "own_share_vnd"


@dataclass(frozen=True, slots=True)
class ActionInput:
    """What is given with an action; each takes what it needs and refuses to go without."""

    text: str = ""  # the producer reads it; of an inner action staff do
    findings: str = ""  # for staff
    reason: str = ""  # the id of a reason code
    at: datetime | None = None
    due_on: date | None = None
    amount: int | None = None  # đồng
    sum: Sum = Sum.PLANNED  # which one, when sums are written down
    source: MoneySource | None = None
    other_code: str = ""  # of another application
    officer: str = ""  # the name of an account
    obstacle: str = ""  # the id of an obstacle kind
    obstacle_id: int | None = None  # the one that is out of the way; None: all of them
    project: str = ""  # the name of one of this year, made when new
    project_kind: ProjectKind = ProjectKind.SINGLE
    date_kind: DateKind | None = None
    days: tuple[
        date, ...
    ] = ()  # of that kind: one, several instalments, or the first and the last of an event
    date_state: DateState = DateState.STANDING

    @property
    def ends_dates(self) -> bool:
        """The days hold no more: what was due is done, or they were a mistake."""
        return self.date_kind is not None and self.date_state is not DateState.STANDING


@dataclass(frozen=True, slots=True)
class Act:
    """An action wanted of an application; `seen_revision` is what the member of staff had before them."""

    code: str
    action: str
    given: ActionInput = field(default_factory=ActionInput)
    seen_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """It may be done: to what, and where it leads."""

    application: ApplicationRow
    action: Action
    standing: Standing
    other: ApplicationRow | None = None  # that it is merged into
    officer: StaffRow | None = None  # who is to have it


@dataclass(frozen=True, slots=True)
class Preview:
    """It may be done, and what the producer would read of it; empty when nothing would reach them."""

    ready: Ready
    text: str


class Told(StrEnum):
    """Whether the producer hears of it."""

    NOT_NEEDED = "not_needed"
    POSTED = "posted"
    UNREACHABLE = "unreachable"  # the conversation is gone, or closed to us


class Why(StrEnum):
    """Why nothing was done."""

    NOT_FOUND = "not_found"
    ROLE = "role"
    STATUS = "status"
    AREA = "area"
    HELD = "held"  # somebody else has it
    OVERTAKEN = "overtaken"  # somebody changed it since it was read
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Done:
    """It was done: the application after it, and the number of the notice that went out."""

    action: Action
    application: ApplicationRow
    told: Told
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was done, and the words that say why and what to do instead."""

    why: Why
    text: str
    need: str = ""  # what is missing, or is not right
