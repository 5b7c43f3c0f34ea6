"""Other people's chats, from within a turn that holds one already."""

from collections.abc import Collection

from handlers.deeds import NotYet
from storage.repositories.conversations import ConversationRow
from storage.store import Store


async def at_once(store: Store, conversation_ids: Collection[int]) -> list[ConversationRow]:
    """Holds each without waiting for it: two turns that wait for each other's chats would wait for ever.

    Raises NotYet while somebody else holds one, and the turn is done again.
    """
    held = []
    for identity in sorted(conversation_ids):
        chat = await store.conversations.lock(identity, skip_locked=True)
        if chat is not None:
            held.append(chat)
        elif await store.conversations.get(identity) is not None:
            raise NotYet
    return held
