"""One turn within a form: the draft as it stands, and what is asked next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import cached_property

from handlers.applications.asking import Asking
from handlers.applications.content import CONTENT, Content
from handlers.applications.deeds import SaveDraft
from handlers.applications.review import Review
from handlers.applications.way import FILES, REVIEW, SENSITIVE, Draft, next_point
from handlers.messages import Memory, OpenForm, Reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.eligibility.logic import FactValue
from knowledge.forms.course import Course, facts_of
from knowledge.forms.model import Step
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus


@dataclass(frozen=True)
class Visit:
    """`known` is what is known of the person besides this form; it is offered, and decides nothing."""

    turn: Turn
    draft: Draft
    today: date
    known: Mapping[str, FactValue] = field(default_factory=dict)

    @cached_property
    def at(self) -> Course:
        return self.draft.standing(self.today, self.known)

    @property
    def waits_for(self) -> str:
        """The field or point that is open; what comes next when the open one is no longer asked."""
        waiting = self.draft.content.waits_for
        is_field = any(step.field.id == waiting and self._may_ask(step) for step in self.at.asked)
        return waiting if is_field else self.next_point

    @property
    def next_point(self) -> str:
        """What is to be asked; on a foreign platform something sensitive is only pointed at."""
        point, step = next_point(self.draft, self.at), self.at.next
        is_field = step is not None and step.field.id == point
        return SENSITIVE if is_field and step is not None and not self._may_ask(step) else point

    def _may_ask(self, step: Step) -> bool:
        return not (step.field.is_sensitive and self.turn.is_abroad)

    def having(self, draft: Draft) -> "Visit":
        return replace(self, draft=draft)


@dataclass(frozen=True, slots=True)
class Visits:
    """Finds the draft that a turn is about, and puts its next question."""

    knowledge: KnowledgeBase
    zone: tzinfo
    asking: Asking
    review: Review

    def today(self, turn: Turn) -> date:
        return turn.now.astimezone(self.zone).date()

    async def of(self, turn: Turn, row: ApplicationRow) -> Visit | None:
        """The visit to a stored draft; None when it cannot be read, or its form is no longer known."""
        draft = draft_of(row, self.knowledge)
        if draft is None:
            return None
        return Visit(turn, draft, self.today(turn), await self.known(turn, draft))

    async def known(self, turn: Turn, draft: Draft) -> dict[str, FactValue]:
        """What the person told elsewhere: in the last form they sent for themselves, then in the check."""
        if draft.content.is_on_behalf:
            return {}
        told: dict[str, FactValue] = {}
        for row in await turn.records.applications():
            if row.status is not ApplicationStatus.DRAFT and not row.is_on_behalf:
                told.update(_facts_told(row, self.knowledge))
                break
        home, case = turn.state.memory.home, turn.state.memory.case
        if home is not None:
            told.setdefault("province", home.old_area or home.province)
        if case is not None:
            told.update({**case.facts, "item": case.item})
        return told

    def put(self, visit: Visit, *before: Reply, deeds: tuple[object, ...] = ()) -> Response:
        """Asks what comes next, and stores the draft as it stands."""
        content = visit.draft.content
        point = visit.next_point
        if content.is_mending and visit.at.next is None:
            point = REVIEW
        return self.ask(visit, point, *before, deeds=deeds)

    def ask(self, visit: Visit, point: str, *before: Reply, deeds: tuple[object, ...] = ()) -> Response:
        """Asks for this field or point."""
        is_review = point == REVIEW
        is_mending = visit.draft.content.is_mending and not is_review
        draft = visit.draft.saying(waits_for=point, is_mending=is_mending)
        visit = visit.having(draft)
        asked = (
            self.review.card(draft, visit.at, visit.turn.is_abroad)
            if is_review
            else self.asking.put(draft, visit.at, point, visit.turn.is_abroad)
        )
        replies = _joined(*before, asked)
        return Response(replies, memory=self.memory(visit), deeds=(*deeds, SaveDraft(draft)))

    def again(self, visit: Visit, *before: Reply) -> Response:
        """The open question once more; nothing has changed."""
        return self.ask(visit, visit.waits_for, *before)

    @staticmethod
    def memory(visit: Visit) -> Memory:
        return replace(
            visit.turn.state.memory, form=OpenForm(visit.draft.code, visit.turn.now), asks_home=False
        )


def draft_of(row: ApplicationRow, knowledge: KnowledgeBase) -> Draft | None:
    """The draft in a row; None when it cannot be opened, or its form is gone."""
    form = knowledge.forms.forms.get(row.form_id)
    if form is None or row.content is None:
        return None
    return Draft(row.code, form, CONTENT.validate_json(row.content), row.revision, row.id)


def content_of(row: ApplicationRow) -> Content:
    return Content() if row.content is None else CONTENT.validate_json(row.content)


def _facts_told(row: ApplicationRow, knowledge: KnowledgeBase) -> dict[str, FactValue]:
    draft = draft_of(row, knowledge)
    if draft is None:
        return {}
    told: dict[str, FactValue] = {}
    for name, value in draft.content.answers.items():
        field_of = draft.form.fields.get(name)
        if field_of is not None and field_of.kind not in FILES and not field_of.is_sensitive:
            told.update(facts_of(field_of, value))
    return told


def _joined(*replies: Reply) -> tuple[Reply, ...]:
    """Short words before a question are said with it: one thing a message, but not three messages."""
    *before, asked = replies
    plain = [reply.text for reply in before if not reply.buttons and reply.file is None]
    rest = tuple(reply for reply in before if reply.buttons or reply.file is not None)
    text = "\n\n".join([*plain, asked.text])
    return (*rest, replace(asked, text=text))
