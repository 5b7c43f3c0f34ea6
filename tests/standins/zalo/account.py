"""The Official Account: its settings, the people it knows, what it sent and keeps."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

from .clock import Now, stamp
from .codes import Refusal
from .replies import Place

Json = dict[str, Any]
Tag = Literal[1, 2, 3]  # transaction, care, promotion
MOST_ID_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the app and its Official Account are; three secrets that are three different things."""

    app_id: str = "1234567890123456789"
    app_secret: str = "app-secret-for-tests"
    oa_id: str = "388613280878808645"
    oa_secret: str = "oa-secret-key-for-tests"  # signs hooks
    redirect_uri: str = "https://bot.example.org/zalo/consent"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a template."""

    max_length: int = 30
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """A message that was handed in for approval."""

    id: str
    params: dict[str, Param] = field(default_factory=dict)
    tag: Tag = 1
    status: Literal["approved", "pending", "rejected"] = "approved"
    by_uid: bool = True


@dataclass(slots=True)
class Contact:
    """One person as the Official Account knows them."""

    user_id: str
    user_id_by_app: str
    name: str
    phone: str
    place: Place = field(default_factory=Place)
    is_follower: bool = False
    has_written: bool = False
    last_interaction: datetime | None = None
    refusal: str | None = None  # a reason of codes.py with which every send is refused
    shared_info: Json = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    history: list[Json] = field(default_factory=list)  # newest last, as listrecentchat tells it


@dataclass(slots=True)
class Limits:
    """The ceilings of the account; tests make them small."""

    per_minute: int = 4000
    uploads_per_month: int = 5000
    template_per_day: int = 500


class OfficialAccount:
    """Settings are plain attributes that a test changes."""

    def __init__(self, identity: Identity, now: Now, first_number: int = 1) -> None:
        self.identity = identity
        self.now = now
        self.limits = Limits()
        self.is_deleted = False
        self.is_verified = True
        self.has_package = True
        self.granted = True
        self.needs_proof = False
        self.has_cloud_account = True
        self.balance: int | None = None  # messages that can still be paid; None never ends
        self.package_quota = 0  # messages between 48 h and 7 days that the package holds
        self.button_refusal = -233  # the code for buttons on message/cs; 0 accepts them
        self.cs_needs_follow = False
        self.tells_remaining = False
        self.speaks_template_codes = True  # template by user id; False: the OA's table
        self.contacts: dict[str, Contact] = {}
        self.templates: dict[str, Template] = {}
        self.articles: dict[str, bool] = {}
        self.admins: set[str] = set()
        self.broadcasts: list[Json] = []
        self.reactions: list[Json] = []
        self._numbers: Iterator[int] = count(first_number)

    def add_template(self, template: Template) -> Template:
        """One more template in the given state of approval."""
        self.templates[template.id] = template
        return template

    def add_article(self, id: str, is_ready: bool = True) -> None:
        """An article for broadcasts."""
        self.articles[id] = is_ready

    def contact(self, name: str, id: str | None = None, phone: str | None = None) -> Contact:
        """The person of this id, or of this name; made when new."""
        user_id = id or digits(f"user {name}")
        if len(user_id) > MOST_ID_DIGITS or not user_id.isdigit():
            raise ValueError("ids are up to 19 digits")
        if user_id not in self.contacts:
            number = phone or f"849{digits(f'phone {user_id}')[-8:]}"
            self.contacts[user_id] = Contact(user_id, digits(f"app {user_id}"), name, number)
        return self.contacts[user_id]

    def find(self, user_id: str) -> Contact:
        """The person that a call names."""
        contact = self.contacts.get(user_id)
        if contact is None:
            raise Refusal("parameter", "user_id is invalid")
        return contact

    def find_phone(self, phone: str) -> Contact | None:
        """The person with this phone number, whether they ever met the OA or not."""
        return next((contact for contact in self.contacts.values() if contact.phone == phone), None)

    def new_id(self, length: int = 20) -> str:
        """An id for a message or an upload."""
        return hashlib.sha256(f"{self.identity.oa_id} {next(self._numbers)}".encode()).hexdigest()[:length]

    def pay(self) -> None:
        """Bill one message."""
        if not self.has_cloud_account:
            raise Refusal("cloud_account")
        if self.balance is not None:
            if self.balance <= 0:
                raise Refusal("money")
            self.balance -= 1

    def remember(self, contact: Contact, message_id: str, kind: str, text: str, is_from_oa: bool) -> None:
        """Write a message into the history that listrecentchat and conversation tell."""
        ours, theirs = self.identity.oa_id, contact.user_id
        contact.history.append(
            {
                "src": 0 if is_from_oa else 1,
                "time": stamp(self.now()),
                "type": kind,
                "message": text,
                "message_id": message_id,
                "from_id": ours if is_from_oa else theirs,
                "to_id": theirs if is_from_oa else ours,
            }
        )


def digits(seed: str) -> str:
    """19 digits, the same for the same words, too large for a float to keep."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    return str(10**18 + number % (8 * 10**18))
