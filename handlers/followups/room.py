"""Everything that is said later, put together: what the clock, the console and the chat each ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.applications.planning import Planner
from handlers.deeds import Doer
from handlers.followups.calendar import Calendar
from handlers.followups.deadlines import StaffReminders
from handlers.followups.deeds import FollowUpDeeds
from handlers.followups.firing import FollowUps
from handlers.followups.replanning import Replanning
from handlers.followups.surveys import SurveyDeeds
from handlers.outbox import Door
from handlers.review.views import Views
from knowledge.base import KnowledgeBase
from knowledge.process.plans import QUIET, Quiet
from storage.database import Database

PAGE = "/console/calendar"


@dataclass(frozen=True, slots=True)
class FollowUpRoom:
    follow_ups: FollowUps
    replanning: Replanning
    reminders: StaffReminders
    calendar: Calendar
    doers: Mapping[type, Doer]

    async def remind(self, clock: Callable[[], datetime]) -> int:
        """Says all that is due; nothing while what is due is still being planned anew. How many things were told."""
        if not await self.replanning.look(clock):
            return 0
        return await self.follow_ups.fire_all(clock)


def follow_up_room(
    database: Database,
    knowledge: Callable[[], KnowledgeBase],
    door: Door,
    zone: tzinfo,
    quiet: Quiet = QUIET,
    province: str = "",
    public_url: str = "",
) -> FollowUpRoom:
    """`province` is the one that the office serves, if that is known; `public_url` is where the console stands."""
    reminders = StaffReminders(database, knowledge, door, zone, quiet, province)
    calendar = Calendar(database, knowledge, Views(knowledge, zone), reminders, zone)
    link = f"{public_url.rstrip('/')}{PAGE}" if public_url else ""
    deeds = FollowUpDeeds(knowledge, door, zone, calendar, link)
    return FollowUpRoom(
        follow_ups=FollowUps(database, knowledge, door, zone, quiet),
        replanning=Replanning(database, knowledge, zone),
        reminders=reminders,
        calendar=calendar,
        doers={**deeds.doers, **SurveyDeeds(Planner(knowledge, zone)).doers},
    )
