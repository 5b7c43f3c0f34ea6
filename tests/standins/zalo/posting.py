"""Puts messages of the OA before people: history, echo, receipt."""

from .account import Contact, Json, OfficialAccount
from .clock import stamp
from .cs import Draft
from .events import Events
from .hooks import Hooks
from .replies import Cost, Reply


class Posting:
    """The one way in which a person gets a message from the OA."""

    def __init__(self, oa: OfficialAccount, hooks: Hooks, events: Events) -> None:
        self._oa = oa
        self._hooks = hooks
        self._events = events

    def draft(self, contact: Contact, draft: Draft, cost: Cost, admin_id: str = "") -> Reply:
        """A consultation message, by call or by a human."""
        reply = Reply(
            message_id=self._oa.new_id(),
            text=draft.text,
            cost=cost,
            sent_at=self._oa.now(),
            buttons=draft.buttons,
            images=draft.images,
            files=draft.files,
            sticker=draft.sticker,
            quoted=draft.quoted,
            asks_info=draft.asks_info,
            admin_id=admin_id,
        )
        self._post(contact, reply, draft.event)
        return reply

    def template(
        self, contact: Contact, id: str, data: Json, cost: Cost, tracking_id: str, is_silent: bool
    ) -> Reply:
        """A template message: its words are the platform's, so only its data can be read."""
        reply = Reply(
            message_id=self._oa.new_id(),
            text="",
            cost=cost,
            sent_at=self._oa.now(),
            template=(id, data),
            tracking_id=tracking_id,
            is_silent=is_silent,
        )
        contact.place.add(reply)
        if self._hooks.receipts:
            receipt = self._events.template_received if cost == "template_phone" else self._events.received
            self._hooks.tell(contact.user_id, receipt(contact, reply, stamp(self._oa.now())))
        return reply

    def _post(self, contact: Contact, reply: Reply, event: str) -> None:
        contact.place.add(reply)
        self._oa.remember(contact, reply.message_id, event, reply.text, is_from_oa=True)
        at = stamp(self._oa.now())
        if self._hooks.echoes:
            self._hooks.tell(contact.user_id, self._events.echo(event, contact, reply, at))
        if self._hooks.receipts:
            self._hooks.tell(contact.user_id, self._events.received(contact, reply, at))
