"""The one door out: replies become Deliveries here and leave through claims, fences and outcomes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from handlers.channels import (
    Abilities,
    ChannelDown,
    Delivered,
    InDoubt,
    NotSent,
    Outcome,
    PutOff,
    RefusedForGood,
    RefusedForNow,
)
from handlers.messages import REPLY, Address, Reply
from handlers.text import MAX_QUESTION, split, utf16_units
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.repositories.deliveries import DeliveryRow, Result
from storage.states import Author, DeliveryState, Lane, Promise
from storage.store import Store

LEASE = timedelta(seconds=60)  # longer than the longest send time-out and the commit after it
_MAX_ATTEMPTS = 5
_LONGEST_WAIT_SECONDS = 300.0
# Soon again for somebody who waits for an answer; and five tries outlast a platform that is away for five minutes.
_DOUBT_GROWS = 7.0


@dataclass(frozen=True, slots=True)
class Parcel:
    """One leased delivery, ready for its channel."""

    id: int
    conversation_id: int
    address: Address
    lane: Lane
    reply: Reply
    attempts: int
    promise: Promise
    is_news: bool = False  # of a broadcast


class Door:
    """Writes replies as deliveries inside somebody's transaction.

    `choose_line` stands before numbered choices, `say_line` before those that are typed in words.

    `number_line` takes the place of the first where there is nothing to press. `staff_line` tells who writes.
    """

    def __init__(
        self,
        abilities: Mapping[str, Abilities],
        choose_line: str,
        say_line: str,
        number_line: str = "",
        staff_line: str = "",
    ) -> None:
        self._abilities = abilities
        self._choose_line = choose_line
        self._say_line = say_line
        self._number_line = number_line or choose_line
        self._staff_line = staff_line

    async def post(
        self,
        store: Store,
        to: ConversationRow,
        replies: tuple[Reply, ...],
        now: datetime,
        inbound_id: int | None = None,
        lane: Lane = Lane.REPLY,
        due_at: datetime | None = None,
        author: Author = Author.BOT,
    ) -> None:
        """One delivery and one transcript line for each part; the buttons hang on the last part.

        One that is due later holds up what comes after it in the same chat and lane.
        """
        parts = [part for reply in replies for part in self.parts(reply, to.channel)]
        where, promise = (to.id, to.channel, to.bot_id, to.chat_key), Promise.AT_LEAST_ONCE
        for ordinal, part in enumerate(parts):
            body = REPLY.dump_json(part).decode()
            signed = self._signed(body, part, to.channel, author)
            added = await store.deliveries.add(
                *where, lane, promise, signed, inbound_id, ordinal, now, due_at, author
            )
            if added is not None:
                await store.messages.add(to.id, author, body, now, delivery_id=added)

    def longest_of_staff(self, channel: str) -> int:
        """UTF-16 units of what staff may write in one message."""
        room = self._abilities[channel].max_text_units - utf16_units(self._staff_line) - 1
        return min(room, MAX_QUESTION)

    def _signed(self, body: str, part: Reply, channel: str, author: Author) -> str:
        """Nobody is to take a person for the machine: where the page does not say who writes, the words do."""
        if author is not Author.STAFF or self._abilities[channel].names_authors:
            return body
        return REPLY.dump_json(replace(part, text=f"{self._staff_line}\n{part.text}")).decode()

    def is_abroad(self, channel: str) -> bool:
        """True for a platform whose messages leave the country."""
        return self._abilities[channel].is_abroad

    def file_kinds(self, channel: str) -> frozenset[str] | None:
        """Endings of the files that reach people on a channel; None: of all."""
        return self._abilities[channel].file_kinds

    def parts(self, reply: Reply, channel: str) -> list[Reply]:
        """A reply as a channel carries it: choices written out, long texts in pieces."""
        if reply.file is not None:
            return [replace(reply, text=self._numbered(reply, channel))]
        limit = self._abilities[channel].max_text_units
        texts = list(split(self._numbered(reply, channel), limit))
        return [*(Reply(text) for text in texts[:-1]), Reply(texts[-1], reply.buttons, notice=reply.notice)]

    def _numbered(self, reply: Reply, channel: str) -> str:
        """Every choice is also a numbered line, or a word to say: some channels show no buttons."""
        if not reply.buttons:
            return reply.text
        if reply.takes_numbers:
            labels = " · ".join(button.label for button in reply.buttons)
            return f"{reply.text}\n\n{self._say_line} {labels}"
        lines = [f"{number}. {button.label}" for number, button in enumerate(reply.buttons, start=1)]
        line = self._choose_line if self._abilities[channel].has_buttons else self._number_line
        return "\n".join([reply.text, "", line, *lines])


class News(Protocol):
    """What broadcasts say of their own deliveries, which come after everything else."""

    async def claim(
        self,
        store: Store,
        channel: str,
        bot_id: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> list[DeliveryRow]: ...

    async def reply(self, store: Store, broadcast_id: int) -> Reply | None: ...

    async def admit(
        self, store: Store, ids: Sequence[int], owner: str, now: datetime, lease: timedelta
    ) -> set[int]: ...

    async def next_due_at(
        self, store: Store, channel: str, bot_id: str, now: datetime
    ) -> datetime | None: ...


class Outbox:
    """What a sender may do with deliveries: claim, start, record, give back."""

    def __init__(self, database: Database, jitter: Callable[[], float], door: Door, news: News) -> None:
        self._database = database
        self._jitter = jitter
        self._door = door
        self._news = news

    async def claim(
        self, channel: str, bot_id: str, owner: str, now: datetime, limit: int, most_news: int | None = None
    ) -> list[Parcel]:
        """At most `limit` due parcels of one bot, leased to the owner; those that may never leave are closed.

        Broadcasts fill what is left of it, up to `most_news`.
        """
        parcels: list[Parcel] = []
        closed: list[Result] = []
        async with self._database.transaction() as store:
            rows = await store.deliveries.claim(channel, bot_id, owner, now, LEASE, limit)
            room = min(limit - len(rows), limit if most_news is None else most_news)
            rows += await self._news.claim(store, channel, bot_id, owner, now, LEASE, room)
            for row in rows:
                ready = _parcel_or_end(row, await self._said(store, row))
                if isinstance(ready, Parcel):
                    parcels.append(ready)
                else:
                    closed.append(ready)
            if closed:
                await store.deliveries.start([result.id for result in closed], owner, now, LEASE)
                await store.deliveries.record(closed, owner, now)
        return parcels

    async def start(self, parcels: list[Parcel], owner: str, now: datetime) -> list[Parcel]:
        """Those that may go on the wire now: still mine, person still reachable, news still wanted."""
        news = [parcel.id for parcel in parcels if parcel.is_news]
        own = [parcel.id for parcel in parcels if not parcel.is_news]
        async with self._database.transaction() as store:
            started = await store.deliveries.start(own, owner, now, LEASE) if own else set()
            if news:
                started |= await self._news.admit(store, news, owner, now, LEASE)
        return [parcel for parcel in parcels if parcel.id in started]

    async def _said(self, store: Store, row: DeliveryRow) -> Reply | None:
        """What a delivery says, as its channel carries it; None when that cannot be read."""
        if row.broadcast_id is not None:
            reply = await self._news.reply(store, row.broadcast_id)
            return self._door.parts(reply, row.channel)[0] if reply is not None else None
        try:
            return REPLY.validate_json(row.body or "")
        except ValueError:
            return None

    async def record(self, outcomes: list[tuple[Parcel, Outcome]], owner: str, now: datetime) -> None:
        """Writes how each attempt ended; a person who is gone is marked and skipped until they write again."""
        results = [self._result(parcel, outcome, now) for parcel, outcome in outcomes]
        async with self._database.transaction() as store:
            await store.deliveries.record(results, owner, now)
            for parcel, outcome in outcomes:
                if isinstance(outcome, RefusedForGood) and outcome.is_person_gone:
                    await store.conversations.set_reachable(parcel.conversation_id, False, outcome.code)

    async def release(self, owner: str, now: datetime) -> int:
        async with self._database.transaction() as store:
            return await store.deliveries.release(owner, now)

    async def recover(self, now: datetime) -> int:
        """Ends all leases at once; only under the file lock of an embedded database."""
        async with self._database.transaction() as store:
            await store.broadcasts.void_holds(now)
            return await store.deliveries.void_leases(now)

    async def next_due_at(self, channel: str, bot_id: str, now: datetime) -> datetime | None:
        async with self._database.reading() as store:
            dues = (
                await store.deliveries.next_due_at(channel, bot_id),
                await self._news.next_due_at(store, channel, bot_id, now),
            )
        return min((due for due in dues if due is not None), default=None)

    def _result(self, parcel: Parcel, outcome: Outcome, now: datetime) -> Result:
        def again(seconds: float, code: str, is_attempt: bool) -> Result:
            wait = timedelta(seconds=seconds * (1 + 0.2 * self._jitter()))
            return Result(parcel.id, DeliveryState.PENDING, code, now + wait, is_attempt)

        match outcome:
            case Delivered(message_id, cost):
                return Result(
                    parcel.id, DeliveryState.SENT, "ok", platform_message_id=message_id or None, cost=cost
                )
            case PutOff(until, code):
                return Result(parcel.id, DeliveryState.PENDING, code, until, is_attempt=False)
            case RefusedForGood(code, is_person_gone):
                state = DeliveryState.BLOCKED if is_person_gone else DeliveryState.FAILED
                return Result(parcel.id, state, code)
            case RefusedForNow(retry_after, code):
                return again(retry_after, code, is_attempt=False)
            case ChannelDown(code):
                return again(60, code, is_attempt=False)
            case NotSent(code):
                return again(_backoff(parcel.attempts), code, is_attempt=False)
            case InDoubt(code) if parcel.promise is Promise.AT_MOST_ONCE:
                return Result(parcel.id, DeliveryState.UNKNOWN, code)
            case InDoubt(code) if parcel.attempts + 1 >= _MAX_ATTEMPTS:
                return Result(parcel.id, DeliveryState.UNKNOWN, code)
            case InDoubt(code):
                return again(_backoff(parcel.attempts, _DOUBT_GROWS), code, is_attempt=True)


def last_asked(replies: tuple[Reply, ...]) -> Reply:
    """The reply that the next message answers: the last one with buttons or a question, else the last."""
    asking = (reply for reply in reversed(replies) if reply.buttons or reply.takes_numbers)
    return next(asking, replies[-1])


def _parcel_or_end(row: DeliveryRow, reply: Reply | None) -> Parcel | Result:
    """The parcel, or how its delivery ends here: doubted too often, or damaged at rest."""
    if row.attempts >= _MAX_ATTEMPTS:
        return Result(row.id, DeliveryState.UNKNOWN, "too_many_doubts", is_attempt=False)
    if reply is None:
        return Result(row.id, DeliveryState.FAILED, "unreadable", is_attempt=False)
    return Parcel(
        id=row.id,
        conversation_id=row.conversation_id,
        address=Address(row.channel, row.bot_id, row.chat_key),
        lane=row.lane,
        reply=reply,
        attempts=row.attempts,
        promise=row.promise,
        is_news=row.broadcast_id is not None,
    )


def _backoff(attempts: int, grows: float = 2.0) -> float:
    return min(grows**attempts, _LONGEST_WAIT_SECONDS)
