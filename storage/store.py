"""All queries of one transaction, grouped by what they are about."""

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.application_lists import ApplicationLists
from storage.repositories.applications import Applications
from storage.repositories.areas import StaffAreas
from storage.repositories.attachments import AttachedFiles
from storage.repositories.audiences import Audiences
from storage.repositories.audit import AuditTrail
from storage.repositories.broadcast_deliveries import BroadcastDeliveries
from storage.repositories.broadcasts import Broadcasts
from storage.repositories.calendar import FollowUpCalendar
from storage.repositories.certificates import Certificates
from storage.repositories.consents import Consents
from storage.repositories.conversations import Conversations
from storage.repositories.dates import ApplicationDates
from storage.repositories.deliveries import Deliveries
from storage.repositories.erasing import Erasing
from storage.repositories.expiring import Expiring
from storage.repositories.followups import FollowUps
from storage.repositories.gaps import Gaps
from storage.repositories.holds import SignInHolds
from storage.repositories.inbound import InboundQueue
from storage.repositories.inbox import Inbox
from storage.repositories.inspections import Inspections
from storage.repositories.joins import Joins
from storage.repositories.keys import PersonKeys
from storage.repositories.links import StaffLinks
from storage.repositories.messages import Messages
from storage.repositories.notes import ConversationNotes
from storage.repositories.obstacles import Obstacles
from storage.repositories.own_rows import OwnRows
from storage.repositories.owners import Owners
from storage.repositories.profiles import Profiles
from storage.repositories.projects import Projects
from storage.repositories.receipts import Receipts
from storage.repositories.replanning import Replanning
from storage.repositories.reporting import Reporting
from storage.repositories.requests import DataRequests
from storage.repositories.review_lists import ReviewLists
from storage.repositories.rotation import Rotation
from storage.repositories.saved_filters import SavedFilters
from storage.repositories.seals import SealedValues
from storage.repositories.second_factors import SecondFactors
from storage.repositories.sessions import StaffSessions
from storage.repositories.staff import StaffAccounts
from storage.repositories.staff_reminders import StaffReminders
from storage.repositories.surveys import Surveys
from storage.repositories.tasks import StaffTasks
from storage.repositories.tries import ChatTries
from storage.repositories.waiting import Waiting
from storage.repositories.zalo_accounts import ZaloAccounts
from storage.repositories.zalo_bills import ZaloBills
from storage.repositories.zalo_templates import ZaloTemplates


class Store:
    """The repositories over one open transaction."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:  # noqa: PLR0915 - a line for each
        self.conversations = Conversations(connection, vault)
        self.inbound = InboundQueue(connection, vault)
        self.messages = Messages(connection, vault)
        self.deliveries = Deliveries(connection, vault)
        self.broadcasts = Broadcasts(connection)
        self.broadcast_deliveries = BroadcastDeliveries(connection)
        self.audiences = Audiences(connection)
        self.gaps = Gaps(connection, vault)
        self.profiles = Profiles(connection, vault)
        self.keys = PersonKeys(connection, vault)
        self.consents = Consents(connection)
        self.applications = Applications(connection, vault)
        self.files = AttachedFiles(connection)
        self.staff = StaffAccounts(connection)
        self.sessions = StaffSessions(connection)
        self.holds = SignInHolds(connection)
        self.second_factors = SecondFactors(connection, vault)
        self.links = StaffLinks(connection, vault)
        self.joins = Joins(connection, vault)
        self.areas = StaffAreas(connection)
        self.lists = ReviewLists(connection)
        self.all_lists = ApplicationLists(connection, vault)
        self.saved_filters = SavedFilters(connection)
        self.follow_ups = FollowUps(connection)
        self.calendar = FollowUpCalendar(connection)
        self.dates = ApplicationDates(connection)
        self.surveys = Surveys(connection)
        self.reminders = StaffReminders(connection)
        self.replanning = Replanning(connection)
        self.inspections = Inspections(connection)
        self.obstacles = Obstacles(connection)
        self.projects = Projects(connection)
        self.tries = ChatTries(connection)
        self.tasks = StaffTasks(connection)
        self.receipts = Receipts(connection)
        self.waiting = Waiting(connection)
        self.inbox = Inbox(connection, vault)
        self.notes = ConversationNotes(connection, vault)
        self.zalo = ZaloAccounts(connection, vault)
        self.bills = ZaloBills(connection)
        self.templates = ZaloTemplates(connection)
        self.requests = DataRequests(connection, vault)
        self.certificates = Certificates(connection)
        self.own_rows = OwnRows(connection, vault)
        self.owners = Owners(connection)
        self.erasing = Erasing(connection)
        self.expiring = Expiring(connection)
        self.rotation = Rotation(connection, vault)
        self.sealed = SealedValues(connection, vault)
        self.reports = Reporting(connection, vault)
        self.audit = AuditTrail(connection)
