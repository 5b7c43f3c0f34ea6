"""The inbox put together: what the console asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.broadcasts.ways import Window
from handlers.inbox.acting import Acting
from handlers.inbox.canned import CannedAnswers
from handlers.inbox.listing import InboxLists
from handlers.inbox.viewing import Viewing
from handlers.inbox.windows import Windows
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.database import Database


@dataclass(frozen=True, slots=True)
class InboxRoom:
    lists: InboxLists
    viewing: Viewing
    acting: Acting
    canned: CannedAnswers


def inbox_room(
    database: Database,
    knowledge: Callable[[], KnowledgeBase],
    door: Door,
    window: Window | None,
    ring: Callable[[], None],
) -> InboxRoom:
    """`window` is that of the channel that has one, `ring` wakes the senders."""
    windows = Windows(window)
    return InboxRoom(
        lists=InboxLists(database),
        viewing=Viewing(database, knowledge, door, windows),
        acting=Acting(database, knowledge, door, windows, ring),
        canned=CannedAnswers(knowledge),
    )
