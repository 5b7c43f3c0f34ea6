"""All about messages to many, put together: what the console, the chat, the sender and the clock each ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from handlers.broadcasts.audiences import Audiences
from handlers.broadcasts.chat.room import NewsChat, news_chat
from handlers.broadcasts.chat.wording import Wording
from handlers.broadcasts.conductor import Conductor
from handlers.broadcasts.desk import BroadcastDesk
from handlers.broadcasts.files import NewsFiles
from handlers.broadcasts.leaving import Leaving
from handlers.broadcasts.model import Caps
from handlers.broadcasts.progress import ProgressReader
from handlers.broadcasts.retrying import Retrying
from handlers.broadcasts.trying import Trying
from handlers.broadcasts.ways import NewsWays, Window
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet
from storage.database import Database


@dataclass(frozen=True, slots=True)
class NewsSettings:
    """What the operator has said, and which channels carry news."""

    channels: tuple[str, ...]
    zone: tzinfo
    quiet: Quiet
    caps: Caps
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class NewsRoom:
    desk: BroadcastDesk
    audiences: Audiences
    progress: ProgressReader
    retrying: Retrying
    trying: Trying
    files: NewsFiles
    leaving: Leaving
    conductor: Conductor
    chat: NewsChat


def news_room(
    database: Database,
    knowledge: Callable[[], KnowledgeBase],
    door: Door,
    settings: NewsSettings,
    owner: str,
    ring: Callable[[], None],
) -> NewsRoom:
    """`ring` wakes the senders."""
    ways = NewsWays(settings.channels, settings.window)
    desk, audiences = BroadcastDesk(knowledge, settings.caps), Audiences(database, ways)
    progress, retrying, trying = ProgressReader(database), Retrying(database), Trying(knowledge, door)
    wording = Wording(knowledge, settings.zone, settings.quiet, settings.caps.approval_above)
    return NewsRoom(
        desk=desk,
        audiences=audiences,
        progress=progress,
        retrying=retrying,
        trying=trying,
        files=NewsFiles(database),
        leaving=Leaving(knowledge, settings.zone, settings.quiet, settings.caps),
        conductor=Conductor(database, ways, settings.zone, owner, ring),
        chat=news_chat(database, door, wording, desk, audiences, progress, retrying, trying, ring),
    )
