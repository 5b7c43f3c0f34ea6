"""Contacts, their addresses, and the conversation on each address."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert, insert_once
from storage.states import Holder
from storage.tables import address, contact, conversation


@dataclass(frozen=True, slots=True)
class ConversationRow:
    id: int
    contact_id: int
    channel: str
    bot_id: str
    chat_key: str
    holder: Holder
    state: str  # JSON, read by the dialogue; "{}" when nothing is remembered or its key is gone
    is_reachable: bool
    last_inbound_at: datetime | None
    held_by: int | None  # the member of staff; None also for one who writes in the platform's own tool
    held_at: datetime | None
    desk_at: datetime | None  # None: staff have nothing to do with it


_COLUMNS = (
    conversation.c.id,
    address.c.contact_id,
    address.c.channel,
    address.c.bot_id,
    address.c.chat_key,
    conversation.c.holder,
    conversation.c.state,
    address.c.is_reachable,
    conversation.c.last_inbound_at,
    conversation.c.held_by,
    conversation.c.held_at,
    conversation.c.desk_at,
)
# Built once: building a statement costs more than running it.
_FIND = (
    select(conversation.c.id)
    .join(address, address.c.id == conversation.c.address_id)
    .where(
        address.c.channel == bindparam("channel"),
        address.c.bot_id == bindparam("bot_id"),
        address.c.chat_key == bindparam("chat_key"),
    )
)
_LOAD = (
    select(*_COLUMNS)
    .join(address, address.c.id == conversation.c.address_id)
    .where(conversation.c.id == bindparam("of"))
)
_THIS = select(conversation.c.id).where(conversation.c.id == bindparam("of"))
_LOCK = _THIS.with_for_update()
_LOCK_IF_FREE = _THIS.with_for_update(skip_locked=True)
_SAVE = (
    update(conversation)
    .where(conversation.c.id == bindparam("of"))
    .values(state=bindparam("to_state"), last_inbound_at=bindparam("at"))
)


class Conversations:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def find(self, channel: str, bot_id: str, chat_key: str) -> int | None:
        values = {"channel": channel, "bot_id": bot_id, "chat_key": chat_key}
        found: int | None = (await self._connection.execute(_FIND, values)).scalar_one_or_none()
        return found

    async def find_or_create(self, channel: str, bot_id: str, chat_key: str, now: datetime) -> int:
        """The conversation on an address; a first contact creates person, address and conversation."""
        found = await self.find(channel, bot_id, chat_key)
        if found is not None:
            return found
        contact_id = await insert(self._connection, contact, {"created_at": now})
        address_id = await insert_once(
            self._connection,
            address,
            {
                "contact_id": contact_id,
                "channel": channel,
                "bot_id": bot_id,
                "chat_key": chat_key,
                "created_at": now,
            },
        )
        if address_id is None:  # another process was first; its commit has just released the key
            await self._connection.execute(contact.delete().where(contact.c.id == contact_id))
            return await self._existing(channel, bot_id, chat_key)
        return await insert(self._connection, conversation, {"address_id": address_id})

    async def _existing(self, channel: str, bot_id: str, chat_key: str) -> int:
        found = await self.find(channel, bot_id, chat_key)
        if found is None:
            raise LookupError("an address without a conversation")
        return found

    async def get(self, conversation_id: int) -> ConversationRow | None:
        """The conversation as it was a moment ago, held by nobody."""
        return await self._loaded(_LOAD, conversation_id)

    async def lock(self, conversation_id: int, skip_locked: bool = False) -> ConversationRow | None:
        """The conversation as it is now, held until the transaction ends. None: gone, or held elsewhere.

        Held first and read afterwards: whose it is stands in another row, which may have changed meanwhile.
        """
        statement = _LOCK_IF_FREE if skip_locked else _LOCK
        held = (await self._connection.execute(statement, {"of": conversation_id})).one_or_none()
        return None if held is None else await self._loaded(_LOAD, conversation_id)

    async def _loaded(self, statement: Select[Any], conversation_id: int) -> ConversationRow | None:
        row = (await self._connection.execute(statement, {"of": conversation_id})).one_or_none()
        return None if row is None else ConversationRow(**{**row._mapping, "state": self._opened(row)})

    def _opened(self, row: Any) -> str:
        """What the dialogue remembers is sealed: people tell it where they live and what they plan."""
        if row.state.startswith("{"):  # written before states were sealed, or new
            return str(row.state)
        return self._vault.open_if_whole(b64decode(row.state), _place(row.id)) or "{}"

    async def save(self, conversation_id: int, state: str, last_inbound_at: datetime) -> None:
        sealed = b64encode(self._vault.seal(state, _place(conversation_id))).decode()
        values = {"of": conversation_id, "to_state": sealed, "at": last_inbound_at}
        await self._connection.execute(_SAVE, values)

    async def hand_to(
        self, conversation_id: int, holder: Holder, now: datetime | None = None, by: int | None = None
    ) -> None:
        """To staff, `by` is the one of them; or back to the bot, and then nobody waits for staff any more."""
        is_staff = holder is Holder.STAFF
        values: dict[str, Any] = {"holder": holder, "held_by": by if is_staff else None}
        values |= dict.fromkeys(("held_at", "desk_at"), now if is_staff else None)
        if not is_staff:
            values["waits_since"] = None
        await self._connection.execute(
            update(conversation).where(conversation.c.id == conversation_id).values(values)
        )

    async def set_reachable(
        self, conversation_id: int, is_reachable: bool, reason: str | None = None
    ) -> None:
        chosen = select(conversation.c.address_id).where(conversation.c.id == conversation_id)
        await self._connection.execute(
            update(address)
            .where(address.c.id.in_(chosen))
            .values(is_reachable=is_reachable, unreachable_reason=reason)
        )


def _place(conversation_id: int) -> str:
    return f"conversation.state:{conversation_id}"
