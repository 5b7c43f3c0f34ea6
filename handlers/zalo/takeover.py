"""Staff who answer in the platform's own tool: the bot is silent for that person until they give the chat back."""

from datetime import datetime

from handlers.handover import take
from handlers.messages import REPLY, Address, Reply
from storage.database import Database
from storage.states import Author, Holder, TaskKind


class Takeover:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def staff_said(self, address: Address, key: str, text: str, now: datetime) -> bool:
        """What a member of staff wrote there; False when it was told before."""
        where = (address.channel, address.bot_id)
        async with self._database.transaction() as store:
            conversation_id = await store.conversations.find_or_create(*where, address.chat_key, now)
            conversation = await store.conversations.lock(conversation_id)
            guard = await store.inbound.add(*where, key, conversation_id, "{}", now, now, is_settling=False)
            if conversation is None or guard is None:
                return False
            await store.inbound.finish([guard])
            if conversation.holder is not Holder.STAFF:
                unsent = await take(store, conversation, now)
                subject = f"conversation:{conversation_id}"
                await store.audit.add(now, "zalo", "taken_over", subject, unsent=unsent)
            if text:
                line = REPLY.dump_json(Reply(text)).decode()
                await store.messages.add(conversation_id, Author.STAFF, line, now)
            await store.inbox.answered(conversation_id, now)
            await store.tasks.close_all(TaskKind.ANSWER_WAITING, "zalo", now, conversation_id)
            if conversation.held_by is None:  # else whoever holds it in the inbox gives it back there
                await store.tasks.open(TaskKind.TAKEN_OVER, "zalo_tool", now, conversation_id)
        return True
