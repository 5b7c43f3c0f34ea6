"""Which chats are one person's: the codes by which they are joined, and what moves when they are, or part again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.consents import Consents
from storage.repositories.inserts import insert
from storage.repositories.keys import PersonKeys
from storage.repositories.profiles import Profiles
from storage.states import Purpose, RequestKind, RequestState
from storage.tables import address, contact, conversation
from storage.tables_applications import application
from storage.tables_broadcasts import contact_tag
from storage.tables_privacy import consent, data_request, join_code, person_key

# Whose rows only change their contact; tests hold all of these beside the tables that name one.
_JUST_MOVED: tuple[Table, ...] = (address, application, consent, data_request)
MOVED = frozenset({table.name for table in _JUST_MOVED} | {"person_key", "profile", "contact_tag"})


@dataclass(frozen=True, slots=True)
class JoinOffer:
    """A code that was shown in one chat and may still be used."""

    id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class ChatRow:
    """One of a person's chats."""

    conversation_id: int
    channel: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What has moved; `forgotten` are kept cases that two chats had of one item, or that stand on no consent now."""

    applications: int
    consents: int
    cases: int
    forgotten: int


_OFFERS = select(join_code.c.id, join_code.c.conversation_id)
_CHATS = (
    select(conversation.c.id, address.c.channel)
    .join(address, address.c.id == conversation.c.address_id)
    .where(address.c.contact_id == bindparam("of"))
    .order_by(
        address.c.is_reachable.desc(),
        func.coalesce(conversation.c.last_inbound_at, address.c.created_at).desc(),
        conversation.c.id.desc(),
    )
)


class Joins:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._keys = PersonKeys(connection, vault)
        self._profiles = Profiles(connection, vault)
        self._consents = Consents(connection)

    async def offer(self, conversation_id: int, code: str, until: datetime, now: datetime) -> int:
        """A new code, stored as its keyed hash; one that the chat was shown before is worth nothing from now on."""
        await self._drop(or_(join_code.c.conversation_id == conversation_id, join_code.c.until <= now))
        values = {
            "conversation_id": conversation_id,
            "code_hash": self._vault.digest(code),
            "until": until,
            "created_at": now,
        }
        return await insert(self._connection, join_code, values)

    async def find(self, code: str, typed_in: int, now: datetime) -> JoinOffer | None:
        """An offer that this chat may take; None for every other code, whatever is wrong with it.

        One that was typed in another chat already is not offered to a third.
        """
        return await self._offer(
            and_(
                join_code.c.code_hash.in_(self._vault.digests(code)),
                join_code.c.until > now,
                join_code.c.conversation_id != typed_in,
                or_(join_code.c.typed_in_id.is_(None), join_code.c.typed_in_id == typed_in),
            )
        )

    async def typed(self, offer: JoinOffer, typed_in: int) -> bool:
        """The chat is asked about this offer, and about no other any more; False when it has just gone."""
        await self._drop(and_(join_code.c.typed_in_id == typed_in, join_code.c.id != offer.id))
        done = await self._connection.execute(
            update(join_code).where(join_code.c.id == offer.id).values(typed_in_id=typed_in)
        )
        return done.rowcount == 1

    async def asked(self, typed_in: int, now: datetime) -> JoinOffer | None:
        """The offer that a chat was asked about, as long as its code lasts."""
        return await self._offer(and_(join_code.c.typed_in_id == typed_in, join_code.c.until > now))

    async def use(self, offer: JoinOffer, typed_in: int) -> bool:
        """Ends the code; False when somebody else has ended it meanwhile."""
        return await self._drop(and_(join_code.c.id == offer.id, join_code.c.typed_in_id == typed_in)) == 1

    async def lock(self, *conversation_ids: int) -> dict[int, int]:
        """Holds all chats of the people behind these, in the order of their ids, then the people.

        Whose each chat is, read once all are held: until then two people may be becoming one elsewhere.
        """
        held: set[int] = set()
        owners = await self._owners(conversation_ids)
        while missing := owners.keys() - held:
            chats = select(conversation.c.id).where(conversation.c.id.in_(missing))
            (await self._connection.execute(chats.order_by(conversation.c.id).with_for_update())).all()
            held |= missing
            owners = await self._owners(conversation_ids)
        people = select(contact.c.id).where(contact.c.id.in_(set(owners.values())))
        (await self._connection.execute(people.order_by(contact.c.id).with_for_update())).all()
        return owners

    async def chats(self, contact_id: int) -> list[ChatRow]:
        """Where a person can be written to comes first, and there the chat in which they wrote last."""
        return [ChatRow(*row) for row in await self._connection.execute(_CHATS, {"of": contact_id})]

    async def is_leaving(self, *contact_ids: int) -> bool:
        """True while a deletion of any of them is on its way, or waits for staff."""
        asked = exists().where(
            data_request.c.contact_id == contact.c.id,
            data_request.c.kind == RequestKind.DELETE,
            data_request.c.state == RequestState.OPEN,
        )
        statement = select(contact.c.id).where(
            contact.c.id.in_(contact_ids), or_(contact.c.erase_at.is_not(None), asked)
        )
        return (await self._connection.execute(statement.limit(1))).scalar_one_or_none() is not None

    async def merge(self, gone: int, into: int, now: datetime) -> Merged:
        """Everything of one contact becomes another's, and the contact ends. Call it with `lock` before it."""
        await self._move_keys(gone, into, now)
        cases, forgotten = await self._profiles.move(gone, into)
        await self._move_tags(gone, into)
        moved = {table.name: await self._move(table, gone, into) for table in _JUST_MOVED}
        if (await self._consents.standing(into)).get(Purpose.CASE) is False:
            forgotten += await self._profiles.forget(into)
        told = select(contact.c.province).where(contact.c.id == gone).scalar_subquery()
        await self._connection.execute(
            update(contact).where(contact.c.id == into, contact.c.province.is_(None)).values(province=told)
        )
        await self._connection.execute(delete(contact).where(contact.c.id == gone))
        return Merged(moved["application"], moved["consent"], cases, forgotten)

    async def part(
        self, contact_id: int, leaving: Collection[int], notices_to: int, now: datetime
    ) -> dict[int, int]:
        """Gives each of these chats a contact of its own, new and empty; which.

        What was told to them is told to `notices_to` from now on. No code of any of the chats is worth anything
        afterwards. Call it with `lock` before it.
        """
        theirs = [chat.conversation_id for chat in await self.chats(contact_id)]
        await self._drop(or_(join_code.c.conversation_id.in_(theirs), join_code.c.typed_in_id.in_(theirs)))
        await self._connection.execute(
            update(application)
            .where(application.c.contact_id == contact_id, application.c.conversation_id.in_(leaving))
            .values(conversation_id=notices_to)
        )
        fresh = {}
        for conversation_id in sorted(leaving):
            fresh[conversation_id] = await insert(self._connection, contact, {"created_at": now})
            here = select(conversation.c.address_id).where(conversation.c.id == conversation_id)
            await self._connection.execute(
                update(address)
                .where(address.c.id == here.scalar_subquery(), address.c.contact_id == contact_id)
                .values(contact_id=fresh[conversation_id])
            )
        return fresh

    async def _move_keys(self, gone: int, into: int, now: datetime) -> None:
        """Applications name the same key with its new owner; nothing is sealed anew. Raises SealBroken."""
        ids = await self._connection.execute(
            select(person_key.c.id).where(person_key.c.contact_id == gone).order_by(person_key.c.id)
        )
        for (key_id,) in ids.all():
            shared = await self._keys.share(key_id, into, now)
            await self._connection.execute(
                update(application).where(application.c.key_id == key_id).values(key_id=shared.id)
            )
        await self._keys.destroy(gone)

    async def _move_tags(self, gone: int, into: int) -> None:
        theirs = select(contact_tag.c.tag).where(contact_tag.c.contact_id == into)
        double = and_(contact_tag.c.contact_id == gone, contact_tag.c.tag.in_(theirs))
        await self._connection.execute(delete(contact_tag).where(double))
        await self._move(contact_tag, gone, into)

    async def _move(self, table: Table, gone: int, into: int) -> int:
        statement = update(table).where(table.c.contact_id == gone).values(contact_id=into)
        return (await self._connection.execute(statement)).rowcount

    async def _owners(self, conversation_ids: Collection[int]) -> dict[int, int]:
        """All chats of the people behind these."""
        people = (
            select(address.c.contact_id)
            .join(conversation, conversation.c.address_id == address.c.id)
            .where(conversation.c.id.in_(conversation_ids))
        )
        chats = (
            select(conversation.c.id, address.c.contact_id)
            .join(address, address.c.id == conversation.c.address_id)
            .where(address.c.contact_id.in_(people))
        )
        return {int(row[0]): int(row[1]) for row in await self._connection.execute(chats)}

    async def _offer(self, which: ColumnElement[bool]) -> JoinOffer | None:
        row = (await self._connection.execute(_OFFERS.where(which))).one_or_none()
        return None if row is None else JoinOffer(*row)

    async def _drop(self, which: ColumnElement[bool]) -> int:
        return (await self._connection.execute(delete(join_code).where(which))).rowcount
