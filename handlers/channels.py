"""What the house asks of a channel, and how a send attempt can end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.messages import Address, Reply
from storage.states import Cost


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel can carry."""

    max_text_units: int  # in UTF-16 units, the strictest reading of every platform
    sends_per_second: float = 1000.0
    most_in_a_second: float = 1000.0  # in any one, however they bunch
    chat_sends_per_second: float = 1000.0
    chat_burst: int = 1000
    is_abroad: bool = False  # its messages leave the country: nothing sensitive is asked there
    carries_files: bool = True  # False: none is made to be sent; people come for them, or none reaches them
    file_kinds: frozenset[str] | None = None  # endings of files that reach people; None: all
    names_authors: bool = False  # people see who wrote each message, the machine or a person
    has_buttons: bool = True  # False: choices are numbers in the text, and nothing to press


@dataclass(frozen=True, slots=True)
class Delivered:
    message_id: str = ""
    cost: Cost | None = None  # where the platform bills by the message


@dataclass(frozen=True, slots=True)
class RefusedForGood:
    """The platform will never take this message."""

    code: str
    is_person_gone: bool = False  # blocked, deactivated: nothing reaches them until they write again


@dataclass(frozen=True, slots=True)
class RefusedForNow:
    """The platform asks to wait; nothing was delivered and this is no attempt."""

    retry_after_seconds: float
    code: str = "slow_down"


@dataclass(frozen=True, slots=True)
class PutOff:
    """This message may leave only from then on, others at once; this is no attempt."""

    until: datetime
    code: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request never left: safe to repeat."""

    code: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """It may have been delivered; the platform did not say."""

    code: str


@dataclass(frozen=True, slots=True)
class ChannelDown:
    """The channel itself is refused (bad token): stop it, burn no recipients."""

    code: str


Outcome = Delivered | RefusedForGood | RefusedForNow | PutOff | NotSent | InDoubt | ChannelDown


@dataclass(frozen=True, slots=True)
class Attached:
    """A file on its way out."""

    name: str
    mime: str
    data: bytes


class Channel(Protocol):
    """A way out. `send` never raises for what a platform can answer; it returns the Outcome.

    `attached` comes with a reply that names a file; a channel that fetches it later leaves it alone.
    """

    @property
    def name(self) -> str: ...

    @property
    def bot_id(self) -> str: ...

    @property
    def abilities(self) -> Abilities: ...

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome: ...
