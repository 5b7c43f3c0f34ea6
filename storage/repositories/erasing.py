"""Takes everything of one person away: what can go at once, and later the rest that still served the last reply."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Delete, Table, Update, and_, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.reach import APPLICATIONS, OF_CONTACT
from storage.states import ApplicationStatus, DeliveryState, InboundState
from storage.tables import address, contact, conversation, delivery, gap, inbound, message, profile
from storage.tables_applications import application, application_file, staff_link
from storage.tables_broadcasts import broadcast_answer, contact_tag
from storage.tables_inbox import conversation_note
from storage.tables_privacy import chat_try, data_request, join_code, person_key
from storage.tables_tasks import staff_task

WAIT = timedelta(
    minutes=5
)  # from the deletion to the end of the chat, so that the person reads what was done
_CODE = "erased"
# What becomes of each table that leads to a person; tests hold it beside the columns that tell of people.
KEPT: Mapping[str, str] = {
    "consent": "proves what was agreed to; names a number that leads nowhere",
    "data_request": "proves that it was answered; what people wrote in it is emptied",
}
_GOES_LAST = (
    message,
    conversation_note,
    delivery,
    gap,
    chat_try,
    contact_tag,
    broadcast_answer,
    staff_task,
    profile,
    staff_link,
    person_key,
)
GONE_WITH: Mapping[str, str] = {  # by ON DELETE CASCADE
    "application_event": "application",
    "application_file": "application",
    "inspection": "application",
    "obstacle": "application",
    "application_date": "application",
    "follow_up": "application",
    "survey_answer": "application",
    "verdict_change": "profile",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A person whose last rows are to go."""

    contact_id: int
    erase_at: datetime

    @property
    def erased_at(self) -> datetime:
        return self.erase_at - WAIT


class Erasing:
    """Call everything here with `lock` before it: intake and dispatcher hold the same rows."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, contact_id: int) -> None:
        """All conversations of a person, in the order of their ids, then the person."""
        conversations = (
            select(conversation.c.id)
            .where(OF_CONTACT[conversation])
            .order_by(conversation.c.id)
            .with_for_update()
        )
        (await self._connection.execute(conversations, {"of": contact_id})).all()
        person = select(contact.c.id).where(contact.c.id == contact_id).with_for_update()
        (await self._connection.execute(person)).all()

    async def applications(
        self,
        contact_id: int,
        statuses: Collection[ApplicationStatus],
        blobs: list[str],
        only: Collection[int] | None = None,
    ) -> dict[str, int]:
        """Deletes those that stand so, with all that hangs on them; their files' blobs are added to `blobs`."""
        which = and_(application.c.contact_id == contact_id, application.c.status.in_(list(statuses)))
        if only is not None:
            which = and_(which, application.c.id.in_(list(only)))
        ids = [int(row[0]) for row in await self._connection.execute(select(application.c.id).where(which))]
        files = await self._connection.execute(
            select(application_file.c.blob_id).where(application_file.c.application_id.in_(ids))
        )
        spent = [str(row[0]) for row in files]
        blobs.extend(spent)
        await self._connection.execute(delete(application).where(application.c.id.in_(ids)))
        return {"application": len(ids), "application_file": len(spent)}

    async def everything(self, contact_id: int, now: datetime) -> dict[str, int]:
        """All but applications, consents and requests goes or is emptied; how many rows of each table.

        The chat itself stays for `WAIT`: the person is still to read what was done."""
        gone = {
            "profile": await self._do(delete(profile), contact_id),
            "gap": await self._do(delete(gap), contact_id),
            "message": await self._do(delete(message), contact_id),
            "conversation_note": await self._do(delete(conversation_note), contact_id),
            "chat_try": await self._do(delete(chat_try), contact_id),
            "join_code": await self._do(delete(join_code), contact_id),
            "contact_tag": await self._do(delete(contact_tag), contact_id),
            "broadcast_answer": await self._do(delete(broadcast_answer), contact_id),
            "staff_task": await self._do(delete(staff_task), contact_id),
            "delivery": await self._empty_deliveries(contact_id, now),
            "inbound": await self._do(
                update(inbound)
                .where(inbound.c.state == InboundState.DEAD, inbound.c.payload.is_not(None))
                .values(payload=None),
                contact_id,
            ),
            "conversation": await self._do(update(conversation).values(state="{}"), contact_id),
            "data_request": await self._do(
                update(data_request)
                .where(data_request.c.note.is_not(None) | data_request.c.link_hash.is_not(None))
                .values(note=None, link_hash=None),
                contact_id,
            ),
            "person_key": await self.spare_keys(contact_id),
        }
        await self._do(update(data_request).values(extension_reason=None, refusal_reason=None), contact_id)
        await self._do(update(contact).values(province=None, erase_at=now + WAIT), contact_id)
        return gone

    async def spare_keys(self, contact_id: int) -> int:
        """Destroys a person's keys when no application needs them any more; how many."""
        statement = delete(person_key).where(~exists(APPLICATIONS))
        return await self._do(statement, contact_id)

    async def due(self, now: datetime, limit: int) -> list[Due]:
        """People whose time has come, the longest waiting first."""
        statement = (
            select(contact.c.id, contact.c.erase_at)
            .where(contact.c.erase_at <= now)
            .order_by(contact.c.erase_at)
            .limit(limit)
        )
        return [Due(*row) for row in await self._connection.execute(statement)]

    async def is_still_due(self, person: Due) -> bool:
        """False when somebody else has seen to it."""
        statement = select(contact.c.id).where(
            contact.c.id == person.contact_id, contact.c.erase_at == person.erase_at
        )
        return (await self._connection.execute(statement)).scalar_one_or_none() is not None

    async def is_heard(self, contact_id: int) -> bool:
        """False while something that the person wrote waits for its answer."""
        return not await self._any(inbound, inbound.c.next_at.is_not(None), contact_id)

    async def is_told(self, contact_id: int) -> bool:
        """False while something is still to be sent to the person."""
        return not await self._any(delivery, delivery.c.next_at.is_not(None), contact_id)

    async def is_back(self, person: Due) -> bool:
        """True when the person has written again after the deletion."""
        return await self._any(
            conversation, conversation.c.last_inbound_at > person.erased_at, person.contact_id
        )

    async def has_applications(self, contact_id: int) -> bool:
        return await self._any(application, application.c.id.is_not(None), contact_id)

    async def chat(self, person: Due) -> dict[str, int]:
        """Removes what was said until the deletion; the person stays, with whatever came afterwards."""
        contact_id, until = person.contact_id, person.erased_at
        gone = {
            "message": await self._do(delete(message).where(message.c.created_at <= until), contact_id),
            "delivery": await self._do(delete(delivery).where(delivery.c.created_at <= until), contact_id),
        }
        await self._do(update(contact).values(erase_at=None), contact_id)
        return gone

    async def person(self, contact_id: int) -> dict[str, int]:
        """Removes the person for good. The guards against repeats stay, and lead nowhere."""
        await self._do(update(inbound).values(conversation_id=None, payload=None), contact_id)
        gone = {}
        for table in (
            message,
            conversation_note,
            delivery,
            gap,
            chat_try,
            join_code,
            contact_tag,
            broadcast_answer,
            staff_task,
            profile,
            staff_link,
            person_key,
        ):
            gone[table.name] = await self._do(delete(table), contact_id)
        gone["conversation"] = await self._do(delete(conversation), contact_id)
        gone["address"] = await self._do(delete(address), contact_id)
        gone["contact"] = await self._do(delete(contact), contact_id)
        return gone

    async def _empty_deliveries(self, contact_id: int, now: datetime) -> int:
        """Nothing more goes out of what was to be sent, and nothing of what was said stays."""
        cancelled = {
            "state": DeliveryState.CANCELLED,
            "outcome_code": _CODE,
            "next_at": None,
            "finished_at": now,
            "body": b"",
        }
        open_ones = update(delivery).where(delivery.c.next_at.is_not(None)).values(cancelled)
        rest = update(delivery).where(func.length(delivery.c.body) > 0).values(body=b"")
        return await self._do(open_ones, contact_id) + await self._do(rest, contact_id)

    async def _any(self, table: Table, which: object, contact_id: int) -> bool:
        statement = select(table.c.id).where(OF_CONTACT[table], which).limit(1)  # type: ignore[arg-type]
        return (
            await self._connection.execute(statement, {"of": contact_id})
        ).scalar_one_or_none() is not None

    async def _do(self, statement: Update | Delete, contact_id: int) -> int:
        """To the person's rows of the statement's table."""
        whole = statement.where(OF_CONTACT[statement.table])  # type: ignore[index]
        return (await self._connection.execute(whole, {"of": contact_id})).rowcount
