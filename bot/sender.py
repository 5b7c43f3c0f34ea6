"""Empties one bot's outbox: claim, pace, send, record. What is doubtful comes back by its lease."""

import asyncio
import logging

from bot.clock import Clock
from bot.loops import Bell
from bot.pace import Pace
from handlers.channels import Channel, ChannelDown, InDoubt, Outcome, RefusedForNow
from handlers.outbox import Outbox, Parcel

log = logging.getLogger(__name__)

_ON_THE_WIRE = 10  # so many duplicates a crash may cause, and no more
_LOOK_EVERY_SECONDS = 1.0
_AFTER_FAILURE_SECONDS = 1.0
_CHANNEL_DOWN_SECONDS = 60.0
_FINISH_SECONDS = 15.0
_SEND_SECONDS = 40.0  # well inside the lease


class Sender:
    def __init__(
        self, channel: Channel, outbox: Outbox, pace: Pace, clock: Clock, bell: Bell, owner: str
    ) -> None:
        self._channel = channel
        self._outbox = outbox
        self._pace = pace
        self._clock = clock
        self._bell = bell
        self._owner = owner
        self._under_way: set[asyncio.Task[None]] = set()
        self._parcels_under_way = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then finishes what is on the wire and gives back the rest."""
        while not stop.is_set():
            try:
                if not await self._claim_some():
                    await self._bell.wait(await self._seconds_to_next())
            except Exception:  # the database may be away for a while; the loop stays
                log.exception("sender_failed", extra={"channel": self._channel.name})
                await asyncio.sleep(_AFTER_FAILURE_SECONDS)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_FINISH_SECONDS)
        await self._outbox.release(self._owner, self._clock.now())

    async def _claim_some(self) -> bool:
        free = _ON_THE_WIRE - self._parcels_under_way
        if free <= 0 or self._pace.halted_seconds:
            return False
        name, bot_id = self._channel.name, self._channel.bot_id
        parcels = await self._outbox.claim(name, bot_id, self._owner, self._clock.now(), free)
        if not parcels:
            return False
        self._parcels_under_way += len(parcels)
        task = asyncio.create_task(self._send_chunk(parcels))
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._chunk_done(done, len(parcels)))
        return True

    def _chunk_done(self, task: asyncio.Task[None], count: int) -> None:
        self._under_way.discard(task)
        self._parcels_under_way -= count
        self._bell.ring()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("chunk_failed", exc_info=error, extra={"channel": self._channel.name})

    async def _send_chunk(self, parcels: list[Parcel]) -> None:
        await asyncio.gather(*(self._pace.wait(parcel.address.chat_key) for parcel in parcels))
        started = await self._outbox.start(parcels, self._owner, self._clock.now())
        if not started:
            return
        outcomes = await asyncio.gather(*(self._send(parcel) for parcel in started))
        await self._outbox.record(list(zip(started, outcomes, strict=True)), self._owner, self._clock.now())

    async def _send(self, parcel: Parcel) -> Outcome:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                outcome = await self._channel.send(parcel.address, parcel.reply)
        except TimeoutError:
            outcome = InDoubt("timeout")
        except Exception:  # an adapter's mistake leaves the send in doubt, never unrecorded
            log.exception("send_failed", extra={"delivery": parcel.id, "channel": self._channel.name})
            outcome = InDoubt("adapter_error")
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

    async def _seconds_to_next(self) -> float:
        if self._pace.halted_seconds:
            return min(_LOOK_EVERY_SECONDS, self._pace.halted_seconds)
        if self._parcels_under_way >= _ON_THE_WIRE:
            return _LOOK_EVERY_SECONDS
        next_at = await self._outbox.next_due_at(self._channel.name, self._channel.bot_id)
        if next_at is None:
            return _LOOK_EVERY_SECONDS
        wait = (next_at - self._clock.now()).total_seconds()
        # A due row that could not be claimed waits behind another of its chat: the bell tells when that ends.
        return min(_LOOK_EVERY_SECONDS, wait) if wait > 0 else 0.05
