"""Applications, drafts too: sealed under the person's key, changed only at the revision that one has seen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import SealBroken, Vault
from storage.repositories.inserts import insert, insert_once
from storage.repositories.keys import PersonKey, PersonKeys
from storage.states import ApplicationStatus, Ending, MoneySource
from storage.tables_applications import application, application_event
from storage.tables_privacy import person_key


@dataclass(frozen=True, slots=True)
class NewApplication:
    """A draft that begins."""

    code: str
    contact_id: int
    conversation_id: int
    form_id: str
    form_version: int
    content: str  # JSON; sealed at rest


@dataclass(frozen=True, slots=True)
class Money:
    """Sums in đồng; None is not known, which is not nothing."""

    planned_vnd: int | None = None
    contracted_vnd: int | None = None
    advanced_vnd: int | None = None
    paid_vnd: int | None = None
    own_share_vnd: int | None = None
    source: MoneySource | None = None


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application as it stands; `content` is None when its key is gone or the seal broken."""

    id: int
    code: str
    contact_id: int
    conversation_id: int | None
    key_id: int
    form_id: str
    form_version: int
    content: str | None
    status: ApplicationStatus
    ending: Ending | None
    reason_code: str | None
    province: str | None
    commune: str | None
    is_on_behalf: bool
    assignee_id: int | None
    project_id: int | None
    merged_into_id: int | None
    revision: int
    notice_count: int
    visit_at: datetime | None
    inspection_at: datetime | None
    due_on: date | None
    money: Money
    created_at: datetime
    changed_at: datetime
    sent_at: datetime | None
    status_at: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One step of an application's history."""

    actor: str
    action: str
    from_status: ApplicationStatus
    to_status: ApplicationStatus
    note: str = ""  # what people wrote; sealed
    reason_code: str | None = None
    detail: Mapping[str, int | str] | None = None  # nothing personal


@dataclass(frozen=True, slots=True)
class EventRow:
    id: int
    at: datetime
    actor: str
    action: str
    from_status: ApplicationStatus
    to_status: ApplicationStatus
    note: str | None
    reason_code: str | None
    detail: dict[str, int | str]


PHONE_TAIL = 4  # digits by which staff find a telephone
_MONEY = ("planned_vnd", "contracted_vnd", "advanced_vnd", "paid_vnd", "own_share_vnd")
_SAME = tuple(name for name in ApplicationRow.__slots__ if name not in ("content", "money"))
SELECT = select(application, person_key.c.wrapped, person_key.c.contact_id.label("key_of")).outerjoin(
    person_key, person_key.c.id == application.c.key_id
)
_BY_ID = SELECT.where(application.c.id == bindparam("of"))
_BY_CODE = SELECT.where(application.c.code == bindparam("of_code"))
_OF_CONTACT = (
    SELECT.where(application.c.contact_id == bindparam("of"))
    .order_by(application.c.id.desc())
    .limit(bindparam("most"))
)
_EVENTS = (
    select(application_event)
    .where(application_event.c.application_id == bindparam("of"))
    .order_by(application_event.c.id)
)


class Applications:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._keys = PersonKeys(connection, vault)

    async def add(self, new: NewApplication, now: datetime) -> int | None:
        """The draft's id; None when the code is taken. Call it with the person's conversation locked."""
        key = await self._keys.of(new.contact_id, now)
        values = {
            "code": new.code,
            "contact_id": new.contact_id,
            "conversation_id": new.conversation_id,
            "key_id": key.id,
            "form_id": new.form_id,
            "form_version": new.form_version,
            "content": key.data.seal(new.content, _content(new.code)),
            "status": ApplicationStatus.DRAFT,
            "created_at": now,
            "changed_at": now,
            "status_at": now,
        }
        return await insert_once(self._connection, application, values)

    async def find(self, code: str, *, lock: bool = False) -> ApplicationRow | None:
        """By its code; locked until the transaction ends when it is to be changed."""
        statement = _BY_CODE.with_for_update(of=application) if lock else _BY_CODE
        row = (await self._connection.execute(statement, {"of_code": code})).one_or_none()
        return None if row is None else self.opened(row)

    async def get(self, application_id: int, *, lock: bool = False) -> ApplicationRow | None:
        statement = _BY_ID.with_for_update(of=application) if lock else _BY_ID
        row = (await self._connection.execute(statement, {"of": application_id})).one_or_none()
        return None if row is None else self.opened(row)

    async def of_contact(self, contact_id: int, limit: int = 20) -> list[ApplicationRow]:
        """A person's applications, drafts too, the newest first."""
        rows = await self._connection.execute(_OF_CONTACT, {"of": contact_id, "most": limit})
        return [self.opened(row) for row in rows]

    async def with_phone(self, phone: str, limit: int = 20) -> list[ApplicationRow]:
        """Applications that name a telephone, by its keyed hash, the newest first."""
        statement = (
            SELECT.where(application.c.phone_hash.in_(self._vault.digests(phone)))
            .order_by(application.c.id.desc())
            .limit(limit)
        )
        return [self.opened(row) for row in await self._connection.execute(statement)]

    async def change(
        self,
        row: ApplicationRow,
        now: datetime,
        *,
        content: str | None = None,
        phone: str | None = None,
        **columns: Any,
    ) -> bool:
        """Writes what is given, if nobody has changed the row since it was read; False when somebody has.

        A change of `status` also moves `status_at`. `phone` is stored as keyed hashes, "" removes them.
        """
        values = {**columns, "revision": row.revision + 1, "changed_at": now}
        if content is not None:
            key = await self._key(row.key_id)
            values["content"] = key.data.seal(content, _content(row.code))
        if phone is not None:
            values["phone_hash"] = self._vault.digest(phone) if phone else None
            values["phone_tail_hash"] = self._vault.digest(phone[-PHONE_TAIL:]) if phone else None
        if "status" in columns:
            values["status_at"] = now
        done = await self._connection.execute(
            update(application)
            .where(application.c.id == row.id, application.c.revision == row.revision)
            .values(values)
        )
        return done.rowcount == 1

    async def note(self, row: ApplicationRow, event: NewEvent, now: datetime) -> int:
        """Adds to the history; the event's id."""
        sealed = None
        if event.note:
            key = await self._key(row.key_id)
            sealed = key.data.seal(event.note, _note(row.code))
        values = {
            "application_id": row.id,
            "at": now,
            "actor": event.actor,
            "action": event.action,
            "from_status": event.from_status,
            "to_status": event.to_status,
            "reason_code": event.reason_code,
            "note": sealed,
            "detail": json.dumps(dict(event.detail or {})),
        }
        return await insert(self._connection, application_event, values)

    async def history(self, row: ApplicationRow) -> list[EventRow]:
        """Oldest first; without the notes when the key is gone or broken."""
        try:
            key = await self._keys.open(row.key_id)
        except SealBroken:
            key = None
        events = (await self._connection.execute(_EVENTS, {"of": row.id})).all()
        return [
            EventRow(
                event.id,
                event.at,
                event.actor,
                event.action,
                event.from_status,
                event.to_status,
                _plain(key, event.note, _note(row.code)),
                event.reason_code,
                json.loads(event.detail),
            )
            for event in events
        ]

    async def next_notice(self, application_id: int) -> int:
        """The number of the next notice about it: people tell a repeat by it."""
        statement = (
            update(application)
            .where(application.c.id == application_id)
            .values(notice_count=application.c.notice_count + 1)
            .returning(application.c.notice_count)
        )
        return int((await self._connection.execute(statement)).scalar_one())

    async def delete(self, application_id: int) -> None:
        """With history, files' rows, inspections, obstacles and follow-ups; the blobs are the caller's."""
        await self._connection.execute(delete(application).where(application.c.id == application_id))

    async def key(self, row: ApplicationRow) -> PersonKey:
        """The key that seals what belongs to it. Raises SealBroken when it is gone."""
        return await self._key(row.key_id)

    async def _key(self, key_id: int) -> PersonKey:
        key = await self._keys.open(key_id)
        if key is None:
            raise SealBroken("the person's key was destroyed")
        return key

    def opened(self, row: Row[Any]) -> ApplicationRow:
        """A row of `application` joined with its key, as `SELECT` names them."""
        try:
            key = None if row.wrapped is None else self._keys.unwrapped(row.key_id, row.key_of, row.wrapped)
        except SealBroken:
            key = None
        sums = {name: getattr(row, name) for name in _MONEY}
        return ApplicationRow(
            content=_plain(key, row.content, _content(row.code)),
            money=Money(**sums, source=row.money_source),
            **{name: getattr(row, name) for name in _SAME},
        )


def _plain(key: PersonKey | None, sealed: bytes | None, place: str) -> str | None:
    if key is None or sealed is None:
        return None
    try:
        return key.data.open(sealed, place)
    except SealBroken:
        return None


def _content(code: str) -> str:
    return f"application.content:{code}"


def _note(code: str) -> str:
    return f"application_event.note:{code}"
