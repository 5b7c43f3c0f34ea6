"""What staff do with a request: answer, extend once, finish, refuse. The person is told each time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from handlers.messages import Reply
from handlers.outbox import Door
from handlers.review.model import Role, Staff
from handlers.rights.codes import find_request_code, shown_request
from handlers.rights.telling import Telling
from handlers.rights.waiting import Stage
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, RequestKind
from storage.database import Database
from storage.repositories.requests import RequestRow
from storage.states import Lane, RequestState, TaskKind
from storage.store import Store

LONGEST_REASON = 200
MAY_ANSWER = frozenset({Role.DATA_PROTECTION, Role.LEAD, Role.ADMIN})


class Why(StrEnum):
    """Why nothing was done."""

    ROLE = "role"
    NOT_FOUND = "not_found"
    NOT_OPEN = "not_open"
    EXTENDED_BEFORE = "extended_before"
    NO_REASON = "no_reason"
    LONG_REASON = "long_reason"


@dataclass(frozen=True, slots=True)
class Done:
    is_told: bool  # False: the person's chat is gone or closed to us


@dataclass(frozen=True, slots=True)
class Refused:
    why: Why


Outcome = Done | Refused
_Change = dict[str, Any]


class RequestsDesk:
    """Every deed leaves a row in the audit trail; reasons are told to the person word for word."""

    def __init__(
        self, database: Database, knowledge: Callable[[], KnowledgeBase], door: Door, zone: tzinfo
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._door = door
        self._zone = zone

    async def answer(self, code: str, staff: Staff, text: str, now: datetime) -> Outcome:
        """The first answer of the law: somebody has read it and is at it."""

        def change(row: RequestRow, telling: Telling) -> tuple[_Change, str]:
            told = telling.text(
                PrivacyText.REQUEST_FIRST_ANSWER,
                **self._named(row, telling),
                done=row.extended_to or row.done_by,
                reason=text or None,
            )
            return {}, told

        return await self._do(code, staff, "request_answered", text, now, change, needs_reason=False)

    async def extend(self, code: str, staff: Staff, reason: str, now: datetime) -> Outcome:
        """As long as the law allows, once."""

        def change(row: RequestRow, telling: Telling) -> tuple[_Change, str]:
            asked_on = row.asked_at.astimezone(self._zone).date()
            until = telling.knowledge.privacy.clocks(RequestKind(row.kind.value), asked_on).latest_by
            named = self._named(row, telling)
            told = telling.text(PrivacyText.REQUEST_EXTENDED, **named, done=until, reason=reason)
            return {"extended_to": until, "extension_reason": reason}, told

        return await self._do(code, staff, "request_extended", reason, now, change)

    async def finish(self, code: str, staff: Staff, now: datetime) -> Outcome:
        """What was asked for is done."""

        def change(row: RequestRow, telling: Telling) -> tuple[_Change, str]:
            is_correction = row.kind.value == RequestKind.CORRECT.value
            named = self._named(row, telling)
            told = (
                telling.text(PrivacyText.CORRECT_DONE, code=named["code"])
                if is_correction
                else telling.text(PrivacyText.REQUEST_DONE, **named)
            )
            return {"state": RequestState.DONE, "finished_at": now, "outcome": "done_by_staff"}, told

        return await self._do(code, staff, "request_finished", "", now, change, needs_reason=False)

    async def refuse(self, code: str, staff: Staff, reason: str, now: datetime) -> Outcome:
        """Only with a reason, which the person reads."""

        def change(row: RequestRow, telling: Telling) -> tuple[_Change, str]:
            told = telling.text(PrivacyText.REQUEST_REFUSED, **self._named(row, telling), reason=reason)
            values = {"state": RequestState.REFUSED, "finished_at": now, "outcome": "refused"}
            return {**values, "refusal_reason": reason}, told

        return await self._do(code, staff, "request_refused", reason, now, change)

    async def _do(
        self,
        typed: str,
        staff: Staff,
        action: str,
        reason: str,
        now: datetime,
        change: Callable[[RequestRow, Telling], tuple[_Change, str]],
        *,
        needs_reason: bool = True,
    ) -> Outcome:
        if staff.role not in MAY_ANSWER:
            return Refused(Why.ROLE)
        if needs_reason and not reason.strip():
            return Refused(Why.NO_REASON)
        if len(reason) > LONGEST_REASON:
            return Refused(Why.LONG_REASON)
        async with self._database.transaction() as store:
            seen = await store.requests.find(find_request_code(typed) or "")
            if seen is None:
                return Refused(Why.NOT_FOUND)
            conversation_id = await store.requests.conversation_of(seen)
            to = await store.conversations.lock(conversation_id) if conversation_id else None
            row = await store.requests.get(seen.id, lock=True)
            if row is None or row.state is not RequestState.OPEN:
                return Refused(Why.NOT_OPEN)
            if action == "request_extended" and row.extended_to is not None:
                return Refused(Why.EXTENDED_BEFORE)
            values, told = change(row, Telling(self._knowledge(), self._zone))
            await store.requests.change(row.id, answered_at=row.answered_at or now, **values)
            await self._close_tasks(store, row, staff, now, is_over="state" in values)
            await store.audit.add(now, f"staff:{staff.id}", action, f"request:{row.id}", kind=row.kind.value)
            is_told = to is not None and to.is_reachable
            if to is not None and is_told:
                await self._door.post(store, to, (Reply(told),), now, lane=Lane.NOTICE)
        return Done(is_told)

    @staticmethod
    async def _close_tasks(
        store: Store, row: RequestRow, staff: Staff, now: datetime, *, is_over: bool
    ) -> None:
        """Staff need not be reminded of the clock that has stopped."""
        reasons = None if is_over else [f"request_first_{stage.value}" for stage in Stage]
        await store.tasks.close_about(
            TaskKind.DATA_REQUEST, f"staff:{staff.id}", now, about=shown_request(row.code), reasons=reasons
        )

    @staticmethod
    def _named(row: RequestRow, telling: Telling) -> dict[str, str]:
        kind = telling.knowledge.privacy.kind_name(RequestKind(row.kind.value))
        return {"kind": kind, "code": shown_request(row.code)}
