"""The values that come in and go out, the same on every channel."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter


class UpdateKind(StrEnum):
    TEXT = "text"
    BUTTON = "button"
    ATTACHMENT = "attachment"
    LOCATION = "location"
    CONTACT = "contact"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    UNSUPPORTED = "unsupported"  # stickers, voice, edits: known to exist, not to be understood


@dataclass(frozen=True, slots=True)
class Address:
    """A person's id on one channel and one bot."""

    channel: str
    bot_id: str
    chat_key: str


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that came in. `key` is unique for its channel and bot."""

    address: Address
    key: str
    kind: UpdateKind
    text: str = ""  # what was typed; of a button press its label, if the channel tells
    payload: str = ""  # of a button press
    detail: str = ""  # of unsupported kinds and attachments: what it was, in the channel's word


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: what the person reads, and what comes back (at most 64 bytes)."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a skill wants said."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a transcript."""

    id: int
    author: str
    reply: Reply
    at: datetime


@dataclass(frozen=True, slots=True)
class Home:
    """Where a person is at home: a province of today and, when it was said, the old one it holds; both by id."""

    province: str
    old_area: str = ""
    commune: str = ""  # of today, as people read it: "xã Tây Hòa"


@dataclass(frozen=True, slots=True)
class Case:
    """What a person has told so that one item can be judged."""

    item: str
    facts: dict[str, bool | int | float | str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()  # questions that were put, in that order
    waits_for: str = ""  # the question that is open now
    moved_at: datetime | None = None  # when a question was put or the card shown; None when set aside


@dataclass(frozen=True, slots=True)
class Memory:
    """What was said so far that later answers lean on."""

    home: Home | None = None
    topic: str = ""  # the entry answered last
    topic_at: datetime | None = None
    asks_home: bool = False  # the last reply asked where the person is at home
    case: Case | None = None  # of the eligibility check, also when it is done


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What a conversation remembers between messages."""

    choices: tuple[Button, ...] = field(default=())  # what a bare number means
    gap_id: int | None = None  # the unclear question whose choice is still open
    memory: Memory = field(default_factory=Memory)


UPDATE = TypeAdapter(Update)
REPLY = TypeAdapter(Reply)
STATE = TypeAdapter(DialogueState)
