"""What is known of the person whom a message is for."""

from handlers.applications.visits import content_of
from handlers.messages import Address, Notice, Reply
from handlers.zalo.templates import filled
from handlers.zalo.windows import Standing
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.repositories.conversations import ConversationRow
from storage.states import Purpose
from storage.store import Store


class Standings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, address: Address, reply: Reply) -> Standing:
        """By the address of a message and what it says."""
        where = (address.channel, address.bot_id, address.chat_key)
        async with self._database.reading() as store:
            found = await store.conversations.find(*where)
            conversation = await store.conversations.get(found) if found is not None else None
            if conversation is None:
                return Standing()
            if reply.notice is None:
                return Standing(conversation.last_inbound_at, conversation_id=conversation.id)
            row = await _application(store, conversation, reply.notice)
            return Standing(
                conversation.last_inbound_at,
                filled(await store.templates.all(), reply.notice),
                await _phone(store, row) if row is not None else "",
                conversation.id,
                row.id if row is not None else None,
            )


async def _application(store: Store, of: ConversationRow, notice: Notice) -> ApplicationRow | None:
    """The one that a notice tells of; None when it is gone, or somebody else's by now."""
    row = await store.applications.get(notice.application_id)
    return row if row is not None and row.contact_id == of.contact_id else None


async def _phone(store: Store, row: ApplicationRow) -> str:
    """As the platform writes it; empty unless the person gave it and agreed to be told of their application."""
    if not (await store.consents.standing(row.contact_id)).get(Purpose.APPLICATION):
        return ""
    phone = content_of(row).answers.get("phone")
    return f"84{phone[1:]}" if isinstance(phone, str) and phone.startswith("0") else ""
