"""Notices about an application: through the one door, to the conversation that it came from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo

from handlers.applications.codes import shown
from handlers.applications.words import common_values, ending_of, notice_buttons, plan_button, status_of
from handlers.messages import STATE, Button, DialogueState, Notice, Reply
from handlers.outbox import Door
from handlers.review.model import ActionInput
from knowledge.base import KnowledgeBase
from knowledge.process.model import Action
from knowledge.process.plans import Plan
from storage.repositories.applications import ApplicationRow
from storage.repositories.conversations import ConversationRow
from storage.states import Lane
from storage.store import Store


class Teller:
    """Call it with the person's conversation locked, and then the application."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._door = door
        self._zone = zone

    async def of_action(
        self,
        store: Store,
        to: ConversationRow | None,
        row: ApplicationRow,
        action: Action,
        given: ActionInput,
        other: ApplicationRow | None,
        now: datetime,
    ) -> int | None:
        """Tells the person what was done; the number of the notice, None when it cannot reach them."""
        if to is None or not to.is_reachable:
            return None
        knowledge = self._knowledge()
        number = await store.applications.next_notice(row.id)
        reason = knowledge.process.reason(given.reason) if given.reason else None
        is_own = other is not None and other.contact_id == row.contact_id
        values = self._values(row, to, number) | {
            "text": given.text or None,
            "reason": reason.sentence if reason is not None else None,
            "elsewhere": reason.elsewhere if reason is not None else None,
            "amount": given.amount and knowledge.phrase("fact_money", vnd=_dotted(given.amount)),
            "other_code": shown(other.code) if other is not None and is_own else None,
        }
        text = knowledge.process.notice(action.id, at_status=status_of(row), ending=ending_of(row), **values)
        notice = self._notice(action.id, row, values)
        await self._post(store, to, text, notice_buttons(row, knowledge), notice, now)
        return number

    async def of_plan(
        self, store: Store, to: ConversationRow, row: ApplicationRow, plan: Plan, now: datetime
    ) -> None:
        """Reminds the person of what a plan says."""
        number = await store.applications.next_notice(row.id) if plan.is_framed else None
        values = self._values(row, to, number)
        text = self._knowledge().process.reminder(plan.id, at_status=status_of(row), **values)
        buttons = tuple(plan_button(each, row) for each in plan.buttons)
        await self._post(store, to, text, buttons, self._notice(plan.id, row, values), now)

    def _values(self, row: ApplicationRow, to: ConversationRow, number: int | None) -> dict[str, object]:
        values: dict[str, object] = {**common_values(row, self._knowledge(), self._zone), "number": number}
        return values | {"place": None} if self._door.is_abroad(to.channel) else values

    def _notice(self, kind: str, row: ApplicationRow, values: dict[str, object]) -> Notice:
        status = self._knowledge().process.status(status_of(row), ending_of(row), **values)
        said = {name: str(value) for name, value in values.items() if value is not None}
        return Notice(kind, row.id, said | {"status": status.name})

    async def _post(
        self,
        store: Store,
        to: ConversationRow,
        text: str,
        buttons: tuple[Button, ...],
        notice: Notice,
        now: datetime,
    ) -> None:
        reply = Reply(text, buttons, takes_numbers=True, notice=notice)
        await self._door.post(store, to, (reply,), now, lane=Lane.NOTICE)
        state = _with_labels(STATE.validate_json(to.state), buttons)
        await store.conversations.save(to.id, STATE.dump_json(state).decode(), to.last_inbound_at or now)


def _with_labels(state: DialogueState, buttons: tuple[Button, ...]) -> DialogueState:
    """The labels may be typed from now on; bare numbers still answer what was asked before."""
    if state.choices and not state.takes_numbers:
        return replace(state, choices=(*state.choices, *buttons))
    labels = {button.label for button in buttons}
    others = (choice for choice in state.choices if choice.label not in labels)
    return replace(state, choices=(*buttons, *others), takes_numbers=True)


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
