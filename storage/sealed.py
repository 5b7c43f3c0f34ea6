"""Where every sealed column is sealed for, in one list: export opens by it, and rotation seals again by it."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row

from storage.tables import conversation, delivery, gap, inbound, message, profile
from storage.tables_access import staff_totp
from storage.tables_applications import application, application_event, inspection, obstacle
from storage.tables_followups import survey_answer
from storage.tables_inbox import conversation_note
from storage.tables_privacy import data_request, person_key
from storage.tables_zalo import zalo_account

Place = Callable[[Row[Any]], str]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column sealed under the installation's key, or under the person's own."""

    column: Column[Any]
    place: Place
    is_persons: bool = False
    is_text: bool = False  # stands in a column of letters

    def read(self, row: Row[Any]) -> bytes | None:
        """The sealed bytes; None when there are none, or the value was never sealed."""
        value = row._mapping[self.column]
        if not value or (self.is_text and value.startswith("{")):  # "{": states were open once
            return None
        return b64decode(value) if self.is_text else bytes(value)

    def stored(self, sealed: bytes) -> str | bytes:
        """The bytes as the column keeps them."""
        return b64encode(sealed).decode() if self.is_text else sealed


STATE = Sealed(conversation.c.state, lambda row: f"conversation.state:{row.id}", is_text=True)
KEY = Sealed(person_key.c.wrapped, lambda row: f"person_key.wrapped:{row.contact_id}")
OF_INSTALLATION = (
    KEY,
    STATE,
    Sealed(profile.c.facts, lambda row: f"profile.facts:{row.contact_id}:{row.item}"),
    Sealed(gap.c.question, lambda _: "gap.question"),
    Sealed(data_request.c.note, lambda row: f"data_request.note:{row.code}"),
    Sealed(message.c.body, lambda row: f"message.body:{row.conversation_id}"),
    Sealed(conversation_note.c.body, lambda row: f"conversation_note.body:{row.conversation_id}"),
    Sealed(delivery.c.body, lambda row: f"delivery.body:{row.channel}:{row.bot_id}:{row.chat_key}"),
    Sealed(inbound.c.payload, lambda row: f"inbound.payload:{row.channel}:{row.bot_id}:{row.update_key}"),
    Sealed(staff_totp.c.secret, lambda row: f"staff_totp.secret:{row.staff_id}"),
    Sealed(zalo_account.c.verifier, lambda row: f"zalo_account.verifier:{row.oa_id}"),
    Sealed(zalo_account.c.access_token, lambda row: f"zalo_account.access_token:{row.oa_id}"),
    Sealed(zalo_account.c.refresh_token, lambda row: f"zalo_account.refresh_token:{row.oa_id}"),
)
# Of a row that belongs to an application the code and the key come with it, see storage/repositories/own_rows.py.
OF_PERSON = (
    Sealed(application.c.content, lambda row: f"application.content:{row.code}", is_persons=True),
    Sealed(application_event.c.note, lambda row: f"application_event.note:{row.code}", is_persons=True),
    Sealed(inspection.c.findings, lambda row: f"inspection.findings:{row.application_id}", is_persons=True),
    Sealed(obstacle.c.story, lambda row: f"obstacle.story:{row.application_id}", is_persons=True),
    Sealed(survey_answer.c.words, lambda row: f"survey_answer.words:{row.application_id}", is_persons=True),
)
