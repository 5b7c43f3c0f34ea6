"""What a skill is given and what it gives back: values, so that skills touch nothing themselves."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Protocol

from handlers.messages import DialogueState, Memory, Reply, UpdateKind, Upload
from handlers.records import NO_RECORDS, Records
from storage.states import GapKind


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said, settled and cleaned."""

    kind: UpdateKind
    text: str
    payload: str  # of a button, or what a typed number or label stands for
    detail: str
    state: DialogueState
    now: datetime
    upload: Upload | None = None
    records: Records = NO_RECORDS  # of the person who speaks
    is_abroad: bool = False  # the platform is a foreign one: nothing sensitive belongs there
    file_kinds: frozenset[str] | None = None  # endings of files that reach people here; None: all

    def carries(self, name: str) -> bool:
        """Whether a file of this name can be answered with."""
        return self.file_kinds is None or PurePath(name).suffix.lower() in self.file_kinds


@dataclass(frozen=True, slots=True)
class GapNote:
    """A question for the editors' list."""

    kind: GapKind
    question: str
    candidates: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Response:
    """What to say and what to remember. No replies means silence."""

    replies: tuple[Reply, ...] = ()
    gap: GapNote | None = None
    chosen_entry: str | None = None  # answers the gap that the state still holds open
    memory: Memory | None = None  # None leaves what is remembered as it was
    expects: str = ""  # what the next text is taken for; it is forgotten with the next message
    deeds: tuple[object, ...] = ()  # what is to be done, in this order; handlers/deeds.py knows who does it


class Skill(Protocol):
    """One thing the bot can do in a conversation."""

    async def __call__(self, turn: Turn) -> Response: ...


@dataclass(frozen=True, slots=True)
class Silence:
    """Says nothing: staff are talking, or the person has left."""

    response: Response = field(default_factory=Response)

    async def __call__(self, turn: Turn) -> Response:
        return self.response
