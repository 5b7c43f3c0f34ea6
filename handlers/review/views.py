"""An application as staff read it: the answers, where it stands, what may be done; each look leaves a trace."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.applications.visits import draft_of
from handlers.applications.words import ending_of, form_title, place_name, status_of
from handlers.review.model import Refusal, Staff, Why
from handlers.review.rights import READ_LISTS, READ_PEOPLE, acting_role
from knowledge.base import KnowledgeBase
from knowledge.process.model import Action, StatusText
from storage.crypto import SealBroken
from storage.repositories.applications import ApplicationRow, EventRow
from storage.repositories.attachments import FileRow
from storage.repositories.dates import DateRow
from storage.repositories.inspections import InspectionRow
from storage.repositories.keys import PersonKey
from storage.repositories.obstacles import ObstacleRow
from storage.repositories.projects import ProjectRow
from storage.repositories.surveys import AnswerRow
from storage.states import ApplicationStatus, DateState
from storage.store import Store

_PERSON, _FACILITY, _PHONE = "representative", "facility_name", "phone"


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    section: str
    field: str  # its id
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One step of the history; `note` is what was written then."""

    at: datetime
    who: str
    what: str
    note: str
    is_inner: bool  # the person was not told


@dataclass(frozen=True, slots=True)
class ShownReply:
    """What was answered to one question of a survey; `is_free` of what somebody wrote in words of their own."""

    survey: str
    question: str
    value: str
    at: datetime
    is_free: bool


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """For those who may not read of people, everything personal is empty."""

    row: ApplicationRow
    form: str
    status: StatusText
    place: str  # empty when it was not told
    assignee: str  # empty when it is nobody's
    person: str
    facility: str
    phone: str
    answers: tuple[ShownAnswer, ...]
    history: tuple[ShownEvent, ...]  # oldest first
    files: tuple[FileRow, ...]
    inspections: tuple[InspectionRow, ...]
    obstacles: tuple[ObstacleRow, ...]
    dates: tuple[DateRow, ...]  # that were noted and hold
    replies: tuple[ShownReply, ...]  # to surveys, oldest first
    project: ProjectRow | None
    actions: tuple[Action, ...]  # that this member of staff may do now


class Views:
    def __init__(self, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone

    async def of(self, store: Store, member: Staff, code: str, now: datetime) -> ApplicationView | Refusal:
        """What this member of staff may see of it, with a row in the audit trail."""
        say = self._knowledge().phrase
        if member.role not in READ_LISTS:
            return Refusal(Why.ROLE, say("review_no_role"))
        row = await store.applications.find(code)
        if row is None or row.status is ApplicationStatus.DRAFT:
            return Refusal(Why.NOT_FOUND, say("review_not_found"))
        view = await self._seen(store, member, row)
        await store.audit.add(now, f"staff:{member.id}", "application_read", f"application:{row.id}")
        return view

    async def _seen(self, store: Store, member: Staff, row: ApplicationRow) -> ApplicationView:
        knowledge, is_open = self._knowledge(), member.role in READ_PEOPLE
        role, key = acting_role(member.role), await _key(store, row) if is_open else None
        history = await store.applications.history(row)
        told = self._answers(row, now_is_open=is_open)
        by_field = {answer.field: answer.value for answer in told}
        assignee = await store.lists.staff_names([row.assignee_id]) if row.assignee_id is not None else {}
        return ApplicationView(
            row=row,
            form=form_title(row.form_id, knowledge),
            status=knowledge.process.status(status_of(row), ending_of(row)),
            place=place_name(row.province, row.commune, knowledge) or "",
            assignee=assignee.get(row.assignee_id or 0, ""),
            person=by_field.get(_PERSON, ""),
            facility=by_field.get(_FACILITY, ""),
            phone=by_field.get(_PHONE, ""),
            answers=told,
            history=tuple(await self._history(store, history, is_open)),
            files=tuple(await store.files.of(row.id)) if is_open else (),
            inspections=tuple(await store.inspections.of(row.id, key)) if is_open else (),
            obstacles=tuple(await store.obstacles.of(row.id, key)) if is_open else (),
            dates=tuple(each for each in await store.dates.of(row.id) if each.state is DateState.STANDING),
            replies=shown_replies(await store.surveys.of(row.id, key), knowledge) if is_open else (),
            project=await store.projects.get(row.project_id) if row.project_id is not None else None,
            actions=()
            if role is None
            else knowledge.process.actions_for(status_of(row), role, ending_of(row)),
        )

    def _answers(self, row: ApplicationRow, *, now_is_open: bool) -> tuple[ShownAnswer, ...]:
        """What was answered, in words and in the order of the form; none when the person's key is gone."""
        knowledge = self._knowledge()
        draft = draft_of(row, knowledge)
        if draft is None:
            return ()
        day = (row.sent_at or row.created_at).astimezone(self._zone).date()
        return tuple(
            ShownAnswer(told.section, told.field.id, told.field.label, told.shown)
            for told in draft.standing(day).review(knowledge.showing)
            if told.shown is not None
            if now_is_open or not (told.field.is_personal or told.field.is_sensitive)
        )

    async def _history(self, store: Store, events: Sequence[EventRow], is_open: bool) -> Iterator[ShownEvent]:
        process, say = self._knowledge().process, self._knowledge().phrase
        ids = [int(event.actor.partition(":")[2]) for event in events if event.actor.startswith("staff:")]
        names = await store.lists.staff_names(ids)

        def shown(event: EventRow) -> ShownEvent:
            action = process.actions.get(event.action)
            title = action.title if action is not None else say("review_other_step")
            note = (event.note or "") if is_open else ""
            is_inner = action is None or action.notice is None
            return ShownEvent(event.at, who(event.actor, names, self._knowledge()), title, note, is_inner)

        return map(shown, events)


def shown_replies(answers: Iterable[AnswerRow], knowledge: KnowledgeBase) -> tuple[ShownReply, ...]:
    """In the words of the survey; by its id what it asks no more."""

    def shown(answer: AnswerRow) -> ShownReply:
        survey = knowledge.process.surveys.get(answer.survey)
        question = survey.question(answer.question) if survey is not None else None
        label = question.label if question is not None else answer.question
        name = survey.name if survey is not None else answer.survey
        if answer.choice is not None:
            value = question.choices.get(answer.choice, answer.choice) if question else answer.choice
        else:
            value = answer.words or "" if answer.number is None else str(answer.number)
        is_free = answer.choice is None and answer.number is None
        return ShownReply(name, label, value, answer.at, is_free)

    return tuple(map(shown, answers))


def who(actor: str, names: dict[int, str], knowledge: KnowledgeBase) -> str:
    """An actor as staff read it: the account, the owner, or somebody who is gone."""
    kind, _, identity = actor.partition(":")
    if kind == "staff":
        return names.get(int(identity), knowledge.phrase("review_someone"))
    return knowledge.phrase("review_owner" if kind == "contact" else "review_machine")


async def _key(store: Store, row: ApplicationRow) -> PersonKey | None:
    try:
        return await store.applications.key(row)
    except SealBroken:
        return None
