"""The way from each page to the others: what a role may open, and where one is. The words are in the template."""

from dataclasses import dataclass

from bot.console import access
from handlers.desk.sessions import Role

_PLACES = (  # name, where it leads, the page itself, and how the templates of its section begin
    ("today", access.HOME, "today.html", ("today", "tasks", "changes", "zalo")),
    ("inbox", access.INBOX, "inbox.html", ("inbox", "conversation")),
    ("applications", access.APPLICATIONS, "applications.html", ("application",)),
    ("news", access.BROADCASTS, "broadcasts.html", ("broadcast", "compose", "audiences", "count")),
    ("calendar", access.CALENDAR, "calendar.html", ("calendar",)),
    ("reports", access.REPORTS, "reports.html", ("report", "figures", "meetings")),
    ("people", access.PEOPLE, "people.html", ("people", "person")),
    ("me", access.ME, "me.html", ("me.", "link")),
)


@dataclass(frozen=True, slots=True)
class Way:
    """`current` is what aria-current says of it: "page", "true" for a page below it, or nothing."""

    name: str
    path: str
    current: str


def menu(role: Role, template: str) -> tuple[Way, ...]:
    """What stands above a page: nothing that this role would be refused."""
    return tuple(
        Way(name, path, "page" if template == page else "true" if template.startswith(begins) else "")
        for name, path, page, begins in _PLACES
        if access.may_open(role, ("GET", path))
    )
