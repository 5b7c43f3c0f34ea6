"""Every stored state, closed: a value that is not here cannot be in the database."""

from enum import IntEnum, StrEnum


class Holder(StrEnum):
    """Who answers in a conversation."""

    BOT = "bot"
    STAFF = "staff"


class Author(StrEnum):
    """Who wrote a message of the transcript, as the web chat names them."""

    BOT = "bot"
    STAFF = "staff"
    YOU = "you"


class InboundState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"  # given up or unreadable; its payload is kept for a day at most


class Lane(IntEnum):
    """The order in which deliveries leave: smaller first."""

    REPLY = 0
    NOTICE = 1
    BULK = 2


class Promise(StrEnum):
    """What may happen when a send ends in doubt."""

    AT_LEAST_ONCE = "at_least_once"
    AT_MOST_ONCE = "at_most_once"


class DeliveryState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"  # mine, not on the wire
    SENDING = "sending"  # may be on the wire
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class GapKind(StrEnum):
    """Why a question stands in the editors' list."""

    UNKNOWN = "unknown"  # nothing fitted
    CLARIFY = "clarify"  # several fitted, the person was asked
    PERSON = "person"  # the person asked for a human


class ChangeState(StrEnum):
    """Whether the person has been told that the outcome of a kept case changed."""

    OPEN = "open"
    TOLD = "told"
    DISMISSED = "dismissed"  # not worth telling, or overtaken by a later outcome


class Role(StrEnum):
    VIEWER = "viewer"
    OFFICER = "officer"
    LEAD = "lead"
    BROADCASTER = "broadcaster"
    ADMIN = "admin"
    DATA_PROTECTION = "data_protection"
