"""Notices about an application: through the one door, to the conversation that it came from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo

from handlers.applications.causes import day_in
from handlers.applications.codes import shown
from handlers.applications.words import common_values, ending_of, notice_buttons, plan_button, status_of
from handlers.messages import STATE, Button, DialogueState, Notice, Reply
from handlers.outbox import Door
from handlers.payloads import BEGIN_SURVEY
from handlers.review.model import ActionInput
from knowledge.base import KnowledgeBase
from knowledge.process.model import Action
from knowledge.process.plans import Plan
from storage.repositories.applications import ApplicationRow
from storage.repositories.conversations import ConversationRow
from storage.repositories.followups import FollowUpRow
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
        number = await store.applications.next_notice(row.id)
        text, values = self.worded(to, row, action, given, other, number)
        notice = self._notice(action.id, row, values)
        await self._post(store, to, text, notice_buttons(row, self._knowledge()), notice, now)
        return number

    def worded(
        self,
        to: ConversationRow,
        row: ApplicationRow,
        action: Action,
        given: ActionInput,
        other: ApplicationRow | None,
        number: int,
    ) -> tuple[str, dict[str, object]]:
        """What the person reads of an action, and what it was filled with; `row` as it is after it."""
        knowledge = self._knowledge()
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
        return text, values

    async def of_plan(
        self,
        store: Store,
        to: ConversationRow,
        row: ApplicationRow,
        plan: Plan,
        due: FollowUpRow,
        now: datetime,
    ) -> None:
        """Reminds the person of what a plan says."""
        process = self._knowledge().process
        number = await store.applications.next_notice(row.id) if plan.is_framed else None
        day = day_in(due.cause)
        values = {**self._values(row, to, number), "day": process.told_day(day) if day is not None else None}
        text = process.reminder(plan.id, at_status=status_of(row), **values)
        survey = process.surveys[plan.asks] if plan.asks is not None else None
        buttons = [plan_button(each, row) for each in plan.buttons]
        if survey is not None:
            buttons.insert(0, Button(survey.begin, f"{BEGIN_SURVEY}{due.id}"))
        await self._post(store, to, text, tuple(buttons), self._notice(plan.id, row, values), now)

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
        await post_notice(store, self._door, to, reply, now)


async def post_notice(
    store: Store, door: Door, to: ConversationRow, reply: Reply, now: datetime, due_at: datetime | None = None
) -> None:
    """Something that nobody asked for just now; the labels of its buttons may be typed. The chat must be locked."""
    is_later = due_at is not None and due_at > now  # then it holds up none of the notices that come meanwhile
    lane = Lane.BULK if is_later else Lane.NOTICE
    await door.post(store, to, (reply,), now, lane=lane, due_at=due_at)
    state = _with_labels(STATE.validate_json(to.state), reply.buttons)
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
