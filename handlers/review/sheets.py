"""One application as a page of work: what may be done by whom looks at it, tried out first, and done to several."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.applications.codes import find_code, shown
from handlers.review.desk import ReviewDesk
from handlers.review.fields import ActionForm, Fields, form_of
from handlers.review.model import Act, ActionInput, Done, Preview, Refusal, Staff, Why
from handlers.review.rights import is_everywhere, may_act_on
from handlers.review.views import ApplicationView
from knowledge.base import KnowledgeBase
from storage.database import Database

ASSIGN = "assign"
_CLAIM, _CLOSE = "claim", "close_obstacle"


@dataclass(frozen=True, slots=True)
class Offer:
    """What this member of staff may do now; `is_kept` tells that another has it, outside one's areas."""

    forms: tuple[ActionForm, ...]
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """An action that may be done, and what would come of it."""

    form: ActionForm
    leads_to: str  # the state after it, by its name
    text: str  # what the producer would read; empty when nothing would reach them


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of one application of several; empty words when it was done."""

    shown: str
    code: str
    refused: str


class Sheets:
    def __init__(
        self, database: Database, knowledge: Callable[[], KnowledgeBase], desk: ReviewDesk, zone: tzinfo
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._desk = desk
        self._zone = zone

    async def offer(self, member: Staff, view: ApplicationView) -> Offer:
        """The actions of the moment, each with its inputs; none for those who only look."""
        if not view.actions:
            return Offer(())
        async with self._database.reading() as store:
            areas = [] if is_everywhere(member.role) else await store.areas.of(member.id)
            officers = await store.all_lists.officers()
        if not may_act_on(view.row, member, areas):
            return Offer((), is_kept=True)
        knowledge, idle = self._knowledge(), set[str]()
        if view.row.assignee_id is not None:
            idle.add(_CLAIM)
        if all(obstacle.closed_at is not None for obstacle in view.obstacles):
            idle.add(_CLOSE)
        actions = (action for action in view.actions if action.id not in idle)
        return Offer(tuple(form_of(action, knowledge, officers, view) for action in actions))

    async def form(self, action: str) -> ActionForm | None:
        """The inputs of an action by its id."""
        found = self._knowledge().process.actions.get(action)
        async with self._database.reading() as store:
            officers = await store.all_lists.officers()
        return form_of(found, self._knowledge(), officers) if found is not None else None

    def title(self, action: str) -> str:
        """Of an action; empty when there is none of this id."""
        found = self._knowledge().process.actions.get(action)
        return found.title if found is not None else ""

    async def attempt(
        self, member: Staff, act: Act, form: ActionForm, filled: Mapping[str, str], now: datetime
    ) -> Tried | Refusal:
        """What would come of it; nothing is done."""
        given = Fields(self._knowledge(), self._zone).read(form, filled, now)
        if isinstance(given, Refusal):
            return given
        wanted = Act(act.code, act.action, given, act.seen_revision)
        preview = await self._desk.preview(member, wanted, now)
        if not isinstance(preview, Preview):
            return preview
        standing = preview.ready.standing
        name = self._knowledge().process.status(standing.status, standing.ending).name
        return Tried(form, name, preview.text)

    async def act(
        self, member: Staff, act: Act, form: ActionForm, filled: Mapping[str, str], now: datetime
    ) -> Done | Refusal:
        """Does it, or says why not."""
        given = Fields(self._knowledge(), self._zone).read(form, filled, now)
        if isinstance(given, Refusal):
            return given
        return await self._desk.act(member, act.code, act.action, given, act.seen_revision, now)

    async def assign_all(
        self, member: Staff, wanted: Iterable[tuple[str, int]], officer: str, now: datetime
    ) -> list[Assigned]:
        """Gives applications, by code and revision seen, to a member of staff: each for itself."""
        told = []
        for typed, revision in wanted:
            code = find_code(typed)
            if code is None:
                told.append(Assigned(typed, "", self._knowledge().phrase("review_not_found")))
                continue
            given = ActionInput(officer=officer)
            done = await self._desk.act(member, code, ASSIGN, given, revision, now)
            told.append(Assigned(shown(code), code, done.text if isinstance(done, Refusal) else ""))
        return told


def is_lost(refusal: Refusal) -> bool:
    """Filling it in anew would not help."""
    return refusal.why not in (Why.MISSING, Why.WRONG)
