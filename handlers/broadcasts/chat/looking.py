"""What has to be counted before it can be said: done beside the turn, holding neither its chat nor its rows."""

from datetime import datetime

from handlers.broadcasts.audiences import Audiences
from handlers.broadcasts.chat.commands import Sure, sure
from handlers.broadcasts.chat.errands import Errands, Found, Work
from handlers.broadcasts.chat.offers import is_before_start, open_button
from handlers.broadcasts.chat.wording import Wording
from handlers.broadcasts.content import news_reply
from handlers.broadcasts.model import AUDIENCE, BroadcastRow, Refused, Why
from handlers.broadcasts.progress import ProgressReader
from handlers.broadcasts.retrying import Retrying
from handlers.broadcasts.rights import MAY_COMPOSE
from handlers.broadcasts.words import dotted
from handlers.deeds import Doing
from handlers.messages import Reply
from handlers.outbox import Door
from handlers.review.model import Staff
from storage.database import Database

_LISTED = 5


class NewsLooks:
    """Each begins an errand and gives what is said until it is back."""

    def __init__(
        self,
        database: Database,
        door: Door,
        wording: Wording,
        audiences: Audiences,
        progress: ProgressReader,
        retrying: Retrying,
        errands: Errands,
    ) -> None:
        self._database = database
        self._door = door
        self._wording = wording
        self._audiences = audiences
        self._progress = progress
        self._retrying = retrying
        self._errands = errands

    def list(self, doing: Doing, member: Staff) -> tuple[Reply, ...]:
        """The newest ones with their numbers."""

        async def work() -> Found:
            async with self._database.reading() as store:
                rows = await store.broadcasts.listed(_LISTED)
            found = [await self._progress.of(row.id) for row in rows]
            shown = [each for each in found if each is not None]
            return Found((self._wording.cards.listed(shown, member.role in MAY_COMPOSE),))

        return self._begin(doing, work)

    def see(self, doing: Doing, member: Staff, broadcast_id: int) -> tuple[Reply, ...]:
        """One that has not started as people will get it, and to how many; of all others how far they are."""
        channel, now = doing.conversation.channel, doing.now

        async def work() -> Found:
            progress = await self._progress.of(broadcast_id)
            if progress is None:
                return self._refused(Why.GONE)
            if not is_before_start(progress.row):
                return Found((self._wording.cards.card(progress, member, now),))
            shown = await self._preview(progress.row, channel)
            return Found((*shown, await self._count(progress.row, member, now)))

        return self._begin(doing, work)

    async def preview(self, doing: Doing, member: Staff, row: BroadcastRow) -> tuple[Reply, ...]:
        """The message at once, the number of people when it is known."""

        async def work() -> Found:
            return Found((await self._count(row, member, doing.now),))

        waiting = self._begin(doing, work) or (Reply(self._wording.knowledge.phrase("tin_counting")),)
        return (*await self._preview(row, doing.conversation.channel), *waiting)

    def question(
        self, doing: Doing, member: Staff, row: BroadcastRow, at: datetime | None
    ) -> tuple[Reply, ...]:
        """Counts once more: what was counted for the preview may be hours old."""

        async def work() -> Found:
            counted = await self._audiences.count(AUDIENCE.validate_json(row.audience), doing.now)
            words = self._wording.previews
            if not counted.total:
                return Found((words.counted(row, counted, member), words.refused(Why.NOBODY)))
            asked = words.question(row, counted, at, doing.now)
            expects = sure(Sure(row.id, row.revision, counted.total, at))
            return Found((asked,), expects, or_else=words.counted(row, counted, member))

        return self._begin(doing, work) or (Reply(self._wording.knowledge.phrase("tin_counting")),)

    def retry(self, doing: Doing, member: Staff, broadcast_id: int) -> tuple[Reply, ...]:
        """Sends once more what failed, some at a time."""
        say = self._wording.knowledge.phrase

        async def work() -> Found:
            again = await self._retrying.retry(member, broadcast_id, doing.now)
            if isinstance(again, Refused):
                return self._refused(again.why, broadcast_id)
            text = say("tin_retried", count=dotted(again)) if again else say("tin_nothing_to_retry")
            return Found((Reply(text, (open_button(broadcast_id, self._wording.knowledge),)),))

        return self._begin(doing, work)

    async def _count(self, row: BroadcastRow, member: Staff, now: datetime) -> Reply:
        counted = await self._audiences.count(AUDIENCE.validate_json(row.audience), now)
        return self._wording.previews.counted(row, counted, member)

    async def _preview(self, row: BroadcastRow, channel: str) -> tuple[Reply, ...]:
        async with self._database.reading() as store:
            names = await store.broadcasts.file_names([row.id])
        text = as_sent(row, self._wording, self._door, channel)
        return self._wording.previews.preview(row, text, names.get(row.id))

    def _refused(self, why: Why, broadcast_id: int = 0) -> Found:
        return Found((self._wording.previews.refused(why, broadcast_id),))

    def _begin(self, doing: Doing, work: Work) -> tuple[Reply, ...]:
        """Nothing to say while it is under way; that there is too much to do, if it cannot begin."""
        if self._errands.begin(doing.conversation.id, doing.now, work):
            return ()
        return (Reply(self._wording.knowledge.phrase("tin_busy")),)


def as_sent(row: BroadcastRow, wording: Wording, door: Door, channel: str) -> str:
    """The words that people read, with those that they may answer; nothing of it can be pressed."""
    reply = news_reply(row, wording.knowledge)
    return "\n".join(part.text for part in door.parts(reply, channel))
