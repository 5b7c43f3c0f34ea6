"""The whole of reporting, put together: what the console asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from handlers.reports.choosing import Choices
from handlers.reports.desk import ReportDesk
from handlers.reports.figure_desk import FigureDesk
from handlers.reports.meetings import Meetings
from knowledge.base import KnowledgeBase
from storage.database import Database


@dataclass(frozen=True, slots=True)
class ReportRoom:
    choices: Choices
    desk: ReportDesk
    figures: FigureDesk
    meetings: Meetings


def report_room(
    database: Database, knowledge: Callable[[], KnowledgeBase], zone: tzinfo, province: str = ""
) -> ReportRoom:
    """`knowledge` gives what is known at the moment; `province` is the one that the office serves, if known."""
    return ReportRoom(
        Choices(knowledge, province),
        ReportDesk(database, knowledge, zone),
        FigureDesk(database, knowledge),
        Meetings(database, knowledge, zone),
    )
