"""Which files belong to which field of an application; the bytes are in the blobs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.tables_applications import application, application_file


@dataclass(frozen=True, slots=True)
class FileRow:
    id: int
    application_id: int
    field: str  # empty for papers that were added after sending
    blob_id: str
    kind: str
    size: int
    sha256: str
    is_scanned: bool
    added_at: datetime


@dataclass(frozen=True, slots=True)
class NewFile:
    application_id: int
    field: str
    blob_id: str
    kind: str
    size: int
    sha256: str
    is_scanned: bool


_COLUMNS = tuple(application_file.c[name] for name in FileRow.__slots__)


class AttachedFiles:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewFile, now: datetime) -> int:
        values = {name: getattr(new, name) for name in NewFile.__slots__}
        return await insert(self._connection, application_file, {**values, "added_at": now})

    async def of(self, application_id: int) -> list[FileRow]:
        """In the order they came."""
        statement = (
            select(*_COLUMNS)
            .where(application_file.c.application_id == application_id)
            .order_by(application_file.c.id)
        )
        return [FileRow(*row) for row in await self._connection.execute(statement)]

    async def of_contact(self, contact_id: int) -> list[FileRow]:
        statement = (
            select(*_COLUMNS)
            .join(application, application.c.id == application_file.c.application_id)
            .where(application.c.contact_id == contact_id)
            .order_by(application_file.c.id)
        )
        return [FileRow(*row) for row in await self._connection.execute(statement)]

    async def remove(self, application_id: int, blob_ids: list[str]) -> list[str]:
        """Takes files off an application; which blobs nobody needs any more."""
        statement = (
            delete(application_file)
            .where(
                application_file.c.application_id == application_id, application_file.c.blob_id.in_(blob_ids)
            )
            .returning(application_file.c.blob_id)
        )
        return [str(row[0]) for row in await self._connection.execute(statement)]

    async def known(self, blob_ids: list[str]) -> set[str]:
        """Those of the blobs that belong to an application."""
        statement = select(application_file.c.blob_id).where(application_file.c.blob_id.in_(blob_ids))
        return {str(row[0]) for row in await self._connection.execute(statement)}
