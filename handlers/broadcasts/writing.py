"""A message to many written down in one go: its words, what it carries, and whom it is for."""

from dataclasses import dataclass
from datetime import datetime

from handlers.broadcasts.audiences import Audiences
from handlers.broadcasts.desk import BroadcastDesk
from handlers.broadcasts.model import Composed, Done, Refused, Why
from handlers.review.model import Staff
from handlers.text import utf16_units
from storage.database import Database
from storage.repositories.broadcasts import FileRow
from storage.store import Store

LONGEST_CAPTION = (
    600  # UTF-16 units of the words with a file: with its buttons written out it fits everywhere
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be kept; `file` takes the place of the one before, `drops_file` takes that away."""

    composed: Composed
    file: FileRow | None = None
    drops_file: bool = False
    save_as: str = ""  # the audience is put by under this name


def fits_caption(text: str) -> bool:
    """Whether these words may stand with a file."""
    return utf16_units(text.strip()) <= LONGEST_CAPTION


class Writing:
    def __init__(self, database: Database, desk: BroadcastDesk, audiences: Audiences) -> None:
        self._database = database
        self._desk = desk
        self._audiences = audiences

    async def write(
        self, member: Staff, draft: Draft, now: datetime, broadcast_id: int | None = None, revision: int = 0
    ) -> Done | Refused:
        """A new draft, or an old one in other words; all of it or nothing."""
        try:
            async with self._database.transaction() as store:
                done = await self._desk.compose(store, member, draft.composed, now, broadcast_id, revision)
                if isinstance(done, Refused):
                    return done
                await self._attach(store, done.row.id, draft)
                await self._put_by(store, member, draft, now)
                return done
        except _NotKept as refused:
            return Refused(refused.why)

    async def file_name(self, broadcast_id: int) -> str:
        """Of what a broadcast carries; empty when it carries nothing."""
        async with self._database.reading() as store:
            return (await store.broadcasts.file_names([broadcast_id])).get(broadcast_id, "")

    async def file(self, broadcast_id: int) -> FileRow | None:
        """What a broadcast carries."""
        async with self._database.reading() as store:
            return await store.broadcasts.file(broadcast_id)

    async def _attach(self, store: Store, broadcast_id: int, draft: Draft) -> None:
        if draft.file is not None or draft.drops_file:
            await store.broadcasts.put_file(broadcast_id, draft.file)
        names = await store.broadcasts.file_names([broadcast_id])
        if broadcast_id in names and not fits_caption(draft.composed.text):
            raise _NotKept(Why.TEXT)

    async def _put_by(self, store: Store, member: Staff, draft: Draft, now: datetime) -> None:
        """A name that is taken is refused: others rely on what stands under it."""
        if not draft.save_as:
            return
        taken = {row.name for row in await store.audiences.all()}
        composed, why = draft.composed, Why.NAME
        if draft.save_as not in taken:
            refused = await self._audiences.save(store, member, draft.save_as, composed.audience, now)
            if refused is None:
                return
            why = refused.why
        raise _NotKept(why)


class _NotKept(Exception):
    """Rolls everything back."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
