"""Whose rows these are: for lists of people that something has happened to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import address, contact, conversation, delivery, inbound, profile
from storage.tables_applications import application
from storage.tables_privacy import consent, data_request

_BATCH = 500
_of_conversation = select(conversation.c.id, address.c.contact_id).join(
    address, address.c.id == conversation.c.address_id
)
# By the words that the audit trail names things with.
_OWNERS: Mapping[str, Select[Any]] = {
    "contact": select(contact.c.id, contact.c.id.label("contact_id")),
    "application": select(application.c.id, application.c.contact_id),
    "profile": select(profile.c.id, profile.c.contact_id),
    "consent": select(consent.c.id, consent.c.contact_id),
    "request": select(data_request.c.id, data_request.c.contact_id),
    "conversation": _of_conversation,
    "inbound": select(inbound.c.id, address.c.contact_id)
    .join(conversation, conversation.c.id == inbound.c.conversation_id)
    .join(address, address.c.id == conversation.c.address_id),
    "delivery": select(delivery.c.id, address.c.contact_id)
    .join(conversation, conversation.c.id == delivery.c.conversation_id)
    .join(address, address.c.id == conversation.c.address_id),
}
KINDS = frozenset(_OWNERS)


class Owners:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, kind: str, ids: list[int]) -> dict[int, int]:
        """The contact of each; without those that are gone."""
        statement = _OWNERS[kind]
        key = statement.selected_columns[0]
        found: dict[int, int] = {}
        for start in range(0, len(ids), _BATCH):
            rows = await self._connection.execute(statement.where(key.in_(ids[start : start + _BATCH])))
            found.update({int(row[0]): int(row[1]) for row in rows})
        return found

    async def count_people(self) -> int:
        """Everybody who has ever written and was not deleted."""
        return int((await self._connection.execute(select(func.count()).select_from(contact))).scalar_one())
