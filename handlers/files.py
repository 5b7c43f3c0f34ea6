"""Files that replies name: made when they are wanted, for whom they are meant, and kept nowhere."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.channels import Attached
from handlers.messages import REPLY, Address, FileOf, FileRef
from storage.database import Database

Maker = Callable[[FileRef, int], Awaitable[Attached | None]]  # for a contact; None: gone, or not theirs
Makers = Mapping[FileOf, Maker]


class Files:
    def __init__(self, database: Database, makers: Makers) -> None:
        self._database = database
        self._makers = makers

    async def open(self, ref: FileRef, conversation_id: int) -> Attached | None:
        """The file for the person of this conversation; None when it or they are gone."""
        async with self._database.reading() as store:
            conversation = await store.conversations.get(conversation_id)
        maker = self._makers.get(ref.made_from)
        if maker is None or conversation is None:
            return None
        return await maker(ref, conversation.contact_id)

    async def of_message(self, address: Address, message_id: int) -> Attached | None:
        """The file of a message, if that stands in the transcript of this address."""
        where = (address.channel, address.bot_id, address.chat_key)
        async with self._database.reading() as store:
            conversation_id = await store.conversations.find(*where)
            if conversation_id is None:
                return None
            lines = await store.messages.after(conversation_id, message_id - 1, limit=1)
        refs = [REPLY.validate_json(line.body).file for line in lines if line.id == message_id]
        return await self.open(refs[0], conversation_id) if refs and refs[0] is not None else None
