"""Who may open which page: one table, and everything that is not in it is refused."""

from collections.abc import Mapping

from handlers.broadcasts.rights import MAY_COMPOSE, MAY_SEE
from handlers.desk.sessions import Role
from handlers.reports.rights import APPROVE, READ, WRITE

HOME = "/console"
HOME_WITH_SLASH = "/console/"
SIGN_IN = "/console/sign-in"
CODE = "/console/sign-in/code"
SIGN_OUT = "/console/sign-out"
CHANGES = "/console/changes"
LINK = "/console/link"
APPLICATIONS = "/console/applications"
BOARD = "/console/applications/board"
EXPORT = "/console/applications/export.csv"
FILTERS = "/console/applications/filters"
ASSIGN = "/console/applications/assign"
APPLICATION = "/console/applications/{code}"
ACT = "/console/applications/{code}/act"
PAPER = "/console/applications/{code}/phieu.docx"
FILE = "/console/applications/{code}/files/{id}"
TASKS = "/console/tasks"
CALENDAR = "/console/calendar"
INBOX = "/console/inbox"
INBOX_NEWS = "/console/inbox/news"
CANNED = "/console/inbox/answers"
TALK = "/console/inbox/{id}"
TALK_NEWS = "/console/inbox/{id}/news"
TAKE = "/console/inbox/{id}/take"
GIVE = "/console/inbox/{id}/give"
ANSWER = "/console/inbox/{id}/answer"
NOTE = "/console/inbox/{id}/note"
BROADCASTS = "/console/broadcasts"
NEW_BROADCAST = "/console/broadcasts/new"
BROADCAST = "/console/broadcasts/{id}"
BROADCAST_EDIT = "/console/broadcasts/{id}/edit"
BROADCAST_CANCEL = "/console/broadcasts/{id}/cancel"
BROADCAST_FILE = "/console/broadcasts/{id}/file"
BROADCAST_COUNT = "/console/broadcasts/{id}/count"
BROADCAST_EVENTS = "/console/broadcasts/{id}/events"
AUDIENCES = "/console/audiences"
AUDIENCE_COUNT = "/console/audiences/{id}/count"
TYPED_COUNT = "/console/audiences/count"
REPORTS = "/console/reports"
REPORT_XLSX = "/console/reports/{id}.xlsx"
REPORT_DOCX = "/console/reports/{id}.docx"
REPORT = "/console/reports/{id}"
FIGURES = "/console/figures"
MEETINGS = "/console/meetings"
ZALO = "/console/zalo"
ZALO_BACK = "/console/zalo/callback"
ME = "/console/me"
PEOPLE = "/console/people"
PERSON = "/console/people/{id}"
STATIC = "/console/static/{name}"

Page = tuple[str, str]  # method and path

TO_ANYONE: frozenset[Page] = frozenset(
    {("GET", HOME_WITH_SLASH), ("POST", SIGN_IN), ("GET", CODE), ("POST", CODE), ("GET", STATIC)}
)

_HANDLING = frozenset({Role.OFFICER, Role.LEAD, Role.ADMIN})  # who speaks with people
_LISTING = _HANDLING | {Role.VIEWER}  # who sees where applications stand
_REMINDED = _HANDLING | {Role.DATA_PROTECTION}  # whose chat is told of what must not be missed
_RUNNING = frozenset({Role.ADMIN})  # who keeps the service running
_SENDING = MAY_COMPOSE  # who writes to many

TO_STAFF: Mapping[Page, frozenset[Role]] = {
    ("GET", HOME): frozenset(Role),
    ("POST", SIGN_OUT): frozenset(Role),
    ("GET", ME): frozenset(Role),
    ("POST", ME): frozenset(Role),
    ("GET", PEOPLE): _RUNNING,
    ("POST", PEOPLE): _RUNNING,
    ("GET", PERSON): _RUNNING,
    ("POST", PERSON): _RUNNING,
    ("GET", CHANGES): frozenset(Role),
    ("POST", CHANGES): _HANDLING,
    ("GET", LINK): _REMINDED | _SENDING,
    ("POST", LINK): _REMINDED | _SENDING,
    ("GET", APPLICATIONS): _LISTING,
    ("GET", BOARD): _LISTING,
    ("GET", EXPORT): _HANDLING,
    ("POST", FILTERS): _LISTING,
    ("POST", ASSIGN): _HANDLING,
    ("GET", APPLICATION): _LISTING,
    ("POST", ACT): _HANDLING,
    ("GET", PAPER): _HANDLING,
    ("GET", FILE): _HANDLING,
    ("POST", TASKS): _HANDLING,
    ("GET", CALENDAR): _HANDLING,
    ("GET", INBOX): _HANDLING,
    ("POST", INBOX): _HANDLING,
    ("GET", INBOX_NEWS): _HANDLING,
    ("GET", CANNED): _HANDLING,
    ("GET", TALK): _HANDLING,
    ("GET", TALK_NEWS): _HANDLING,
    ("POST", TAKE): _HANDLING,
    ("POST", GIVE): _HANDLING,
    ("POST", ANSWER): _HANDLING,
    ("POST", NOTE): _HANDLING,
    ("GET", BROADCASTS): MAY_SEE,
    ("GET", NEW_BROADCAST): _SENDING,
    ("POST", NEW_BROADCAST): _SENDING,
    ("GET", BROADCAST): MAY_SEE,
    ("POST", BROADCAST): _SENDING,
    ("GET", BROADCAST_EDIT): _SENDING,
    ("POST", BROADCAST_EDIT): _SENDING,
    ("GET", BROADCAST_CANCEL): _SENDING,
    ("GET", BROADCAST_FILE): MAY_SEE,
    ("GET", BROADCAST_COUNT): MAY_SEE,
    ("GET", BROADCAST_EVENTS): MAY_SEE,
    ("GET", AUDIENCES): MAY_SEE,
    ("POST", AUDIENCES): _SENDING,
    ("GET", AUDIENCE_COUNT): MAY_SEE,
    ("POST", TYPED_COUNT): _SENDING,
    ("GET", REPORTS): READ,
    ("POST", REPORTS): WRITE,
    ("GET", REPORT_XLSX): READ,
    ("GET", REPORT_DOCX): READ,
    ("GET", REPORT): READ,
    ("POST", REPORT): WRITE,
    ("GET", FIGURES): READ,
    ("POST", FIGURES): WRITE,
    ("GET", MEETINGS): READ,
    ("POST", MEETINGS): WRITE,
    ("GET", ZALO): _RUNNING,
    ("POST", ZALO): _RUNNING,
    ("GET", ZALO_BACK): _RUNNING,
}


def may_open(role: Role, page: Page) -> bool:
    return role in TO_STAFF.get(page, frozenset())


def may_approve(role: Role) -> bool:
    """Reports, and figures that others entered."""
    return role in APPROVE
