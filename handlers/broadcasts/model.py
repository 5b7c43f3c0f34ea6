"""What staff compose, and why something of it cannot be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter

from storage.audience_query import AudienceQuery, Criteria, Left, Reach, Ways
from storage.repositories.broadcasts import BroadcastRow
from storage.states import BroadcastState, DeliveryState, Repeat

__all__ = [
    "AUDIENCE",
    "BUTTONS",
    "AudienceQuery",
    "BroadcastRow",
    "BroadcastState",
    "Caps",
    "Composed",
    "Criteria",
    "DeliveryState",
    "Done",
    "Left",
    "NewsButton",
    "Opens",
    "Reach",
    "Refused",
    "Repeat",
    "Ways",
    "Why",
]

MOST_BUTTONS = 3
LONGEST_TITLE, LONGEST_TEXT, LONGEST_LABEL, LONGEST_LINK = 120, 1000, 40, 500
LONGEST_SPREAD, LONGEST_VALID = timedelta(days=3), timedelta(days=30)


class Opens(StrEnum):
    """What a button of a broadcast leads to."""

    TOPIC = "topic"  # an entry of the knowledge base, by id
    FORM = "form"  # an application form, by id
    LINK = "link"  # an address
    RSVP = "rsvp"  # the answer itself: "Tôi sẽ dự"


@dataclass(frozen=True, slots=True)
class NewsButton:
    label: str
    opens: Opens
    target: str = ""  # empty for an answer


@dataclass(frozen=True, slots=True)
class Composed:
    """One message to many, as staff want it. Times are durations from its start."""

    title: str
    text: str
    audience: AudienceQuery
    audience_name: str = ""
    buttons: tuple[NewsButton, ...] = ()
    spread: timedelta = timedelta(0)
    valid_for: timedelta = timedelta(days=2)
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of it is too much: messages to one person, and people without a second look."""

    per_day: int = 1
    per_week: int = 4
    approval_above: int = 200


class Why(StrEnum):
    """Why something was not done."""

    ROLE = "role"
    GONE = "gone"
    CHANGED = "changed"  # by somebody else meanwhile
    STATE = "state"  # it has gone too far, or not far enough
    SAME_PERSON = "same_person"  # whoever composed it cannot approve it
    TITLE = "title"
    TEXT = "text"
    BUTTON = "button"
    AUDIENCE = "audience"
    NOBODY = "nobody"  # the audience is empty
    TIME = "time"
    FILE = "file"
    NO_CHAT = "no_chat"  # no chat of theirs is linked, so a test has nowhere to go
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Refused:
    why: Why


@dataclass(frozen=True, slots=True)
class Done:
    """What stands now; `reached` and `left` as they were counted, where something was counted."""

    row: BroadcastRow
    total: int = 0
    left: Mapping[str, int] = field(default_factory=dict)
    at: datetime | None = None


BUTTONS: TypeAdapter[tuple[NewsButton, ...]] = TypeAdapter(tuple[NewsButton, ...])
AUDIENCE: TypeAdapter[AudienceQuery] = TypeAdapter(AudienceQuery)
