"""What staff do with broadcasts in their chat, in the transaction of their turn; who they are is read again there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.broadcasts.chat.commands import Pressed, Step, Sure
from handlers.broadcasts.chat.drafts import composed, title_and_text
from handlers.broadcasts.chat.looking import NewsLooks
from handlers.broadcasts.chat.steps import NewsSteps
from handlers.broadcasts.chat.wording import Wording
from handlers.broadcasts.desk import BroadcastDesk
from handlers.broadcasts.model import AudienceQuery, BroadcastState, Composed, Refused, Why
from handlers.broadcasts.rights import MAY_COMPOSE, MAY_SEE
from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from storage.repositories.staff import StaffRow


@dataclass(frozen=True, slots=True)
class BrowseNews:
    """The newest broadcasts."""


@dataclass(frozen=True, slots=True)
class ComposeNews:
    """A draft of what was typed."""

    typed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RewordNews:
    """The draft says something else from now on."""

    broadcast_id: int
    revision: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskSend:
    """It is counted, and asked once more whether it may go, at a time or now."""

    broadcast_id: int
    revision: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SendNews:
    """The yes to that question."""

    said: Sure


@dataclass(frozen=True, slots=True)
class PressStep:
    """A button of one broadcast."""

    pressed: Pressed


class NewsDeeds:
    def __init__(self, desk: BroadcastDesk, looks: NewsLooks, steps: NewsSteps, wording: Wording) -> None:
        self._desk = desk
        self._looks = looks
        self._steps = steps
        self._wording = wording

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {
            BrowseNews: self.browse,
            ComposeNews: self.compose,
            RewordNews: self.reword,
            AskSend: self.ask,
            SendNews: self.send,
            PressStep: self.press,
        }

    async def browse(self, doing: Doing, _wanted: BrowseNews) -> tuple[Reply, ...]:
        member = await _member(doing)
        if member is None or member.role not in MAY_SEE:
            return self._refused(Why.ROLE)
        return self._looks.list(doing, member)

    async def compose(self, doing: Doing, wanted: ComposeNews) -> tuple[Reply, ...]:
        """A draft for everybody, and the question whom it is really for."""
        member = await _member(doing)
        if member is None:
            return self._refused(Why.ROLE)
        title, text = title_and_text(wanted.typed)
        draft = Composed(title, text, AudienceQuery())
        done = await self._desk.compose(doing.store, member, draft, doing.now)
        if isinstance(done, Refused):
            return self._refused(done.why)
        return await self._steps.whom(doing, member, done.row)

    async def reword(self, doing: Doing, wanted: RewordNews) -> tuple[Reply, ...]:
        member = await _member(doing)
        row = await doing.store.broadcasts.get(wanted.broadcast_id)
        if member is None or row is None:
            return self._refused(Why.ROLE if member is None else Why.GONE)
        draft = replace(composed(row), text=wanted.text)
        return await self._steps.recompose(doing, member, row.id, wanted.revision, draft)

    async def ask(self, doing: Doing, wanted: AskSend) -> tuple[Reply, ...]:
        """What can be refused at once is; the rest is decided when somebody says yes."""
        member = await _member(doing)
        row = await doing.store.broadcasts.get(wanted.broadcast_id)
        if member is None or member.role not in MAY_COMPOSE:
            return self._refused(Why.ROLE)
        if row is None:
            return self._refused(Why.GONE)
        if row.state is not BroadcastState.DRAFT:
            return self._refused(Why.STATE, row.id)
        if row.revision != wanted.revision:
            return self._refused(Why.CHANGED, row.id)
        if wanted.at is not None and wanted.at < doing.now:
            return self._refused(Why.TIME, row.id)
        return self._looks.question(doing, member, row, wanted.at)

    async def send(self, doing: Doing, wanted: SendNews) -> tuple[Reply, ...]:
        member, said = await _member(doing), wanted.said
        if member is None:
            return self._refused(Why.ROLE)
        done = await self._desk.send(
            doing.store, member, said.broadcast_id, said.revision, said.total, doing.now, said.at
        )
        if isinstance(done, Refused):
            return self._refused(done.why, said.broadcast_id)
        return (self._wording.previews.sent(done.row, doing.now),)

    async def press(self, doing: Doing, wanted: PressStep) -> tuple[Reply, ...]:
        member, pressed = await _member(doing), wanted.pressed
        if member is None or member.role not in MAY_SEE:
            return self._refused(Why.ROLE)
        if pressed.step is Step.SEE:
            return self._looks.see(doing, member, pressed.broadcast_id)
        if member.role not in MAY_COMPOSE:
            return self._refused(Why.ROLE)
        return await self._steps.take(doing, member, pressed)

    def _refused(self, why: Why, broadcast_id: int = 0) -> tuple[Reply, ...]:
        return (self._wording.previews.refused(why, broadcast_id),)


async def _member(doing: Doing) -> StaffRow | None:
    return await doing.store.links.staff_of(doing.conversation.id)
