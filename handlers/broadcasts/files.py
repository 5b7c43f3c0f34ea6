"""What broadcasts carry: one picture or one paper, the same for everybody."""

from collections import OrderedDict

from handlers.channels import Attached
from handlers.messages import FileRef
from storage.database import Database

_REMEMBERED = 2  # of a few megabytes each; a broadcast asks for its own again and again


class NewsFiles:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[int, Attached] = OrderedDict()

    async def make(self, ref: FileRef, _contact_id: int) -> Attached | None:
        """The file of a broadcast; None when it is gone."""
        if (known := self._known.get(ref.id)) is not None:
            return known
        async with self._database.reading() as store:
            row, file = await store.broadcasts.get(ref.id), await store.broadcasts.file(ref.id)
        if row is None or file is None:
            return None
        attached = Attached(file.name, file.mime, file.data)
        if row.started_at is not None:  # before that, what was tried may still be changed
            self._known[ref.id] = attached
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return attached
