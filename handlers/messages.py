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
class Upload:
    """A file that somebody sent: still at the platform (`remote`), kept as a blob, or refused with a reason."""

    name: str = ""  # as the sender's device calls it; never part of a path
    remote: str = ""  # what the channel fetches it by
    size: int = 0
    blob_id: str = ""
    kind: str = ""
    sha256: str = ""
    is_scanned: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that came in. `key` is unique for its channel and bot."""

    address: Address
    key: str
    kind: UpdateKind
    text: str = ""  # what was typed; of a button press its label, if the channel tells
    payload: str = ""  # of a button press
    detail: str = ""  # of unsupported kinds and attachments: what it was, in the channel's word
    file: Upload | None = None  # of an attachment


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: what the person reads, and what comes back (at most 64 bytes)."""

    label: str
    payload: str


class FileOf(StrEnum):
    """What a file in a reply is made from, when it is sent or fetched."""

    REQUEST = "request"  # an application, as its paper
    EXPORT = "export"  # all that is kept of a person
    BROADCAST = "broadcast"  # what a message to many carries


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that is made when it is wanted, so that none lies about."""

    made_from: FileOf
    id: int  # of the application, the data request, or the broadcast
    name: str


NEWS_KIND = "news"  # of a broadcast's notice


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reply tells of an application, or a broadcast of itself: for channels that may say it only in a form
    approved beforehand."""

    kind: str  # an action or a plan of the process, or NEWS_KIND
    application_id: int  # 0: of none
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a skill wants said. One with a file has a short text and no buttons."""

    text: str
    buttons: tuple[Button, ...] = ()
    file: FileRef | None = None
    takes_numbers: bool = False  # a bare number is a reply of its own and chooses no button
    notice: Notice | None = None


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
class OpenForm:
    """The form that messages go to; what it holds is with the application."""

    code: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    """What was said so far that later answers lean on."""

    home: Home | None = None
    topic: str = ""  # the entry answered last
    topic_at: datetime | None = None
    asks_home: bool = False  # the last reply asked where the person is at home
    case: Case | None = None  # of the eligibility check, also when it is done
    form: OpenForm | None = None


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What a conversation remembers between messages."""

    choices: tuple[Button, ...] = field(default=())  # what a bare number means
    gap_id: int | None = None  # the unclear question whose choice is still open
    memory: Memory = field(default_factory=Memory)
    takes_numbers: bool = False  # a bare number is none of the choices
    expects: str = ""  # what the next text is taken for: a word of the skill that asked for it


UPDATE = TypeAdapter(Update)
REPLY = TypeAdapter(Reply)
STATE = TypeAdapter(DialogueState)
