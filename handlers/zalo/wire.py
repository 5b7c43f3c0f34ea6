"""What is asked of the platform and what it answers, as values: nothing here speaks HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from handlers.channels import Attached, InDoubt, NotSent
from handlers.messages import Button

CHANNEL = "zalo_oa"
MOST_TEXT = 2000  # characters, says the platform; in UTF-16 units they are never more
MOST_BUTTONS = 5
MOST_PICTURE_BYTES = 1024 * 1024
MOST_FILE_BYTES = 5 * 1024 * 1024


class Api(StrEnum):
    """The same numbers mean other things in other APIs."""

    OA = "oa"
    TEMPLATE = "template"
    OAUTH = "oauth"


class FileKind(StrEnum):
    """What may be uploaded, and where."""

    PICTURE = "image"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Accepted:
    """`quota` says from which allowance the message was taken; None: from none, so it was billed."""

    message_id: str
    quota: str | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    id: str


@dataclass(frozen=True, slots=True)
class Refused:
    api: Api
    code: int

    @property
    def reason(self) -> str:
        """The refusal in one word, as rows keep it."""
        return f"{self.api}{self.code}"


Sent = Accepted | Refused | NotSent | InDoubt
Kept = Uploaded | Refused | NotSent | InDoubt


class Wire(Protocol):
    """The calls. None of them raises for what a network or a platform can do."""

    async def text(self, token: str, user_id: str, text: str, buttons: tuple[Button, ...]) -> Sent: ...

    async def picture(self, token: str, user_id: str, upload_id: str, caption: str) -> Sent: ...

    async def file(self, token: str, user_id: str, upload_id: str) -> Sent: ...

    async def upload(self, token: str, kind: FileKind, attached: Attached) -> Kept: ...

    async def template(
        self, token: str, user_id: str, template_id: str, values: Mapping[str, str]
    ) -> Sent: ...

    async def template_by_phone(
        self, token: str, phone: str, template_id: str, values: Mapping[str, str], tracking_id: str
    ) -> Sent: ...
