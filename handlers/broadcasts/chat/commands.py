"""What staff may type and press to send to many: buttons of at most 64 bytes, safe when they are old."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

WORD = "tin"
STAFF_NEWS = "tn:"
LIST = "tn:list"
NO = "tn:no"
_LONGEST_NUMBER = 9  # digits


class Step(StrEnum):
    """What a button under a broadcast wants."""

    SEE = "see"
    WHO = "who"  # choose whom it goes to
    TO = "to"  # chosen
    TRY = "try"
    NOW = "now"
    AT = "at"
    TEXT = "text"
    DROP = "drop"
    SURE = "yes"  # to the question how many
    APPROVE = "ok"
    RETURN = "back"
    PAUSE = "pause"
    RESUME = "on"
    CANCEL = "stop"
    CANCEL_SURE = "stop-yes"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a broadcast as it was seen in one revision; `audience` is what was chosen for it."""

    step: Step
    broadcast_id: int
    revision: int = 0
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Sure:
    """What a yes would send: kept with the conversation, where nobody can write another number."""

    broadcast_id: int
    revision: int
    total: int
    at: datetime | None = None


def payload(step: Step, broadcast_id: int, revision: int = 0, audience: str = "") -> str:
    return f"{STAFF_NEWS}{step}:{broadcast_id}:{revision}" + (f":{audience}" if audience else "")


def pressed(sent: str) -> Pressed | None:
    """The button that sends this; None of anything else."""
    if not sent.startswith(STAFF_NEWS):
        return None
    step, _, rest = sent.removeprefix(STAFF_NEWS).partition(":")
    identity, _, rest = rest.partition(":")
    revision, _, audience = rest.partition(":")
    if step not in set(Step) or not (is_number(identity) and is_number(revision)):
        return None
    return Pressed(Step(step), int(identity), int(revision), audience)


def sure(what: Sure) -> str:
    """As the conversation expects it."""
    at = what.at.isoformat() if what.at is not None else ""
    return f"{payload(Step.SURE, what.broadcast_id, what.revision)}:{what.total}:{at}"


def sure_in(expects: str) -> Sure | None:
    """What a conversation waits to be told yes to; None when it is nothing of ours."""
    told = pressed(expects)
    if told is None or told.step is not Step.SURE:
        return None
    total, _, at = told.audience.partition(":")
    if not is_number(total):
        return None
    return Sure(told.broadcast_id, told.revision, int(total), datetime.fromisoformat(at) if at else None)


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
