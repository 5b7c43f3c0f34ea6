"""What a person's chats are told of each other: never more than on which channel each is."""

from collections.abc import Collection, Iterable
from datetime import datetime

from handlers.messages import Reply
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.states import Lane
from storage.store import Store

_NAMES = {
    "web": "channel_web",
    "telegram": "channel_telegram",
    "zalo_oa": "channel_zalo",
    "zalo_bot": "channel_zalo_bot",
    "terminal": "channel_terminal",
}


def channel_name(channel: str, knowledge: KnowledgeBase) -> str:
    """As people call it."""
    return knowledge.phrase(_NAMES.get(channel, "channel_other"))


def channel_names(channels: Iterable[str], knowledge: KnowledgeBase) -> str:
    return ", ".join(dict.fromkeys(channel_name(channel, knowledge) for channel in channels))


async def tell(store: Store, door: Door, conversation_ids: Collection[int], text: str, now: datetime) -> None:
    """Says the same in several chats that are held already; where nobody can be reached nothing is said."""
    for conversation_id in sorted(conversation_ids):
        chat = await store.conversations.lock(conversation_id)
        if chat is not None and chat.is_reachable:
            await door.post(store, chat, (Reply(text),), now, lane=Lane.NOTICE)
