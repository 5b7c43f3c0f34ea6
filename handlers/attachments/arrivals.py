"""Where people's files arrive: each is kept under the key of whoever sends it, or refused with a reason."""

from collections.abc import AsyncIterable
from datetime import datetime

from handlers.attachments.keeping import Attachments
from handlers.attachments.model import Refused
from handlers.attachments.names import shown_name
from handlers.messages import Address, Upload
from storage.blobs import Blobs
from storage.database import Database
from storage.filecipher import FileKeys


class Arrivals:
    def __init__(self, database: Database, attachments: Attachments, blobs: Blobs) -> None:
        self._database = database
        self._attachments = attachments
        self._blobs = blobs

    async def take(self, address: Address, name: str, chunks: AsyncIterable[bytes], now: datetime) -> Upload:
        """A file of the person at this address. What the stream raises passes through, and nothing is kept."""
        return await self.keep(name, chunks, await self._keys(address, now))

    async def keep(self, name: str, chunks: AsyncIterable[bytes], keys: FileKeys) -> Upload:
        """The same under keys that are known. A refused file need not be read to its end."""
        kept = await self._attachments.keep(chunks, keys)
        if isinstance(kept, Refused):
            return Upload(shown_name(name), refused=kept.reason)
        return Upload(
            shown_name(name),
            size=kept.size,
            blob_id=kept.blob_id,
            kind=kept.kind,
            sha256=kept.sha256,
            is_scanned=kept.is_scanned,
        )

    async def drop(self, upload: Upload | None) -> None:
        """Removes what was kept of a file that nobody will ask for."""
        if upload is not None and upload.blob_id:
            await self._blobs.delete(upload.blob_id)

    async def spend(self, blob_ids: list[str]) -> None:
        """Removes files that no row names any more; what a crash leaves is swept later."""
        for blob_id in blob_ids:
            await self._blobs.delete(blob_id)

    async def _keys(self, address: Address, now: datetime) -> FileKeys:
        """The person's own; a first file makes the person known, as a first message does."""
        where = (address.channel, address.bot_id, address.chat_key)
        async with self._database.transaction() as store:
            conversation_id = await store.conversations.find_or_create(*where, now)
            conversation = await store.conversations.lock(conversation_id)
            if conversation is None:
                raise LookupError("a conversation that was here a moment ago")
            return (await store.keys.of(conversation.contact_id, now)).of_files
