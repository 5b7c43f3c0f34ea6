"""One press under a broadcast: chosen, tried, approved, stopped. Each holds for the revision that was seen."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from handlers.broadcasts.chat.commands import Pressed, Step
from handlers.broadcasts.chat.drafts import composed, is_directed, offered
from handlers.broadcasts.chat.looking import NewsLooks
from handlers.broadcasts.chat.offers import button_of, list_button, open_button
from handlers.broadcasts.chat.wording import Wording
from handlers.broadcasts.desk import BroadcastDesk
from handlers.broadcasts.model import BroadcastRow, BroadcastState, Composed, Done, Refused, Why
from handlers.broadcasts.trying import Trying
from handlers.deeds import Doing
from handlers.messages import Reply
from handlers.outbox import Door
from handlers.review.model import Staff
from handlers.review.reaching import at_once
from handlers.review.telling import post_notice
from storage.store import Store

_Change = Callable[[Store, Staff, int, int, datetime], Awaitable[Done | Refused]]


class NewsSteps:
    """For those who may compose; whoever calls has looked."""

    def __init__(
        self, desk: BroadcastDesk, trying: Trying, looks: NewsLooks, wording: Wording, door: Door
    ) -> None:
        self._desk = desk
        self._trying = trying
        self._looks = looks
        self._wording = wording
        self._door = door
        self._changes: Mapping[Step, _Change] = {
            Step.DROP: desk.drop,
            Step.APPROVE: desk.approve,
            Step.RETURN: desk.take_back,
            Step.PAUSE: desk.pause,
            Step.RESUME: desk.resume,
            Step.CANCEL_SURE: desk.cancel,
        }

    async def take(self, doing: Doing, member: Staff, pressed: Pressed) -> tuple[Reply, ...]:
        match pressed.step:
            case Step.WHO:
                row = await doing.store.broadcasts.get(pressed.broadcast_id)
                return self._refused(Why.GONE) if row is None else await self.whom(doing, member, row)
            case Step.TO:
                return await self._direct(doing, member, pressed)
            case Step.TRY:
                return await self._try(doing, member, pressed)
            case Step.RETRY:
                return self._looks.retry(doing, member, pressed.broadcast_id)
            case Step.CANCEL:
                return await self._ask_cancel(doing, pressed)
            case _:
                return await self._change(doing, member, pressed)

    async def whom(self, doing: Doing, member: Staff, row: BroadcastRow) -> tuple[Reply, ...]:
        """Asks whom it goes to."""
        saved = await doing.store.audiences.all()
        choices = offered(saved, await doing.store.areas.of(member.id), self._wording.knowledge)
        return (self._wording.previews.whom(row, choices),)

    async def recompose(
        self, doing: Doing, member: Staff, broadcast_id: int, revision: int, draft: Composed
    ) -> tuple[Reply, ...]:
        """The draft as it is now, then how it looks, or whom it goes to while nobody has said."""
        done = await self._desk.compose(doing.store, member, draft, doing.now, broadcast_id, revision)
        if isinstance(done, Refused):
            return self._refused(done.why, broadcast_id)
        if not is_directed(done.row):
            return await self.whom(doing, member, done.row)
        return await self._looks.preview(doing, member, done.row)

    async def _direct(self, doing: Doing, member: Staff, pressed: Pressed) -> tuple[Reply, ...]:
        row = await doing.store.broadcasts.get(pressed.broadcast_id)
        if row is None:
            return self._refused(Why.GONE)
        saved = await doing.store.audiences.all()
        choices = offered(saved, await doing.store.areas.of(member.id), self._wording.knowledge)
        chosen = next((each for each in choices if each.key == pressed.audience), None)
        if chosen is None:
            return self._refused(Why.AUDIENCE, row.id)
        draft = replace(composed(row), audience=chosen.query, audience_name=chosen.name)
        return await self.recompose(doing, member, row.id, pressed.revision, draft)

    async def _try(self, doing: Doing, member: Staff, pressed: Pressed) -> tuple[Reply, ...]:
        chats = await self._trying.send(doing.store, member, pressed.broadcast_id, doing.now)
        if isinstance(chats, Refused):
            return self._refused(chats.why, pressed.broadcast_id)
        text = self._wording.knowledge.phrase("tin_tried", chats=chats)
        return (Reply(text, (open_button(pressed.broadcast_id, self._wording.knowledge),)),)

    async def _ask_cancel(self, doing: Doing, pressed: Pressed) -> tuple[Reply, ...]:
        row = await doing.store.broadcasts.get(pressed.broadcast_id)
        if row is None:
            return self._refused(Why.GONE)
        asked = self._wording.knowledge.phrase("tin_cancel_sure", number=row.id, title=row.title)
        yes = button_of(Step.CANCEL_SURE, row, self._wording.knowledge)
        return (Reply(asked, (yes, self._wording.previews.no())),)

    async def _change(self, doing: Doing, member: Staff, pressed: Pressed) -> tuple[Reply, ...]:
        change = self._changes.get(pressed.step)
        if change is None:
            return self._refused(Why.STATE, pressed.broadcast_id)
        before = await doing.store.broadcasts.get(pressed.broadcast_id)
        done = await change(doing.store, member, pressed.broadcast_id, pressed.revision, doing.now)
        if isinstance(done, Refused):
            return self._refused(done.why, pressed.broadcast_id)
        if pressed.step is Step.RETURN and before is not None and before.state is BroadcastState.WAITING:
            await self._tell_composer(doing, member, done.row)
        knowledge = self._wording.knowledge
        text = knowledge.phrase(f"tin_done_{pressed.step.name.lower()}", number=done.row.id)
        is_gone = pressed.step is Step.DROP
        back = list_button(knowledge) if is_gone else open_button(done.row.id, knowledge)
        return (Reply(text, (back,)),)

    async def _tell_composer(self, doing: Doing, member: Staff, row: BroadcastRow) -> None:
        """That somebody else has said no."""
        if row.created_by in (None, member.id):
            return
        theirs = await doing.store.links.chats_of([row.created_by or 0])
        for chat in await at_once(doing.store, theirs):
            if chat.is_reachable:
                told = self._wording.notices.returned(row, member.name)
                await post_notice(doing.store, self._door, chat, told, doing.now)

    def _refused(self, why: Why, broadcast_id: int = 0) -> tuple[Reply, ...]:
        return (self._wording.previews.refused(why, broadcast_id),)
