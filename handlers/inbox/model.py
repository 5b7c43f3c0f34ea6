"""What the inbox shows, and what comes of what staff do in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.repositories.inbox import Box, DeskRow, Mark
from storage.repositories.notes import NoteRow
from storage.states import Author, DeliveryState, Holder

# Those who ask need not know where these are stored.
__all__ = ["Author", "Box", "DeliveryState", "DeskRow", "Holder", "Mark"]

OVERDUE_AFTER = timedelta(
    hours=4
)  # somebody waits so long, or a conversation lies still in the hands of staff
LINES_SHOWN, NOTES_SHOWN = 200, 50
LONGEST_NOTE = 1000  # characters that staff write for staff


class Price(StrEnum):
    """What an answer costs on a channel whose window closes some time after a person's last message."""

    FREE = "free"
    BILLED = "billed"
    UNPAID = "unpaid"  # it would be billed, and no more may be billed this month
    SHUT = "shut"  # nothing may be sent any more


@dataclass(frozen=True, slots=True)
class WindowLeft:
    price: Price
    left: timedelta  # until the price changes; none when it is shut
    billed_left: int  # messages that may still be billed this month

    @property
    def is_open(self) -> bool:
        return self.price in (Price.FREE, Price.BILLED)


@dataclass(frozen=True, slots=True)
class ListLine:
    """A conversation of a list; `said` is the beginning of what the person said last, as far as it is kept."""

    row: DeskRow
    said: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Listed:
    lines: tuple[ListLine, ...]
    next: Mark | None  # where the next page begins


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for staff; `mark` changes whenever anything has moved."""

    waiting: int
    mark: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many wait or lie still for too long, and which of them longest."""

    count: int
    longest: tuple[DeskRow, ...]


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One message; `state` is that of its delivery."""

    id: int
    author: Author
    text: str
    file: str  # the name of what came with it
    at: datetime
    state: DeliveryState | None


@dataclass(frozen=True, slots=True)
class OwnApplication:
    code: str
    form: str
    status: str


@dataclass(frozen=True, slots=True)
class ConversationView:
    row: DeskRow
    lines: tuple[SaidLine, ...]
    notes: tuple[NoteRow, ...]  # the newest first
    applications: tuple[OwnApplication, ...]  # of the person, whichever chat they came from
    others: tuple[DeskRow, ...]  # other chats of the same person
    window: WindowLeft | None  # None: this channel has none
    longest: int  # UTF-16 units of an answer
    kept_for: timedelta  # so long what was said stays
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """What is new since a message, and who holds the conversation now."""

    lines: tuple[SaidLine, ...]
    states: dict[int, DeliveryState]  # of the last messages that were sent
    holder: Holder
    held_by: int | None


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer of the knowledge base, as it would be said."""

    id: str
    title: str
    text: str


class Why(StrEnum):
    """Why nothing was done."""

    ROLE = "role"
    NOT_FOUND = "not_found"
    HELD = "held"  # somebody else answers
    NOT_HELD = "not_held"  # it has to be taken first
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNREACHABLE = "unreachable"
    SHUT = "shut"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Done:
    unsent: int = 0  # answers of the bot that are not sent any more


@dataclass(frozen=True, slots=True)
class Refusal:
    """`holder` is who answers, by name; empty for somebody in the platform's own tool."""

    why: Why
    holder: str = ""
    held_by: int = 0
    most: int = 0
