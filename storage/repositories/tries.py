"""How often a chat has tried something that it may try only so often."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.states import TryKind
from storage.tables_privacy import chat_try


class ChatTries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(
        self, conversation_id: int, kind: TryKind, now: datetime, within: timedelta, most: int
    ) -> bool:
        """Counts one try; False, uncounted, when there were `most` already. Call it with the chat locked."""
        counted = select(func.count()).where(
            chat_try.c.conversation_id == conversation_id,
            chat_try.c.kind == kind,
            chat_try.c.at > now - within,
        )
        if (await self._connection.execute(counted)).scalar_one() >= most:
            return False
        await insert(
            self._connection, chat_try, {"conversation_id": conversation_id, "kind": kind, "at": now}
        )
        return True

    async def forget_before(self, moment: datetime) -> int:
        done = await self._connection.execute(delete(chat_try).where(chat_try.c.at < moment))
        return done.rowcount
