"""Who may send to many, and who may say yes to it."""

from handlers.broadcasts.model import BroadcastRow
from storage.states import Role

MAY_COMPOSE = frozenset({Role.BROADCASTER, Role.LEAD, Role.ADMIN})
MAY_SEE = MAY_COMPOSE | {Role.OFFICER, Role.VIEWER}


def may_approve(role: Role, member_id: int, row: BroadcastRow) -> bool:
    """A second person: whoever composed it has looked at it already."""
    return role in MAY_COMPOSE and member_id != row.created_by
