"""What staff are told in their chats, and what is put into their list of tasks."""

from collections.abc import Callable, Collection
from datetime import datetime

from handlers.applications.causes import day_in
from handlers.applications.codes import shown
from handlers.applications.words import form_title, place_name
from handlers.messages import Button, Reply
from handlers.outbox import Door
from handlers.review.commands import SHOW_ONE
from handlers.review.model import Role
from handlers.review.telling import post_notice
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Plan
from storage.repositories.applications import ApplicationRow
from storage.repositories.conversations import ConversationRow
from storage.repositories.followups import FollowUpRow
from storage.states import TaskKind
from storage.store import Store

_IN_CHARGE = (Role.LEAD, Role.ADMIN)


class StaffTelling:
    """Call everything that tells with the chats locked, in the order of their ids."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door) -> None:
        self._knowledge = knowledge
        self._door = door

    async def chats_for(self, store: Store, row: ApplicationRow) -> list[int]:
        """Of whoever has the application and who looks after its commune; of those in charge where that is nobody."""
        theirs = [row.assignee_id] if row.assignee_id is not None else []
        if row.province is not None and row.commune is not None:
            theirs += await store.areas.of_commune(row.province, row.commune)
        return await store.links.chats_of(theirs) or await store.links.chats_of((), _IN_CHARGE)

    async def of_plan(
        self,
        store: Store,
        chats: Collection[ConversationRow],
        row: ApplicationRow,
        plan: Plan,
        due: FollowUpRow,
        now: datetime,
    ) -> None:
        """A task of the application, which stands open once, and a word in the chats."""
        knowledge = self._knowledge()
        await store.tasks.open(TaskKind.FOLLOW_UP, plan.id, now, application_id=row.id)
        day = day_in(due.cause)
        text = knowledge.process.task(
            plan.id,
            code=shown(row.code),
            form=form_title(row.form_id, knowledge),
            place=place_name(row.province, None, knowledge),
            day=knowledge.process.told_day(day) if day is not None else None,
        )
        opened = Button(knowledge.phrase("app_open_label"), SHOW_ONE + row.code)
        await self.tell(store, chats, Reply(text, (opened,), takes_numbers=True), now)

    async def locked(self, store: Store, ids: list[int]) -> list[ConversationRow]:
        """In the order of their ids, as everybody locks several."""
        found = [await store.conversations.lock(identity) for identity in sorted(set(ids))]
        return [each for each in found if each is not None]

    async def tell(
        self, store: Store, chats: Collection[ConversationRow], reply: Reply, now: datetime
    ) -> int:
        """The same to each that can be reached; how many."""
        told = [chat for chat in chats if chat.is_reachable]
        for chat in told:
            await post_notice(store, self._door, chat, reply, now)
        return len(told)
