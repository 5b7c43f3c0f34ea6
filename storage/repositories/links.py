"""Which chat belongs to which member of staff: proven by a code that only they were shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert
from storage.repositories.staff import StaffRow
from storage.states import Role
from storage.tables import address, conversation, staff
from storage.tables_applications import staff_link


@dataclass(frozen=True, slots=True)
class Offer:
    """A code that was shown to a member of staff and not used yet."""

    id: int
    staff_id: int


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A chat of a member of staff."""

    id: int
    staff_id: int
    channel: str
    conversation_id: int
    linked_at: datetime


_STAFF_OF = (
    select(staff.c.id, staff.c.name, staff.c.role, staff.c.password_hash)
    .join(staff_link, staff_link.c.staff_id == staff.c.id)
    .join(conversation, conversation.c.address_id == staff_link.c.address_id)
    .where(conversation.c.id == bindparam("of"), staff.c.ended_at.is_(None))
)
_LINKS = (
    select(
        staff_link.c.id,
        staff_link.c.staff_id,
        address.c.channel,
        conversation.c.id,
        staff_link.c.linked_at,
    )
    .join(address, address.c.id == staff_link.c.address_id)
    .join(conversation, conversation.c.address_id == address.c.id)
    .order_by(staff_link.c.id)
)


class StaffLinks:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def staff_of(self, conversation_id: int) -> StaffRow | None:
        """The member of staff who writes in a conversation; None for everybody else."""
        row = (await self._connection.execute(_STAFF_OF, {"of": conversation_id})).one_or_none()
        return None if row is None else StaffRow(*row)

    async def offer(self, staff_id: int, code: str, until: datetime, now: datetime) -> int:
        """A new code, stored as its keyed hash; one that was shown before is worth nothing from now on."""
        spent = or_(staff_link.c.staff_id == staff_id, staff_link.c.code_until <= now)
        await self._connection.execute(delete(staff_link).where(staff_link.c.address_id.is_(None), spent))
        values = {
            "staff_id": staff_id,
            "code_hash": self._vault.digest(code),
            "code_until": until,
            "created_at": now,
        }
        return await insert(self._connection, staff_link, values)

    async def find(self, code: str, now: datetime) -> Offer | None:
        """An offer that may still be taken, locked; None for every other code, whatever is wrong with it."""
        statement = (
            select(staff_link.c.id, staff_link.c.staff_id)
            .where(staff_link.c.code_hash.in_(self._vault.digests(code)), staff_link.c.code_until > now)
            .with_for_update()
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else Offer(*row)

    async def take(self, offer: Offer, conversation_id: int, now: datetime) -> list[LinkRow]:
        """Links a chat; the links that end with it: the chat's own, and the person's on the same channel."""
        here = select(address.c.id).join(conversation, conversation.c.address_id == address.c.id)
        here = here.where(conversation.c.id == conversation_id)
        channel = select(address.c.channel).where(address.c.id.in_(here)).scalar_subquery()
        theirs = (staff_link.c.staff_id == offer.staff_id) & (address.c.channel == channel)
        ended = await self._links(or_(staff_link.c.address_id.in_(here), theirs))
        await self._connection.execute(
            delete(staff_link).where(staff_link.c.id.in_([link.id for link in ended]))
        )
        await self._connection.execute(
            update(staff_link)
            .where(staff_link.c.id == offer.id)
            .values(address_id=here.scalar_subquery(), linked_at=now, code_hash=None, code_until=None)
        )
        return ended

    async def take_back(self, staff_id: int) -> None:
        """A code that was shown and not used yet is worth nothing from now on."""
        theirs = (staff_link.c.staff_id == staff_id) & staff_link.c.address_id.is_(None)
        await self._connection.execute(delete(staff_link).where(theirs))

    async def of(self, staff_id: int) -> list[LinkRow]:
        return await self._links(staff_link.c.staff_id == staff_id)

    async def remove(self, link_id: int, staff_id: int) -> LinkRow | None:
        """The link that was theirs; None when there is none of this id."""
        found = await self._links((staff_link.c.id == link_id) & (staff_link.c.staff_id == staff_id))
        if not found:
            return None
        done = await self._connection.execute(delete(staff_link).where(staff_link.c.id == link_id))
        return found[0] if done.rowcount else None

    async def chats_of(self, staff_ids: Collection[int], roles: Collection[Role] = ()) -> list[int]:
        """The conversations of these members of staff and of everybody in one of these roles, by their ids."""
        who = or_(staff.c.id.in_(list(staff_ids)), staff.c.role.in_(list(roles)))
        statement = (
            select(conversation.c.id)
            .join(staff_link, staff_link.c.address_id == conversation.c.address_id)
            .join(staff, staff.c.id == staff_link.c.staff_id)
            .where(who, staff.c.ended_at.is_(None))
            .order_by(conversation.c.id)
        )
        return [int(row[0]) for row in await self._connection.execute(statement)]

    async def without_alerts(self, conversation_ids: Collection[int]) -> set[int]:
        """Those of these chats that want to hear nothing of new applications."""
        statement = (
            select(conversation.c.id)
            .join(staff_link, staff_link.c.address_id == conversation.c.address_id)
            .where(conversation.c.id.in_(list(conversation_ids)), staff_link.c.alerts_off_at.is_not(None))
        )
        return {int(row[0]) for row in await self._connection.execute(statement)}

    async def switch_alerts(self, conversation_id: int, off_at: datetime | None) -> bool:
        """From now on a chat hears of new applications, or does not; False when it is nobody's of the staff."""
        here = select(conversation.c.address_id).where(conversation.c.id == conversation_id)
        done = await self._connection.execute(
            update(staff_link).where(staff_link.c.address_id.in_(here)).values(alerts_off_at=off_at)
        )
        return done.rowcount == 1

    async def _links(self, which: ColumnElement[bool]) -> list[LinkRow]:
        rows = await self._connection.execute(_LINKS.where(which))
        return [LinkRow(*row) for row in rows]
