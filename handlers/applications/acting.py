"""What applicants do with what they have sent: add papers, ask for a change, answer a date, withdraw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from handlers.applications.deeds import Overtaken
from handlers.applications.planning import Planner
from handlers.applications.words import common_values, ending_of, status_of
from handlers.deeds import Doer, Doing
from handlers.messages import Button, Reply
from handlers.payloads import OPEN
from knowledge.base import KnowledgeBase
from knowledge.process.model import Refused, Role
from storage.repositories.applications import ApplicationRow, NewEvent
from storage.states import ApplicationStatus, Ending


@dataclass(frozen=True, slots=True)
class ApplicantAct:
    """One thing done to one's own application, as the process allows it at that moment."""

    code: str
    action: str
    text: str = ""


class Acting:
    """`knowledge` gives the process of the moment."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], planner: Planner, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._planner = planner
        self._zone = zone

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {ApplicantAct: self.act}

    async def act(self, doing: Doing, wanted: ApplicantAct) -> tuple[Reply, ...]:
        """Does it with history, follow-ups and a trace; a state that has moved on is told, not an error."""
        knowledge, store = self._knowledge(), doing.store
        row = await store.applications.find(wanted.code, lock=True)
        if row is None or row.contact_id != doing.contact_id:
            return (Reply(knowledge.phrase("app_not_found")),)
        allowed = knowledge.process.may(wanted.action, status_of(row), Role.APPLICANT, ending_of(row))
        if isinstance(allowed, Refused):
            return (Reply(allowed.text, (self._open(row, knowledge),)),)
        standing = knowledge.process.after(wanted.action, status_of(row))
        changed = await self._moved(
            doing, row, ApplicationStatus(standing.status.value), standing.ending.value
        )
        event = NewEvent(doing.actor, wanted.action, row.status, changed.status, wanted.text)
        await store.applications.note(changed, event, doing.now)
        await self._planner.heard(store, changed, doing.now)
        await self._planner.happened(store, changed, wanted.action, doing.now)
        await self._planner.plan_for(store, changed, doing.now)
        await store.audit.add(doing.now, doing.actor, f"application_{wanted.action}", f"application:{row.id}")
        number = await store.applications.next_notice(row.id)
        values = {**common_values(changed, knowledge, self._zone), "number": number, "text": None}
        told = knowledge.process.notice(
            wanted.action, at_status=status_of(changed), ending=ending_of(changed), **values
        )
        return (Reply(told, (self._open(changed, knowledge),)),)

    async def _moved(
        self, doing: Doing, row: ApplicationRow, status: ApplicationStatus, ending: str
    ) -> ApplicationRow:
        columns: dict[str, Any] = {}
        if status is not row.status:
            columns = {"status": status, "ending": Ending(ending) if ending else None}
            if status is ApplicationStatus.NOT_THIS_TIME:
                columns["ended_at"] = doing.now
        columns["conversation_id"] = doing.conversation.id  # where the person is now
        is_changed = await doing.store.applications.change(row, doing.now, **columns)
        changed = await doing.store.applications.find(row.code, lock=True)
        if not is_changed or changed is None:
            raise Overtaken
        return changed

    @staticmethod
    def _open(row: ApplicationRow, knowledge: KnowledgeBase) -> Button:
        return Button(knowledge.phrase("app_open_label"), OPEN + row.code)
