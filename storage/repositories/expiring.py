"""Removes what has been kept long enough, some rows at a time: whoever calls commits between."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Delete, Table, Update, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.states import ApplicationStatus, InboundState, RequestKind, RequestState
from storage.tables import address, contact, conversation, delivery, gap, inbound, message, profile
from storage.tables_applications import application, application_file, staff_link
from storage.tables_followups import figures_request, staff_reminder
from storage.tables_inbox import conversation_note
from storage.tables_privacy import chat_try, consent, data_request, join_code, person_key


class Expired(StrEnum):
    """What goes by its age; the names stand in certificates."""

    DRAFT = "draft"
    APPLICATION = "application"
    CASE = "case"
    MESSAGE = "message"
    NOTE = "note"  # of staff about a conversation
    DELIVERY = "delivery"  # what was said in it
    GAP = "gap"
    DEAD_UPDATE = "dead_update"  # what was said in it
    UPDATE_GUARD = "update_guard"  # the row that guards against a repeat
    EXPORT_LINK = "export_link"
    CONSENT = "consent"
    DATA_REQUEST = "data_request"
    CHAT_TRY = "chat_try"
    STAFF_CODE = "staff_code"
    STAFF_REMINDER = "staff_reminder"
    FIGURES = "figures"  # that colleagues have given
    JOIN_CODE = "join_code"


@dataclass(frozen=True, slots=True)
class Removed:
    rows: int = 0
    keys: int = 0  # of people who have no application any more
    blobs: list[str] = field(default_factory=list)


_ENDED = (ApplicationStatus.SETTLED, ApplicationStatus.NOT_THIS_TIME)
_taken_back = consent.alias("taken_back")
_Which = Callable[[datetime], ColumnElement[bool]]
_OLD: Mapping[Expired, tuple[Table, _Which]] = {
    Expired.DRAFT: (
        application,
        lambda before: and_(
            application.c.status == ApplicationStatus.DRAFT, application.c.changed_at < before
        ),
    ),
    Expired.APPLICATION: (
        application,
        lambda before: and_(
            application.c.status.in_(_ENDED),
            func.coalesce(application.c.ended_at, application.c.status_at, type_=application.c.ended_at.type)
            < before,
        ),
    ),
    Expired.CASE: (profile, lambda before: profile.c.consented_at < before),
    Expired.MESSAGE: (message, lambda before: message.c.created_at < before),
    Expired.NOTE: (  # as long as staff have to do with the conversation they need what they wrote
        conversation_note,
        lambda before: and_(
            conversation_note.c.created_at < before,
            ~exists().where(
                conversation.c.id == conversation_note.c.conversation_id, conversation.c.desk_at.is_not(None)
            ),
        ),
    ),
    Expired.DELIVERY: (
        delivery,
        lambda before: and_(
            delivery.c.next_at.is_(None), delivery.c.finished_at < before, func.length(delivery.c.body) > 0
        ),
    ),
    Expired.GAP: (gap, lambda before: gap.c.created_at < before),
    Expired.DEAD_UPDATE: (
        inbound,
        lambda before: and_(
            inbound.c.state == InboundState.DEAD,
            inbound.c.received_at < before,
            inbound.c.payload.is_not(None),
        ),
    ),
    Expired.UPDATE_GUARD: (
        inbound,
        lambda before: and_(inbound.c.next_at.is_(None), inbound.c.received_at < before),
    ),
    Expired.EXPORT_LINK: (
        data_request,
        lambda before: and_(data_request.c.link_hash.is_not(None), data_request.c.link_until < before),
    ),
    Expired.CONSENT: (  # what stands for somebody who is still here is proof of today
        consent,
        lambda before: or_(
            exists().where(
                _taken_back.c.contact_id == consent.c.contact_id,
                _taken_back.c.purpose == consent.c.purpose,
                _taken_back.c.id >= consent.c.id,
                ~_taken_back.c.is_given,
                _taken_back.c.at < before,
            ),
            and_(consent.c.at < before, ~exists().where(contact.c.id == consent.c.contact_id)),
        ),
    ),
    Expired.DATA_REQUEST: (
        data_request,
        lambda before: and_(data_request.c.state != RequestState.OPEN, data_request.c.finished_at < before),
    ),
    Expired.CHAT_TRY: (chat_try, lambda before: chat_try.c.at < before),
    Expired.STAFF_CODE: (
        staff_link,
        lambda before: and_(staff_link.c.address_id.is_(None), staff_link.c.code_until < before),
    ),
    Expired.STAFF_REMINDER: (staff_reminder, lambda before: staff_reminder.c.at < before),
    Expired.FIGURES: (figures_request, lambda before: figures_request.c.given_at < before),
    Expired.JOIN_CODE: (join_code, lambda before: join_code.c.until < before),
}
# The others are deleted.
_EMPTIED: Mapping[Expired, Update] = {
    Expired.DELIVERY: update(delivery).values(body=b""),
    Expired.DEAD_UPDATE: update(inbound).values(payload=None),
    Expired.EXPORT_LINK: update(data_request).values(link_hash=None),
}


class Expiring:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def remove(self, kind: Expired, before: datetime, limit: int, now: datetime) -> Removed:
        """At most `limit` rows of this kind that are older; what somebody else holds just now is left for later."""
        table, which = _OLD[kind]
        chosen = select(table.c.id).where(which(before)).limit(limit).with_for_update(skip_locked=True)
        if table is application:
            ids = [int(row[0]) for row in await self._connection.execute(chosen)]
            return await self._applications(ids, now)
        change: Update | Delete = _EMPTIED.get(kind, delete(table))
        done = await self._connection.execute(change.where(table.c.id.in_(chosen)))
        return Removed(done.rowcount)

    async def _applications(self, ids: list[int], now: datetime) -> Removed:
        """With their files; people who have none left lose their keys."""
        blobs = select(application_file.c.blob_id).where(application_file.c.application_id.in_(ids))
        spent = [str(row[0]) for row in await self._connection.execute(blobs)]
        gone = delete(application).where(application.c.id.in_(ids)).returning(application.c.contact_id)
        people = {int(row[0]) for row in await self._connection.execute(gone)}
        has_others = exists().where(application.c.contact_id == person_key.c.contact_id)
        keys = delete(person_key).where(person_key.c.contact_id.in_(people), ~has_others)
        destroyed = (await self._connection.execute(keys)).rowcount
        await self._end_chats(people, now)
        return Removed(len(ids), destroyed, spent)

    async def _end_chats(self, people: set[int], now: datetime) -> None:
        """People who had asked for deletion stayed only for their applications: their time has come."""
        asked_at = (
            select(func.max(data_request.c.asked_at))
            .where(data_request.c.contact_id == contact.c.id, data_request.c.kind == RequestKind.DELETE)
            .scalar_subquery()
        )
        is_back = (
            exists()
            .where(conversation.c.address_id == address.c.id, address.c.contact_id == contact.c.id)
            .where(conversation.c.last_inbound_at > asked_at)
        )
        await self._connection.execute(
            update(contact)
            .where(
                contact.c.id.in_(people),
                ~exists().where(application.c.contact_id == contact.c.id),
                asked_at.is_not(None),
                ~is_back,
            )
            .values(erase_at=now)
        )
