"""The staff's side of broadcasts in their chat, put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.broadcasts.audiences import Audiences
from handlers.broadcasts.chat.deeds import NewsDeeds
from handlers.broadcasts.chat.errands import Errands
from handlers.broadcasts.chat.looking import NewsLooks
from handlers.broadcasts.chat.steps import NewsSteps
from handlers.broadcasts.chat.watching import NewsWatch
from handlers.broadcasts.chat.wording import Wording
from handlers.broadcasts.desk import BroadcastDesk
from handlers.broadcasts.progress import ProgressReader
from handlers.broadcasts.retrying import Retrying
from handlers.broadcasts.trying import Trying
from handlers.deeds import Doer
from handlers.messages import Reply
from handlers.outbox import Door
from storage.database import Database


@dataclass(frozen=True, slots=True)
class NewsChat:
    """`errands` ends with the house."""

    doers: Mapping[type, Doer]
    errands: Errands
    watch: NewsWatch


def news_chat(
    database: Database,
    door: Door,
    wording: Wording,
    desk: BroadcastDesk,
    audiences: Audiences,
    progress: ProgressReader,
    retrying: Retrying,
    trying: Trying,
    ring: Callable[[], None],
) -> NewsChat:
    """`ring` wakes the senders."""
    errands = Errands(database, door, ring, lambda: Reply(wording.knowledge.phrase("tin_not_found_out")))
    looks = NewsLooks(database, door, wording, audiences, progress, retrying, errands)
    steps = NewsSteps(desk, trying, looks, wording, door)
    return NewsChat(
        doers=NewsDeeds(desk, looks, steps, wording).doers,
        errands=errands,
        watch=NewsWatch(database, door, wording, audiences, progress),
    )
