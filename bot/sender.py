"""Empties one bot's outbox: claim, pace, send, record. What is doubtful comes back by its lease."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.clock import Clock
from bot.loops import Bell
from bot.pace import Pace
from bot.trouble import Trouble
from handlers.channels import (
    Channel,
    ChannelDown,
    InDoubt,
    Outcome,
    RefusedForGood,
    RefusedForNow,
)
from handlers.files import Files
from handlers.outbox import Outbox, Parcel

log = logging.getLogger(__name__)

_ON_THE_WIRE = 10  # so many duplicates a crash may cause, and no more
_KEPT_FREE = 3  # of these, so that a reply never waits until news are through
_LOOK_EVERY_SECONDS = 1.0
_AFTER_FAILURE_SECONDS = 1.0
_CHANNEL_DOWN_SECONDS = 60.0
_FINISH_SECONDS = 3.0  # a stop may take five in all; what is cut off comes back by its lease
_SEND_SECONDS = 40.0  # well inside the lease
_SLOW_SECONDS = 0.1  # longer than this nobody waits for a slow neighbour in the same chunk
_RECORD_FOR = timedelta(seconds=15)  # with the send still inside the lease; then the row comes back


class Sender:
    def __init__(
        self,
        channel: Channel,
        outbox: Outbox,
        files: Files,
        pace: Pace,
        clock: Clock,
        bell: Bell,
        owner: str,
    ) -> None:
        self._channel = channel
        self._outbox = outbox
        self._files = files
        self._pace = pace
        self._clock = clock
        self._bell = bell
        self._owner = f"{owner}:{channel.name}"
        self._under_way: set[asyncio.Task[None]] = set()
        self._parcels_under_way = 0
        self._has_lost_some = False
        self._trouble = Trouble(pace)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then finishes what is on the wire and gives back the rest."""
        while not stop.is_set():
            try:
                await self._give_back_what_is_lost()
                if not await self._claim_some():
                    await self._bell.wait(await self._seconds_to_next())
            except Exception:  # the database may be away for a while; the loop stays
                log.exception("sender_failed", extra={"channel": self._channel.name})
                self._has_lost_some = True
                await asyncio.sleep(_AFTER_FAILURE_SECONDS)
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_FINISH_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._outbox.release(self._owner, self._clock.now())

    async def _give_back_what_is_lost(self) -> None:
        """After a failure rows may be leased to us that nobody here knows of; they need not wait for their lease."""
        if self._has_lost_some:
            await self._outbox.release(self._owner, self._clock.now())
            self._has_lost_some = False

    async def _claim_some(self) -> bool:
        places, kept_free = (1, 0) if self._trouble.is_there else (_ON_THE_WIRE, _KEPT_FREE)
        free = places - self._parcels_under_way
        if free <= 0 or self._pace.halted_seconds:
            return False
        name, bot_id = self._channel.name, self._channel.bot_id
        now = self._clock.now()
        parcels = await self._outbox.claim(name, bot_id, self._owner, now, free, free - kept_free)
        if not parcels:
            return False
        self._parcels_under_way += len(parcels)
        task = asyncio.create_task(self._send_chunk(parcels))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return True

    async def _send_chunk(self, parcels: list[Parcel]) -> None:
        left = len(parcels)
        try:
            async for recorded in self._send_all(parcels):
                left -= recorded
                self._free(recorded)
        except Exception:  # what could not be recorded comes back when its lease ends
            log.exception("chunk_failed", extra={"channel": self._channel.name})
            self._has_lost_some = True
        finally:
            self._free(left)

    def _free(self, count: int) -> None:
        self._parcels_under_way -= count
        self._bell.ring()

    async def _send_all(self, parcels: list[Parcel]) -> AsyncIterator[int]:
        """Sends a chunk, each message when its turn comes; yields how many were recorded each time some are."""
        now = asyncio.get_running_loop().time
        turns = {parcel.id: now() + self._pace.reserve(parcel.address.chat_key) for parcel in parcels}
        await asyncio.sleep(min(turns.values()) - now())
        if self._pace.halted_seconds:  # the platform said wait while these stood in line
            await self._outbox.release(self._owner, self._clock.now())
            return
        started = await self._outbox.start(parcels, self._owner, self._clock.now())
        sends = {
            asyncio.create_task(self._send(parcel, turns[parcel.id] - now())): parcel for parcel in started
        }
        try:
            while sends:
                done, _ = await asyncio.wait(sends, timeout=_SLOW_SECONDS)
                outcomes = [(sends.pop(task), task.result()) for task in done]
                if outcomes:
                    await self._record(outcomes)
                    yield len(outcomes)
        finally:  # cut off, or nothing can be recorded: nobody is left to hear how these end
            for task in sends:
                task.cancel()
            await asyncio.gather(*sends, return_exceptions=True)

    async def _record(self, outcomes: list[tuple[Parcel, Outcome]]) -> None:
        """Until it is written: what has arrived must not leave again because the database was away for a moment."""
        give_up_at = self._clock.now() + _RECORD_FOR
        while True:
            try:
                return await self._outbox.record(outcomes, self._owner, self._clock.now())
            except Exception:
                if self._clock.now() >= give_up_at:
                    raise
                log.warning("record_failed", extra={"channel": self._channel.name})
            await asyncio.sleep(_AFTER_FAILURE_SECONDS)

    async def _send(self, parcel: Parcel, pause: float) -> Outcome:
        await asyncio.sleep(pause)
        await self._pace.room()
        if halted := self._pace.halted_seconds:  # the platform said wait after this was started
            return RefusedForNow(halted)
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                outcome = await self._attempt(parcel)
        except TimeoutError:
            outcome = InDoubt("timeout")
        except Exception:  # an adapter's mistake leaves the send in doubt, never unrecorded
            log.exception("send_failed", extra={"delivery": parcel.id, "channel": self._channel.name})
            outcome = InDoubt("adapter_error")
        self._trouble.note(parcel, outcome)
        if isinstance(outcome, RefusedForNow):
            self._pace.halt(outcome.retry_after_seconds)
        elif isinstance(outcome, ChannelDown):
            log.error("channel_down", extra={"channel": self._channel.name, "code": outcome.code})
            self._pace.halt(_CHANNEL_DOWN_SECONDS)
        log.info(
            "delivery_attempted",
            extra={"delivery": parcel.id, "channel": self._channel.name, "outcome": type(outcome).__name__},
        )
        return outcome

    async def _attempt(self, parcel: Parcel) -> Outcome:
        file = parcel.reply.file
        if file is None or not self._channel.abilities.carries_files:
            return await self._channel.send(parcel.address, parcel.reply)
        attached = await self._files.open(file, parcel.conversation_id)
        if attached is None:
            return RefusedForGood("file_gone")
        return await self._channel.send(parcel.address, parcel.reply, attached)

    async def _seconds_to_next(self) -> float:
        if self._pace.halted_seconds:
            return min(_LOOK_EVERY_SECONDS, self._pace.halted_seconds)
        if self._parcels_under_way >= _ON_THE_WIRE:
            return _LOOK_EVERY_SECONDS
        now = self._clock.now()
        next_at = await self._outbox.next_due_at(self._channel.name, self._channel.bot_id, now)
        if next_at is None:
            return _LOOK_EVERY_SECONDS
        wait = (next_at - now).total_seconds()
        # A due row that could not be claimed waits behind another of its chat: the bell tells when that ends.
        return min(_LOOK_EVERY_SECONDS, wait) if wait > 0 else 0.25
