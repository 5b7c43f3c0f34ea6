"""What people asked for about their own data, until when it is due, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert
from storage.states import RequestKind, RequestState
from storage.tables import address, conversation
from storage.tables_privacy import data_request


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request as it comes in. One that is done at once says its outcome."""

    code: str
    contact_id: int
    kind: RequestKind
    channel: str
    first_answer_by: date
    done_by: date
    note: str = ""  # sealed at rest
    outcome: str | None = None
    link_hash: str | None = None
    link_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequestRow:
    id: int
    code: str
    contact_id: int
    kind: RequestKind
    state: RequestState
    channel: str
    asked_at: datetime
    first_answer_by: date
    done_by: date
    answered_at: datetime | None
    extended_to: date | None
    extension_reason: str | None
    refusal_reason: str | None
    finished_at: datetime | None
    outcome: str | None
    link_until: datetime | None
    note: str | None  # None when there is none, or under a broken seal


_PLAIN = tuple(name for name in RequestRow.__slots__ if name != "note")
_SELECT = select(*(data_request.c[name] for name in (*_PLAIN, "note")))


class DataRequests:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(self, new: NewRequest, now: datetime) -> int:
        """The request's id; with an outcome it is answered and done in the same moment."""
        is_done = new.outcome is not None
        values = {
            **{name: getattr(new, name) for name in NewRequest.__slots__},
            "note": self._vault.seal(new.note, _place(new.code)) if new.note else None,
            "state": RequestState.DONE if is_done else RequestState.OPEN,
            "asked_at": now,
            "answered_at": now if is_done else None,
            "finished_at": now if is_done else None,
        }
        return await insert(self._connection, data_request, values)

    async def get(self, request_id: int, *, lock: bool = False) -> RequestRow | None:
        statement = _SELECT.where(data_request.c.id == request_id)
        statement = statement.with_for_update() if lock else statement
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._row(row)

    async def find(self, code: str, *, lock: bool = False) -> RequestRow | None:
        statement = _SELECT.where(data_request.c.code == code)
        statement = statement.with_for_update() if lock else statement
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._row(row)

    async def open(self) -> list[RequestRow]:
        """What waits for staff, the longest waiting first."""
        statement = _SELECT.where(data_request.c.state == RequestState.OPEN).order_by(data_request.c.id)
        return [self._row(row) for row in await self._connection.execute(statement)]

    async def change(self, request_id: int, **columns: Any) -> None:
        """Call it with the row locked."""
        await self._connection.execute(
            update(data_request).where(data_request.c.id == request_id).values(columns)
        )

    async def use_link(self, link_hash: str, now: datetime) -> RequestRow | None:
        """The request whose copy may be fetched by this address, which is worth nothing afterwards."""
        used = await self._connection.execute(
            update(data_request)
            .where(data_request.c.link_hash == link_hash, data_request.c.link_until > now)
            .values(link_hash=None)
            .returning(data_request.c.id)
        )
        found: int | None = used.scalar_one_or_none()
        return None if found is None else await self.get(found)

    async def is_link(self, link_hash: str, now: datetime) -> bool:
        """Whether a copy waits at this address."""
        statement = select(data_request.c.id).where(
            data_request.c.link_hash == link_hash, data_request.c.link_until > now
        )
        return (await self._connection.execute(statement)).scalar_one_or_none() is not None

    async def conversation_of(self, request: RequestRow) -> int | None:
        """Where the person is answered: on the channel of the request, else where they wrote last."""
        statement = (
            select(conversation.c.id)
            .join(address, address.c.id == conversation.c.address_id)
            .where(address.c.contact_id == request.contact_id)
            .order_by(
                (address.c.channel == request.channel).desc(),
                func.coalesce(conversation.c.last_inbound_at, address.c.created_at).desc(),
            )
            .limit(1)
        )
        found: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    def _row(self, row: Row[Any]) -> RequestRow:
        note = self._vault.open_if_whole(row.note, _place(row.code)) if row.note else None
        return RequestRow(**{name: getattr(row, name) for name in _PLAIN}, note=note)


def _place(code: str) -> str:
    return f"data_request.note:{code}"
