"""Which chat belongs to which member of staff: proven by a code that only they were shown."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.staff import StaffRow
from storage.tables import conversation, staff
from storage.tables_applications import staff_link

_STAFF_OF = (
    select(staff.c.id, staff.c.name, staff.c.role, staff.c.password_hash)
    .join(staff_link, staff_link.c.staff_id == staff.c.id)
    .join(conversation, conversation.c.address_id == staff_link.c.address_id)
    .where(conversation.c.id == bindparam("of"))
)


class StaffLinks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def staff_of(self, conversation_id: int) -> StaffRow | None:
        """The member of staff who writes in a conversation; None for everybody else."""
        row = (await self._connection.execute(_STAFF_OF, {"of": conversation_id})).one_or_none()
        return None if row is None else StaffRow(*row)
