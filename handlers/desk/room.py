"""All that the console's first rooms need, put together: accounts, sign-in, the day's view, links and tasks."""

from dataclasses import dataclass
from datetime import tzinfo

from handlers.desk.accounts import StaffDesk
from handlers.desk.changes import Changes
from handlers.desk.linking import Linking
from handlers.desk.own_account import OwnAccount
from handlers.desk.passwords import Passwords
from handlers.desk.people import People
from handlers.desk.sessions import Sessions
from handlers.desk.sign_in import SignIn
from handlers.desk.tasks import StaffTasks
from handlers.desk.today import Today
from handlers.library import Library
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.database import Database


@dataclass(frozen=True, slots=True)
class DeskRoom:
    staff: StaffDesk
    sign_in: SignIn
    sessions: Sessions
    today: Today
    changes: Changes
    linking: Linking
    tasks: StaffTasks
    own: OwnAccount
    people: People


def desk_room(database: Database, library: Library, door: Door, zone: tzinfo) -> DeskRoom:
    passwords, sessions = Passwords(), Sessions(database)

    def knowledge() -> KnowledgeBase:
        return library.knowledge

    staff, linking = StaffDesk(database, passwords), Linking(database, knowledge, door)
    return DeskRoom(
        staff=staff,
        sign_in=SignIn(database, passwords, sessions),
        sessions=sessions,
        today=Today(database, library),
        changes=Changes(database, library, zone),
        linking=linking,
        tasks=StaffTasks(database, lambda: knowledge().phrase, lambda: knowledge().process),
        own=OwnAccount(database, passwords),
        people=People(database, staff, linking, lambda: knowledge().places),
    )
