"""What staff ask for in their chat, done in the transaction of their turn; who they are is read again there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from handlers.outbox import Door
from handlers.review.chat import StaffWords
from handlers.review.desk import ReviewDesk
from handlers.review.linking import ChatLinking
from handlers.review.model import Act, Refusal
from handlers.review.performing import Performing
from handlers.review.rights import acting_role
from handlers.review.views import Views
from knowledge.base import KnowledgeBase
from storage.repositories.staff import StaffRow


@dataclass(frozen=True, slots=True)
class ShowWork:
    start: int = 0


@dataclass(frozen=True, slots=True)
class ShowApplication:
    code: str


@dataclass(frozen=True, slots=True)
class AskBack:
    """The action is looked at and, if it may be done, asked back."""

    act: Act


@dataclass(frozen=True, slots=True)
class ReviewAct:
    """The action is done."""

    act: Act


class ReviewDeeds:
    """`link` leads to the list of applications in the console."""

    def __init__(
        self,
        knowledge: Callable[[], KnowledgeBase],
        door: Door,
        zone: tzinfo,
        performing: Performing,
        views: Views,
        desk: ReviewDesk,
        link: str = "",
    ) -> None:
        self._knowledge = knowledge
        self._door = door
        self._zone = zone
        self._performing = performing
        self._views = views
        self._desk = desk
        self._linking = ChatLinking(knowledge, door)
        self._link = link

    @property
    def doers(self) -> Mapping[type, Doer]:
        own: dict[type, Doer] = {
            ShowWork: self.work,
            ShowApplication: self.show,
            AskBack: self.ask,
            ReviewAct: self.act,
        }
        return {**own, **self._linking.doers}

    async def work(self, doing: Doing, wanted: ShowWork) -> tuple[Reply, ...]:
        member = await self._member(doing)
        if member is None or acting_role(member.role) is None:
            return self._nothing()
        lines = await self._desk.work_of(doing.store, member)
        return (self._words().work(lines, wanted.start),)

    async def show(self, doing: Doing, wanted: ShowApplication) -> tuple[Reply, ...]:
        member = await self._member(doing)
        if member is None:
            return self._nothing()
        view = await self._views.of(doing.store, member, wanted.code, doing.now)
        if isinstance(view, Refusal):
            return (Reply(view.text),)
        return (self._words().card(view, self._door.is_abroad(doing.conversation.channel)),)

    async def ask(self, doing: Doing, wanted: AskBack) -> tuple[Reply, ...]:
        member = await self._member(doing)
        if member is None:
            return self._nothing()
        ready = await self._performing.check(doing.store, member, wanted.act, doing.now)
        words = self._words()
        if isinstance(ready, Refusal):
            return (words.refused(ready, wanted.act),)
        return (words.question(ready, wanted.act),)

    async def act(self, doing: Doing, wanted: ReviewAct) -> tuple[Reply, ...]:
        member = await self._member(doing)
        if member is None:
            return self._nothing()
        done = await self._performing.perform(doing.store, member, wanted.act, doing.now)
        words = self._words()
        return (words.refused(done, wanted.act) if isinstance(done, Refusal) else words.done(done),)

    async def _member(self, doing: Doing) -> StaffRow | None:
        return await doing.store.links.staff_of(doing.conversation.id)

    def _words(self) -> StaffWords:
        return StaffWords(self._knowledge(), self._zone, self._link)

    def _nothing(self) -> tuple[Reply, ...]:
        """The link has ended since the skill looked, or the account handles no applications."""
        return (Reply(self._knowledge().phrase("review_no_role")),)
