"""Who may open which page: one table, and everything that is not in it is refused."""

from collections.abc import Mapping

from handlers.desk.sessions import Role

HOME = "/console"
HOME_WITH_SLASH = "/console/"
SIGN_IN = "/console/sign-in"
SIGN_OUT = "/console/sign-out"
CHANGES = "/console/changes"
STATIC = "/console/static/{name}"

Page = tuple[str, str]  # method and path

TO_ANYONE: frozenset[Page] = frozenset({("GET", HOME_WITH_SLASH), ("POST", SIGN_IN), ("GET", STATIC)})

TO_STAFF: Mapping[Page, frozenset[Role]] = {
    ("GET", HOME): frozenset(Role),
    ("POST", SIGN_OUT): frozenset(Role),
    ("GET", CHANGES): frozenset(Role),
    ("POST", CHANGES): frozenset({Role.OFFICER, Role.LEAD, Role.ADMIN}),  # who speaks with people
}


def may_open(role: Role, page: Page) -> bool:
    return role in TO_STAFF.get(page, frozenset())
