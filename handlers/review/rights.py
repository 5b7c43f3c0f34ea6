"""Who of the staff may read and who may act: deny by default."""

from collections.abc import Iterable

from handlers.review.model import Role, Staff
from knowledge.process.model import Role as ProcessRole
from storage.repositories.applications import ApplicationRow
from storage.repositories.areas import Area

READ_LISTS = frozenset({Role.VIEWER, Role.OFFICER, Role.LEAD, Role.ADMIN})
READ_PEOPLE = frozenset({Role.OFFICER, Role.LEAD, Role.ADMIN})  # names, telephones, files
_EVERYWHERE = frozenset({Role.LEAD, Role.ADMIN})
_ACTING = {
    Role.OFFICER: ProcessRole.OFFICER,
    Role.LEAD: ProcessRole.LEAD,
    Role.ADMIN: ProcessRole.ADMIN,
}


def acting_role(role: Role) -> ProcessRole | None:
    """The role in the process; None for those who do not handle applications."""
    return _ACTING.get(role)


def is_everywhere(role: Role) -> bool:
    return role in _EVERYWHERE


def may_act_on(application: ApplicationRow, member: Staff, areas: Iterable[Area]) -> bool:
    """Leads everywhere; officers on what is theirs or nobody's, and on all that lies in their areas."""
    if is_everywhere(member.role) or application.assignee_id in (None, member.id):
        return True
    return any(area.holds(application.province, application.commune) for area in areas)
