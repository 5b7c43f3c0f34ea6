"""Who may open which page: one table, and everything that is not in it is refused."""

from collections.abc import Mapping

from handlers.desk.sessions import Role

HOME = "/console"
HOME_WITH_SLASH = "/console/"
SIGN_IN = "/console/sign-in"
SIGN_OUT = "/console/sign-out"
CHANGES = "/console/changes"
LINK = "/console/link"
APPLICATIONS = "/console/applications"
PAPER = "/console/applications/{code}/phieu.docx"
FILE = "/console/applications/{code}/files/{id}"
TASKS = "/console/tasks"
ZALO = "/console/zalo"
ZALO_BACK = "/console/zalo/callback"
STATIC = "/console/static/{name}"

Page = tuple[str, str]  # method and path

TO_ANYONE: frozenset[Page] = frozenset({("GET", HOME_WITH_SLASH), ("POST", SIGN_IN), ("GET", STATIC)})

_HANDLING = frozenset({Role.OFFICER, Role.LEAD, Role.ADMIN})  # who speaks with people
_RUNNING = frozenset({Role.ADMIN})  # who keeps the service running

TO_STAFF: Mapping[Page, frozenset[Role]] = {
    ("GET", HOME): frozenset(Role),
    ("POST", SIGN_OUT): frozenset(Role),
    ("GET", CHANGES): frozenset(Role),
    ("POST", CHANGES): _HANDLING,
    ("GET", LINK): _HANDLING,
    ("POST", LINK): _HANDLING,
    ("GET", APPLICATIONS): _HANDLING | {Role.VIEWER},
    ("GET", PAPER): _HANDLING,
    ("GET", FILE): _HANDLING,
    ("POST", TASKS): _HANDLING,
    ("GET", ZALO): _RUNNING,
    ("POST", ZALO): _RUNNING,
    ("GET", ZALO_BACK): _RUNNING,
}


def may_open(role: Role, page: Page) -> bool:
    return role in TO_STAFF.get(page, frozenset())
