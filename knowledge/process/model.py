"""The nouns of the application process, as they are written in the content files."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from knowledge.forms.model import FieldName, Status
from knowledge.model import Line, Noun, Slug
from knowledge.templates import Template

LONGEST_MESSAGE = 600  # characters of one message, without what staff write into it
LONGEST_STAFF_TEXT = 300  # and what they may write
DO_NOT_BUY = "do_not_buy"  # the warning of every state in which nothing is decided

FINAL_STATUSES = frozenset({Status.SETTLED, Status.NOT_THIS_TIME})
OPEN_STATUSES = frozenset(Status) - FINAL_STATUSES - {Status.DRAFT}
UNDECIDED = frozenset({Status.SENT, Status.MORE_WANTED, Status.VISIT, Status.IN_REVIEW})

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]


class Ending(StrEnum):
    """Why an application is over without having been settled."""

    NONE = ""
    NOT_THIS_YEAR = "not_this_year"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"  # another programme takes it
    DUPLICATE = "duplicate"
    STOPPED = "stopped"  # after it was approved


class Role(StrEnum):
    APPLICANT = "applicant"
    OFFICER = "officer"
    LEAD = "lead"
    ADMIN = "admin"


class Need(StrEnum):
    """What is given with an action."""

    TEXT = "text"  # told to the producer by the notice of the action, if it has one
    REASON = "reason"  # a reason code of the action
    AT = "at"  # a day and an hour
    DUE_ON = "due_on"  # a day
    AMOUNT = "amount"  # đồng
    OTHER_CODE = "other_code"  # of another application
    FINDINGS = "findings"  # of an inspection, for staff
    OFFICER = "officer"  # who shall do it
    OBSTACLE = "obstacle"  # an obstacle kind
    PROJECT = "project"  # which one to join
    DATE = "date"  # which day of the application it is, and when


class Told(Noun):
    """A state or an ending in words; names in brackets are filled in where they are known."""

    name: Line
    title: Template
    meaning: Template
    holder: Template
    next_step: Template
    warnings: tuple[FieldName, ...] = ()
    entry: Slug


class StatusFile(Noun):
    """statuses.yaml: all states, the endings of the last one, and the warnings that they share."""

    warnings: Mapping[FieldName, Sentence]
    statuses: Mapping[Status, Told]
    endings: Mapping[Ending, Told]


class Action(Noun):
    """Something that may be done to an application in some of its states."""

    id: FieldName
    title: Line
    roles: tuple[Role, ...] = Field(min_length=1)
    from_statuses: tuple[Status, ...] = Field(min_length=1, alias="from")
    from_endings: tuple[Ending, ...] = ()  # none: whatever the ending
    to_status: Status | None = Field(default=None, alias="to")
    moves_from: tuple[Status, ...] | None = (
        None  # elsewhere it leaves the state as it is; None: it always moves
    )
    ending: Ending | None = None  # None: that of the reason code, if it has one
    needs: frozenset[Need] = frozenset()
    optional: frozenset[Need] = frozenset()
    notice: FieldName | None = None
    refusals: Mapping[Status, Sentence] = Field(default_factory=dict)  # instead of the common sentence

    def leads(self, status: Status) -> Status:
        """The state after it was done in that one."""
        is_moving = self.moves_from is None or status in self.moves_from
        return self.to_status if self.to_status is not None and is_moving else status

    @model_validator(mode="after")
    def _moves_from_where_it_works(self) -> Self:
        if self.moves_from is not None and (
            self.to_status is None or not set(self.moves_from) < set(self.from_statuses)
        ):
            raise ValueError("moves_from: a part of from, where there is a state to move to")
        return self


class ActionFile(Noun):
    """actions.yaml: all actions in the order they are offered, and why one is not to be done."""

    roles: Mapping[Role, Line]
    refusals: Mapping[FieldName, Template]
    actions: tuple[Action, ...] = Field(min_length=1)


class ReasonCode(Noun):
    """Why something ends, for staff to choose and for the producer to read; it names another place to ask."""

    id: FieldName
    of: FieldName  # the action
    label: Line
    ending: Ending
    sentence: Sentence
    elsewhere: Sentence
    entry: Slug | None = None


class ObstacleKind(Noun):
    id: FieldName
    label: Line


class ReasonFile(Noun):
    """reasons.yaml."""

    reasons: tuple[ReasonCode, ...] = Field(min_length=1)
    obstacles: tuple[ObstacleKind, ...] = Field(min_length=1)


class Notice(Noun):
    """What the producer is told of an action; framed, it says the state too and carries a number."""

    said: Template | None = None
    is_framed: bool = Field(default=True, alias="framed")


class NoticeFile(Noun):
    """notices.yaml."""

    frame: Template
    weekdays: tuple[Line, ...] = Field(min_length=7, max_length=7)  # Monday first
    hour: Template
    moment: Template
    notices: Mapping[FieldName, Notice]


@dataclass(frozen=True, slots=True)
class StatusText:
    """A state as people read it: what it means, who has the work, what they do next."""

    status: Status
    ending: Ending
    name: str
    title: str
    meaning: str
    holder: str
    next_step: str
    warning: str | None
    entry: str


@dataclass(frozen=True, slots=True)
class Standing:
    status: Status
    ending: Ending


class Why(StrEnum):
    """Why an action is not to be done."""

    UNKNOWN = "unknown"
    ROLE = "role"
    STATUS = "status"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class Allowed:
    action: Action
    to_status: Status


@dataclass(frozen=True, slots=True)
class Refused:
    """Not to be done, in words for who wanted to."""

    why: Why
    text: str
