"""Does one action to one application, whole, in an open transaction: rights, revision, rows, notice, follow-ups."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo

from handlers.applications.planning import Planner
from handlers.applications.words import ending_of, place_name, status_of
from handlers.outbox import Door
from handlers.review.changes import columns_of, detail_of
from handlers.review.checks import first_problem
from handlers.review.effects import carry_out
from handlers.review.model import Act, ActionInput, Done, Preview, Ready, Refusal, Staff, Told, Why
from handlers.review.rights import acting_role, is_everywhere, may_act_on
from handlers.review.telling import Teller
from knowledge.base import KnowledgeBase
from knowledge.process.model import Action, Allowed
from storage.repositories.applications import ApplicationRow, EventRow, NewEvent
from storage.repositories.conversations import ConversationRow
from storage.states import ApplicationStatus, DateKind, DateState
from storage.store import Store

CLAIM = "claim"


class Performing:
    def __init__(self, knowledge: Callable[[], KnowledgeBase], door: Door, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone
        self._teller = Teller(knowledge, door, zone)
        self.planner = Planner(knowledge, zone)

    async def check(self, store: Store, member: Staff, act: Act, now: datetime) -> Ready | Refusal:
        """Whether it could be done now, without doing or locking anything."""
        row = await store.applications.find(act.code)
        other = await store.applications.find(act.given.other_code) if act.given.other_code else None
        return await self._judged(store, member, act, row, other, now)

    async def preview(self, store: Store, member: Staff, act: Act, now: datetime) -> Preview | Refusal:
        """What it would do and what the producer would read; nothing is done or locked."""
        ready = await self.check(store, member, act, now)
        if isinstance(ready, Refusal):
            return ready
        row, to = ready.application, None
        if ready.action.notice is not None and row.conversation_id is not None:
            to = await store.conversations.get(row.conversation_id)
        if to is None or not to.is_reachable:
            return Preview(ready, "")
        columns = columns_of(ready, act.given, member.id, now)
        after = replace(row, **{name: columns[name] for name in ApplicationRow.__slots__ if name in columns})
        number = row.notice_count + 1
        return Preview(ready, self._teller.worded(to, after, ready.action, act.given, ready.other, number)[0])

    async def perform(self, store: Store, member: Staff, act: Act, now: datetime) -> Done | Refusal:
        """All of it or nothing. Of two who act at once the first wins, the second is told."""
        conversation, row, other = await self._locked(store, act)
        ready = await self._judged(store, member, act, row, other, now)
        if isinstance(ready, Refusal):
            return ready
        application, given = ready.application, act.given
        actor = f"staff:{member.id}"
        effect = await carry_out(store, ready.action, application, given, actor, now, self._zone)
        columns = {**columns_of(ready, given, member.id, now), **effect.columns}
        if not await store.applications.change(application, now, **columns):
            raise LookupError("an application changed under its lock")
        after = await store.applications.get(application.id)
        if after is None:
            raise LookupError("an application went under its lock")
        number = None
        if ready.action.notice is not None:
            number = await self._teller.of_action(
                store, conversation, after, ready.action, given, ready.other, now
            )
        detail = {**detail_of(ready, given, after, number), **effect.detail}
        event = NewEvent(
            actor,
            ready.action.id,
            application.status,
            after.status,
            given.text,
            given.reason or None,
            detail,
        )
        await store.applications.note(after, event, now)
        if ready.other is not None:
            await self._note_other(store, ready.other, actor, application.id, now)
        await self.planner.happened(store, after, ready.action.id, now)
        await self.planner.plan_for(store, after, now)
        await store.audit.add(
            now,
            actor,
            f"application_{ready.action.id}",
            f"application:{after.id}",
            revision=after.revision,
        )
        return Done(ready.action, after, _told(ready.action, number), number)

    async def _locked(
        self, store: Store, act: Act
    ) -> tuple[ConversationRow | None, ApplicationRow | None, ApplicationRow | None]:
        """The person's conversation first, then the applications by their ids: as everybody locks them.

        In a chat the member's own conversation is held already. Two members who act on each other's applications at
        the same moment may wait for each other: PostgreSQL ends one, and that turn is done again.
        """
        codes = [code for code in (act.code, act.given.other_code) if code]
        peeked = [await store.applications.find(code) for code in codes]
        first = peeked[0]
        conversation = None
        if first is not None and first.conversation_id is not None:
            conversation = await store.conversations.lock(first.conversation_id)
        locked: dict[str, ApplicationRow] = {}
        for found in sorted(filter(None, peeked), key=lambda row: row.id):
            row = await store.applications.get(found.id, lock=True)
            if row is not None:
                locked[row.code] = row
        now_at = locked[act.code].conversation_id if act.code in locked else None
        if now_at is not None and (conversation is None or conversation.id != now_at):
            conversation = await store.conversations.lock(now_at)  # the person has moved it meanwhile
        return conversation, locked.get(act.code), locked.get(act.given.other_code)

    async def _judged(
        self,
        store: Store,
        member: Staff,
        act: Act,
        row: ApplicationRow | None,
        other: ApplicationRow | None,
        now: datetime,
    ) -> Ready | Refusal:
        knowledge = self._knowledge()
        say, role = knowledge.phrase, acting_role(member.role)
        if role is None:
            return Refusal(Why.ROLE, say("review_no_role"))
        if row is None or row.status is ApplicationStatus.DRAFT:
            return Refusal(Why.NOT_FOUND, say("review_not_found"))
        if act.seen_revision is not None and act.seen_revision != row.revision:
            return await self._overtaken(store, row, act.seen_revision)
        may = knowledge.process.may(act.action, status_of(row), role, ending_of(row))
        if not isinstance(may, Allowed):
            return Refusal(Why.ROLE if may.why == "role" else Why.STATUS, may.text)
        areas = [] if is_everywhere(member.role) else await store.areas.of(member.id)
        if not may_act_on(row, member, areas):
            return await self._kept_by(store, row, Why.AREA, "review_area")
        if act.action == CLAIM and row.assignee_id not in (None, member.id):
            return await self._kept_by(store, row, Why.HELD, "review_held")
        problem = first_problem(may.action, act.given, knowledge, now, self._zone)
        if problem is not None:
            return problem
        if act.given.ends_dates and not await _has_dates(store, row, act.given):
            return Refusal(Why.WRONG, say("review_no_date"), "date")
        officer = await store.staff.find(act.given.officer) if act.given.officer else None
        if act.given.officer and (officer is None or acting_role(officer.role) is None):
            return Refusal(Why.WRONG, say("review_wrong_officer"), "officer")
        if act.given.other_code and not _may_take(other, row):
            return Refusal(Why.WRONG, say("review_wrong_other_code"), "other_code")
        standing = knowledge.process.after(act.action, status_of(row), act.given.reason or None)
        return Ready(row, may.action, standing, other, officer)

    async def _kept_by(self, store: Store, row: ApplicationRow, why: Why, phrase: str) -> Refusal:
        knowledge = self._knowledge()
        names = await store.lists.staff_names([row.assignee_id or 0])
        someone = knowledge.phrase("review_someone")
        place = place_name(row.province, row.commune, knowledge) or knowledge.phrase("review_no_place")
        officer = names.get(row.assignee_id or 0, someone)
        return Refusal(why, knowledge.phrase(phrase, officer=officer, place=place))

    async def _overtaken(self, store: Store, row: ApplicationRow, seen: int) -> Refusal:
        """Who was faster, what they did and when."""
        knowledge = self._knowledge()
        say, process = knowledge.phrase, knowledge.process
        status = process.status(status_of(row), ending_of(row)).name
        since = [each for each in await store.applications.history(row) if _revision(each) > seen]
        history = since or (await store.applications.history(row))[-1:]
        if not history:
            return Refusal(Why.OVERTAKEN, say("review_changed", status=status))
        last = history[-1]
        kind, _, identity = last.actor.partition(":")
        names = await store.lists.staff_names([int(identity)]) if kind == "staff" else {}
        fallback = say("review_owner") if kind == "contact" else say("review_someone")
        who = names.get(int(identity), fallback) if kind == "staff" else fallback
        title = process.actions[last.action].title if last.action in process.actions else last.action
        at = process.told_moment(last.at, self._zone)
        return Refusal(Why.OVERTAKEN, say("review_overtaken", who=who, action=title, at=at, status=status))

    async def _note_other(
        self, store: Store, other: ApplicationRow, actor: str, merged: int, now: datetime
    ) -> None:
        event = NewEvent(actor, "merged_in", other.status, other.status, detail={"other": merged})
        await store.applications.note(other, event, now)


async def _has_dates(store: Store, row: ApplicationRow, given: ActionInput) -> bool:
    """True when the days that are done, or were a mistake, are days that stand."""
    kinds = {given.date_kind, DateKind.EVENT_ENDS if given.date_kind is DateKind.EVENT_ON else None}
    standing = {
        each.on_day
        for each in await store.dates.of(row.id)
        if each.kind in kinds and each.state is DateState.STANDING
    }
    return standing.issuperset(given.days)


def _may_take(other: ApplicationRow | None, row: ApplicationRow) -> bool:
    """True of an application that another may be merged into: one that was sent, and is no duplicate itself."""
    return (
        other is not None
        and other.id != row.id
        and other.status is not ApplicationStatus.DRAFT
        and other.merged_into_id is None
    )


def _revision(event: EventRow) -> int:
    found = event.detail.get("revision", -1)
    return found if isinstance(found, int) else -1


def _told(action: Action, number: int | None) -> Told:
    if action.notice is None:
        return Told.NOT_NEEDED
    return Told.UNREACHABLE if number is None else Told.POSTED
