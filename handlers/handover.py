"""A conversation passes from the bot to staff, or back. Call everything here with the conversation locked."""

from dataclasses import replace
from datetime import datetime

from handlers.messages import STATE, UpdateKind
from handlers.turns import Response
from storage.repositories.conversations import ConversationRow
from storage.states import GapKind, Holder, TaskKind
from storage.store import Store

_WORDLESS = frozenset({UpdateKind.FOLLOW, UpdateKind.UNFOLLOW})
_OF_HANDOVER = (TaskKind.TAKEN_OVER, TaskKind.ANSWER_WAITING)


async def take(store: Store, conversation: ConversationRow, now: datetime, by: int | None = None) -> int:
    """Staff answer from now on, `by` is the one of them; how many answers of the bot are not sent any more.

    What may be on the wire already arrives. What is not sent was never said, so it leaves the transcript, too.
    """
    await store.conversations.hand_to(conversation.id, Holder.STAFF, now, by)
    unsent = await store.deliveries.silence(conversation.id, now)
    if unsent:
        await store.messages.unsay(conversation.id, unsent)
    return len(unsent)


async def give_back(store: Store, conversation: ConversationRow, now: datetime, actor: str) -> None:
    """The bot answers from now on, or goes on where somebody only waited; what waited for staff is settled.

    Numbers that are typed next do not choose from what was asked before staff came.
    """
    await store.conversations.hand_to(conversation.id, Holder.BOT)
    if conversation.holder is Holder.STAFF and conversation.last_inbound_at is not None:
        state = STATE.validate_json(conversation.state)
        state = replace(state, choices=(), gap_id=None, takes_numbers=False, expects="")
        written = STATE.dump_json(state).decode()
        await store.conversations.save(conversation.id, written, conversation.last_inbound_at)
    for kind in _OF_HANDOVER:
        await store.tasks.close_all(kind, actor, now, conversation.id)


async def note_update(
    store: Store, conversation: ConversationRow, kind: UpdateKind, response: Response, now: datetime
) -> None:
    """What came in lies on the desk of staff when they hold the conversation, or when it asks for them."""
    asks = response.gap is not None and response.gap.kind is GapKind.PERSON
    is_theirs = conversation.holder is Holder.STAFF and kind not in _WORDLESS
    if asks or is_theirs or conversation.desk_at is not None:
        await store.inbox.moved(conversation.id, now, waits=asks or is_theirs)
