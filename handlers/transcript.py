"""What was said in a conversation, for pages that show it."""

from handlers.messages import REPLY, Address, Line
from storage.database import Database


class Transcript:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def after(self, address: Address, message_id: int, limit: int = 100) -> list[Line]:
        """Lines with a larger id, oldest first; none for an address that never wrote."""
        async with self._database.reading() as store:
            conversation_id = await store.conversations.find(
                address.channel, address.bot_id, address.chat_key
            )
            if conversation_id is None:
                return []
            rows = await store.messages.after(conversation_id, message_id, limit)
        return [Line(row.id, row.author, REPLY.validate_json(row.body), row.created_at) for row in rows]
