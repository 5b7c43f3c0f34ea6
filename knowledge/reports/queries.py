"""How a figure comes about: a closed list of ways, each naming one count of the storage with what it needs."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from knowledge.forms.model import FieldName, FormId, Status
from knowledge.model import Noun


class Source(StrEnum):
    """Whose money it is."""

    NATIONAL = "national"
    LOCAL = "local"
    RECOVERABLE = "recoverable"
    DONOR = "donor"
    UNNAMED = "unnamed"  # nobody has written it down


class Sum(StrEnum):
    """Which sum of an application."""

    PLANNED = "planned_vnd"
    CONTRACTED = "contracted_vnd"
    ADVANCED = "advanced_vnd"
    PAID = "paid_vnd"
    OWN_SHARE = "own_share_vnd"


class Counted(StrEnum):
    """What is counted of applications: themselves, the projects they are part of, or where they are."""

    APPLICATIONS = "applications"
    PROJECTS = "projects"  # an application of no project is one
    COMMUNES = "communes"


class Reached(Noun):
    """Applications that came into a state within the time, each once."""

    kind: Literal["reached"]
    status: Status
    actions: tuple[FieldName, ...] = ()  # only by these; none: by any
    forms: tuple[FormId, ...] = ()  # none: of all
    source: Source | None = None  # none: whosever money it is
    of: Counted = Counted.APPLICATIONS


class Told(Noun):
    """The same by what people answered in the form; only of those who agree to statistics."""

    kind: Literal["told"]
    status: Status
    forms: tuple[FormId, ...] = Field(min_length=1)
    field: FieldName
    values: tuple[FieldName, ...] = Field(min_length=1)


class Surveyed(Noun):
    """By what people answered to a survey; only of those who agree to statistics."""

    kind: Literal["surveyed"]
    survey: FieldName
    question: FieldName
    forms: tuple[FormId, ...] = ()
    choices: tuple[FieldName, ...] = ()  # applications with one of these as their newest answer
    over: int | None = None  # applications whose newest number is larger
    is_sum: bool = Field(default=False, alias="sum")  # the newest numbers together

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if bool(self.choices) + (self.over is not None) + self.is_sum > 1:
            raise ValueError("one of choices, over and sum; without any, every answer counts")
        return self


class Money(Noun):
    """By how much a sum grew within the time, by what was written down for each application."""

    kind: Literal["money"]
    sum: Sum
    source: Source | None = None


class Waiting(Noun):
    """Applications that were open at the end of the time, and were sent longer ago than this."""

    kind: Literal["waiting"]
    over_days: int = Field(ge=0)


class FirstAct(Noun):
    """Median days from sending until somebody of the office did something, of what was sent within the time."""

    kind: Literal["first_act"]


class Asked(Noun):
    """Questions of one kind that stand in the editors' list; they are not kept for ever."""

    kind: Literal["gaps"]
    gap: Literal["unknown", "clarify", "person"]


class Messages(Noun):
    """Messages that have arrived at people's platforms."""

    kind: Literal["messages"]
    lane: Literal["reply", "notice", "bulk"]


class Obstructed(Noun):
    """Obstacles that were told or cleared within the time, or stood at its end."""

    kind: Literal["obstacles"]
    which: Literal["opened", "closed", "open"]
    obstacles: tuple[FieldName, ...] = ()


class Inspected(Noun):
    kind: Literal["inspections"]
    inspection: Literal["visit", "acceptance"]


class Plain(Noun):
    """Counts that need nothing more: new people, messages to many, follow-ups that went out, staff at work."""

    kind: Literal["people", "broadcasts", "reminders", "staff"]


class Entered(Noun):
    """The program cannot know it: staff write it down. Figures of parts add up unless they are shares or averages."""

    kind: Literal["entered"]
    adds_up: bool = True


class Total(Noun):
    """Of other indicators, as far as they are known."""

    kind: Literal["total"]
    of: tuple[FieldName, ...] = Field(min_length=2)


class Ratio(Noun):
    """One indicator by another, or by the plan for it."""

    kind: Literal["ratio"]
    of: FieldName
    to: FieldName
    is_to_plan: bool = Field(default=False, alias="plan")
    times: Decimal = Decimal(100)


Query = Annotated[
    Reached
    | Told
    | Surveyed
    | Money
    | Waiting
    | FirstAct
    | Asked
    | Messages
    | Obstructed
    | Inspected
    | Plain
    | Entered
    | Total
    | Ratio,
    Field(discriminator="kind"),
]
_AT_THE_END = frozenset({"waiting", "staff"})
_SHARES = frozenset({"first_act", "ratio"})


def is_as_of(query: Query) -> bool:
    """How things stand at the end of the time, not what happened in it."""
    return query.kind in _AT_THE_END or (isinstance(query, Obstructed) and query.which == "open")


def adds_up(query: Query) -> bool:
    """The figures of two halves are together that of the whole."""
    if isinstance(query, Entered):
        return query.adds_up
    return not is_as_of(query) and query.kind not in _SHARES
