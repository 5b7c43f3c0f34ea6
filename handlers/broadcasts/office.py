"""What the console asks about messages to many, beside the room itself, put together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, tzinfo

from handlers.attachments.examiner import Examiner
from handlers.broadcasts.attaching import Attaching
from handlers.broadcasts.choices import Choices
from handlers.broadcasts.doing import Doing
from handlers.broadcasts.room import NewsRoom
from handlers.broadcasts.saved import SavedAudiences
from handlers.broadcasts.shelf import Shelf
from handlers.broadcasts.telling import Telling
from handlers.broadcasts.watching import Watch
from handlers.broadcasts.writing import Writing
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet
from storage.database import Database


@dataclass(frozen=True, slots=True)
class NewsOffice:
    choices: Choices
    attaching: Attaching
    writing: Writing
    doing: Doing
    saved: SavedAudiences
    watch: Watch
    shelf: Shelf
    telling: Telling


def news_office(
    database: Database,
    knowledge: Callable[[], KnowledgeBase],
    room: NewsRoom,
    examiner: Examiner,
    zone: tzinfo,
    quiet: tuple[time, time],
) -> NewsOffice:
    """Nothing is sent in the quiet hours, from the first to the second."""
    watch = Watch(room.progress)
    return NewsOffice(
        choices=Choices(database, knowledge),
        attaching=Attaching(examiner),
        writing=Writing(database, room.desk, room.audiences),
        doing=Doing(database, room.desk, room.audiences, room.trying, room.retrying),
        saved=SavedAudiences(database, room.audiences),
        watch=watch,
        shelf=Shelf(database, watch),
        telling=Telling(knowledge, zone, Quiet(*quiet)),
    )
