"""The filled form as a file: made from what stands in the application when it is wanted."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from handlers.applications.paper import Papers
from handlers.applications.receipt import Receipt
from handlers.applications.visits import draft_of
from handlers.channels import Attached
from handlers.messages import FileRef
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from storage.database import Database
from storage.repositories.applications import ApplicationRow

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class RequestPapers:
    """`knowledge` gives the forms of the moment, `papers` turns them into documents."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], KnowledgeBase],
        papers: Papers,
        zone: tzinfo,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._papers = papers
        self._zone = zone
        self._now = now

    async def make(self, ref: FileRef, contact_id: int) -> Attached | None:
        """For the person whose application it is; None when it is gone or somebody else's."""
        async with self._database.reading() as store:
            row = await store.applications.get(ref.id)
        if row is None or row.contact_id != contact_id:
            return None
        return await self.paper(row, ref.name)

    async def paper(self, row: ApplicationRow, name: str) -> Attached | None:
        """For whoever may read it; None when it cannot be opened any more."""
        knowledge = self._knowledge()
        draft = draft_of(row, knowledge)
        if draft is None:
            return None
        status = Status(row.status.value)
        paper = Receipt(knowledge, self._zone).paper(draft, status, row.sent_at, self._now())
        return Attached(name, DOCX, await self._papers.docx(paper))
