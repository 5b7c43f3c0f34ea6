"""What an application holds, as it is kept under the person's key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from knowledge.forms.replies import Value


@dataclass(frozen=True, slots=True)
class Content:
    """The answers of a form, and how far the asking has come."""

    answers: Mapping[str, Value] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    waits_for: str = ""  # a field, or a point of the way: see handlers/applications/points.py
    options: tuple[Value, ...] = ()  # what an unclear reply may have meant
    goes_back_to_review: bool = False  # one answer is being mended, the rest stands
    is_adult: bool | None = None
    has_consented: bool | None = None
    refused_fields: tuple[str, ...] = ()  # sensitive ones that the person would not have asked
    agreed_fields: tuple[str, ...] = ()  # sensitive ones that may be asked
    behalf_of: str | None = (
        None  # the name of the person this is filed for; "" is oneself, None is not asked yet
    )
    behalf_agreed: bool | None = None


CONTENT = TypeAdapter(Content)
