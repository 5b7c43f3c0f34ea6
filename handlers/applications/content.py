"""What an application holds, as it is kept under the person's key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from pydantic import TypeAdapter

from knowledge.forms.replies import Value


@dataclass(frozen=True, slots=True)
class Content:
    """The answers of a form, and how far the asking has come. None is what was not asked yet."""

    answers: Mapping[str, Value] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    is_short: bool | None = None  # only what is required is asked
    waits_for: str = ""  # a field, or a point of handlers/applications/way.py
    options: tuple[Value, ...] = ()  # what an unclear reply may have meant
    is_mending: bool = False  # one answer is given anew, then the review comes again
    is_adult: bool | None = None
    has_consented: bool | None = None
    is_on_behalf: bool | None = None
    owner: str = ""  # the person this is filed for
    owner_has_agreed: bool | None = None
    agreed_fields: tuple[str, ...] = ()  # sensitive ones that may be asked
    refused_fields: tuple[str, ...] = ()  # sensitive ones that may not


CONTENT = TypeAdapter(Content)
_VALUE: TypeAdapter[Value] = TypeAdapter(Value)
_MARK_LETTERS = 8


def mark_of(value: Value) -> str:
    """A short sign of a value, by which a button names it: an old button never means another value."""
    return sha256(_VALUE.dump_json(value)).hexdigest()[:_MARK_LETTERS]
