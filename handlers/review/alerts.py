"""New applications are told to those who look after the place, in their chats; each chat may switch it off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from handlers.applications.codes import shown
from handlers.applications.words import form_title, place_name
from handlers.deeds import Doer, Doing
from handlers.messages import Button, Reply
from handlers.outbox import Door
from handlers.review.commands import ALERTS_OFF, ALERTS_ON, SHOW_ONE
from handlers.review.model import Role
from handlers.review.reaching import at_once
from handlers.review.telling import post_notice
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet
from storage.repositories.applications import ApplicationRow
from storage.store import Store

_IN_CHARGE = (Role.LEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class SwitchAlerts:
    """On, off, or None: only how it is."""

    is_on: bool | None = None


class NewAlerts:
    """`quiet` are the hours in which nothing is said; what comes in then is told at their end."""

    def __init__(
        self, knowledge: Callable[[], KnowledgeBase], door: Door, zone: tzinfo, quiet: Quiet
    ) -> None:
        self._knowledge = knowledge
        self._door = door
        self._zone = zone
        self._quiet = quiet

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {SwitchAlerts: self.switch}

    async def tell(self, doing: Doing, row: ApplicationRow) -> None:
        """Call it once, when the application is sent; it names nobody. Raises NotYet while a chat is busy."""
        store, now = doing.store, doing.now
        theirs = await self._chats(store, row)
        silent = await store.links.without_alerts(theirs)
        awake = self._quiet.after(now.astimezone(self._zone))
        for chat in await at_once(store, [each for each in theirs if each not in silent]):
            if chat.is_reachable and chat.id != doing.conversation.id:
                said = self._said(row, self._door.is_abroad(chat.channel))
                await post_notice(store, self._door, chat, said, now, due_at=max(awake, now))

    async def switch(self, doing: Doing, wanted: SwitchAlerts) -> tuple[Reply, ...]:
        """Of the chat in which it is said; the person's other chats go on as they were."""
        say, links, here = self._knowledge().phrase, doing.store.links, doing.conversation
        if wanted.is_on is not None:
            if not await links.switch_alerts(here.id, None if wanted.is_on else doing.now):
                return (Reply(say("review_no_role")),)
            action = "alerts_on" if wanted.is_on else "alerts_off"
            member = await links.staff_of(here.id)
            actor = f"staff:{member.id}" if member is not None else doing.actor
            await doing.store.audit.add(doing.now, actor, action, f"conversation:{here.id}")
        is_off = here.id in await links.without_alerts([here.id])
        if is_off:
            return (Reply(say("alerts_off"), (Button(say("alerts_on_label"), ALERTS_ON),)),)
        return (Reply(say("alerts_on"), (Button(say("alerts_off_label"), ALERTS_OFF),)),)

    async def _chats(self, store: Store, row: ApplicationRow) -> list[int]:
        """Of whoever has it and of all who look after the place; of those in charge where that is nobody."""
        who = [row.assignee_id] if row.assignee_id is not None else []
        if row.province is not None:
            who += await store.areas.covering(row.province, row.commune or "")
        return await store.links.chats_of(who) or await store.links.chats_of((), _IN_CHARGE)

    def _said(self, row: ApplicationRow, is_abroad: bool) -> Reply:
        """On a foreign platform the province alone."""
        knowledge = self._knowledge()
        say = knowledge.phrase
        place = place_name(row.province, None if is_abroad else row.commune, knowledge)
        text = say(
            "alert_new",
            form=form_title(row.form_id, knowledge),
            code=shown(row.code),
            place=place or say("review_no_place"),
        )
        return Reply(text, (Button(say("app_open_label"), SHOW_ONE + row.code),), takes_numbers=True)
