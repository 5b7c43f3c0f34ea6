"""The desk at which staff review applications: read one, see what waits, act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.applications.words import form_title, place_name
from handlers.review.model import Act, ActionInput, Done, Preview, Refusal, Staff
from handlers.review.patience import due_of
from handlers.review.performing import Performing
from handlers.review.rights import acting_role, is_everywhere
from handlers.review.views import ApplicationView, Views
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.process.model import Ending
from storage.database import Database
from storage.repositories.review_lists import ListRow
from storage.store import Store

MOST_WORK = 500  # of one person; more is a list nobody reads


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One application of a list, in words; nothing of the person."""

    code: str
    form: str
    status: str
    province: str  # empty when it was not told
    place: str
    assignee: str  # empty when it is nobody's
    sent_at: datetime | None
    due_at: datetime  # when it wants somebody, by its date or by how long it has waited
    is_dated: bool  # there is a date, agreed or set


class ReviewDesk:
    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], KnowledgeBase],
        performing: Performing,
        views: Views,
        zone: tzinfo,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._performing = performing
        self._views = views
        self._zone = zone

    async def view(self, member: Staff, code: str, now: datetime) -> ApplicationView | Refusal:
        """An application, as far as this member of staff may see it; the look is in the audit trail."""
        async with self._database.transaction() as store:
            return await self._views.of(store, member, code, now)

    async def preview(self, member: Staff, act: Act, now: datetime) -> Preview | Refusal:
        """What an action would do; nothing is done."""
        async with self._database.reading() as store:
            return await self._performing.preview(store, member, act, now)

    async def act(
        self,
        member: Staff,
        code: str,
        action: str,
        given: ActionInput,
        seen_revision: int | None,
        now: datetime,
    ) -> Done | Refusal:
        """Does it whole, or says why not; of two who act on the same sight one wins and the other is told."""
        async with self._database.transaction() as store:
            return await self._performing.perform(store, member, Act(code, action, given, seen_revision), now)

    async def work_list(self, member: Staff) -> list[WorkLine]:
        """What waits for somebody, what is due first at the top; empty for those who handle nothing."""
        async with self._database.reading() as store:
            return await self.work_of(store, member)

    async def work_of(self, store: Store, member: Staff) -> list[WorkLine]:
        """The same in an open transaction."""
        if acting_role(member.role) is None:
            return []
        areas = None if is_everywhere(member.role) else await store.areas.of(member.id)
        rows = await store.lists.work_of(member.id, areas, MOST_WORK)
        return sorted(self._lines(rows), key=lambda line: (line.due_at, line.code))

    def _lines(self, rows: Iterable[ListRow]) -> Iterable[WorkLine]:
        knowledge = self._knowledge()
        for row in rows:
            ending = Ending(row.ending.value if row.ending is not None else "")
            due_at, is_dated = due_of(row, self._zone)
            yield WorkLine(
                code=row.code,
                form=form_title(row.form_id, knowledge),
                status=knowledge.process.status(Status(row.status.value), ending).name,
                province=place_name(row.province, None, knowledge) or "",
                place=place_name(row.province, row.commune, knowledge) or "",
                assignee=row.assignee or "",
                sent_at=row.sent_at,
                due_at=due_at,
                is_dated=is_dated,
            )
