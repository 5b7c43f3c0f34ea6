"""The one door out: replies become Deliveries here and leave through claims, fences and outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from handlers.text import split
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.repositories.deliveries import DeliveryRow, Result
from storage.states import Author, DeliveryState, Lane, Promise
from storage.store import Store

LEASE = timedelta(seconds=60)  # longer than the longest send time-out and the commit after it
_MAX_ATTEMPTS = 5
_LONGEST_WAIT_SECONDS = 300.0


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


class Door:
    """Writes replies as deliveries inside somebody's transaction.

    `choose_line` stands before numbered choices, `say_line` before those that are typed in words.

    `number_line` takes the place of the first where there is nothing to press.
    """

    def __init__(
        self, abilities: Mapping[str, Abilities], choose_line: str, say_line: str, number_line: str = ""
    ) -> None:
        self._abilities = abilities
        self._choose_line = choose_line
        self._say_line = say_line
        self._number_line = number_line or choose_line

    async def post(
        self,
        store: Store,
        to: ConversationRow,
        replies: tuple[Reply, ...],
        now: datetime,
        inbound_id: int | None = None,
        lane: Lane = Lane.REPLY,
    ) -> None:
        """One delivery and one transcript line for each part; the buttons hang on the last part."""
        parts = [part for reply in replies for part in self._parts(reply, to.channel)]
        for ordinal, part in enumerate(parts):
            body = REPLY.dump_json(part).decode()
            added = await store.deliveries.add(
                to.id,
                to.channel,
                to.bot_id,
                to.chat_key,
                lane,
                Promise.AT_LEAST_ONCE,
                body,
                inbound_id,
                ordinal,
                now,
            )
            if added is not None:
                await store.messages.add(to.id, Author.BOT, body, now)

    def is_abroad(self, channel: str) -> bool:
        """True for a platform whose messages leave the country."""
        return self._abilities[channel].is_abroad

    def _parts(self, reply: Reply, channel: str) -> list[Reply]:
        if reply.file is not None:
            return [reply]
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


class Outbox:
    """What a sender may do with deliveries: claim, start, record, give back."""

    def __init__(self, database: Database, jitter: Callable[[], float]) -> None:
        self._database = database
        self._jitter = jitter

    async def claim(self, channel: str, bot_id: str, owner: str, now: datetime, limit: int) -> list[Parcel]:
        """At most `limit` due parcels of one bot, leased to the owner; those that may never leave are closed."""
        parcels: list[Parcel] = []
        closed: list[Result] = []
        async with self._database.transaction() as store:
            for row in await store.deliveries.claim(channel, bot_id, owner, now, LEASE, limit):
                ready = _parcel_or_end(row)
                if isinstance(ready, Parcel):
                    parcels.append(ready)
                else:
                    closed.append(ready)
            if closed:
                await store.deliveries.start([result.id for result in closed], owner, now, LEASE)
                await store.deliveries.record(closed, owner, now)
        return parcels

    async def start(self, parcels: list[Parcel], owner: str, now: datetime) -> list[Parcel]:
        """Those that may go on the wire now: still mine, person still reachable."""
        async with self._database.transaction() as store:
            started = await store.deliveries.start([parcel.id for parcel in parcels], owner, now, LEASE)
        return [parcel for parcel in parcels if parcel.id in started]

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
            return await store.deliveries.void_leases(now)

    async def next_due_at(self, channel: str, bot_id: str) -> datetime | None:
        async with self._database.reading() as store:
            return await store.deliveries.next_due_at(channel, bot_id)

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
                return again(_backoff(parcel.attempts), code, is_attempt=True)


def last_asked(replies: tuple[Reply, ...]) -> Reply:
    """The reply that the next message answers: the last one with buttons or a question, else the last."""
    asking = (reply for reply in reversed(replies) if reply.buttons or reply.takes_numbers)
    return next(asking, replies[-1])


def _parcel_or_end(row: DeliveryRow) -> Parcel | Result:
    """The parcel, or how its delivery ends here: doubted too often, or damaged at rest."""
    if row.attempts >= _MAX_ATTEMPTS:
        return Result(row.id, DeliveryState.UNKNOWN, "too_many_doubts", is_attempt=False)
    try:
        reply = REPLY.validate_json(row.body or "")
    except ValueError:
        return Result(row.id, DeliveryState.FAILED, "unreadable", is_attempt=False)
    return Parcel(
        id=row.id,
        conversation_id=row.conversation_id,
        address=Address(row.channel, row.bot_id, row.chat_key),
        lane=row.lane,
        reply=reply,
        attempts=row.attempts,
        promise=row.promise,
    )


def _backoff(attempts: int) -> float:
    return min(2.0**attempts, _LONGEST_WAIT_SECONDS)
