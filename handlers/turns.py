"""What a skill is given and what it gives back: values, so that skills touch nothing themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handlers.messages import DialogueState, Memory, Reply, UpdateKind
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


@dataclass(frozen=True, slots=True)
class GapNote:
    """A question for the editors' list."""

    kind: GapKind
    question: str
    candidates: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class KeepProfile:
    """A case that the person agreed to have kept, and how it was judged."""

    item: str
    facts: Mapping[str, bool | int | float | str]
    outcomes: Mapping[str, str]  # by scheme
    judged_version: str
    consent_version: str  # of the words that were agreed to


@dataclass(frozen=True, slots=True)
class ForgetProfile:
    """Everything kept of the person is to go."""

    tell: Callable[[int], Reply]  # what is said once it is known how many cases went


@dataclass(frozen=True, slots=True)
class Response:
    """What to say and what to remember. No replies means silence."""

    replies: tuple[Reply, ...] = ()
    gap: GapNote | None = None
    chosen_entry: str | None = None  # answers the gap that the state still holds open
    memory: Memory | None = None  # None leaves what is remembered as it was
    profile: KeepProfile | ForgetProfile | None = None


class Skill(Protocol):
    """One thing the bot can do in a conversation."""

    async def __call__(self, turn: Turn) -> Response: ...


@dataclass(frozen=True, slots=True)
class Silence:
    """Says nothing: staff are talking, or the person has left."""

    response: Response = field(default_factory=Response)

    async def __call__(self, turn: Turn) -> Response:
        return self.response
