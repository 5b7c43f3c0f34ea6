"""The clock's ticks: they hold no truth, they only ask what is due."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import House
from bot.upkeep import Upkeep

log = logging.getLogger(__name__)

_FIRST_LOOK = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that is asked every so often; `name` is its event in the log when it fails."""

    name: str
    ask: Callable[[], Awaitable[object]]
    every: timedelta

    async def __call__(self) -> None:
        try:
            await self.ask()
        except Exception:  # the next tick goes on where this one stopped
            log.exception(f"{self.name}_failed")


def start_schedule(house: House) -> AsyncIOScheduler:
    """Running ticks. A late tick still runs, several missed ones run once."""
    scheduler = AsyncIOScheduler(
        timezone=house.settings.timezone, job_defaults={"misfire_grace_time": None, "coalesce": True}
    )
    first_look = house.clock.now() + _FIRST_LOOK
    for tick in _ticks(house):
        every = IntervalTrigger(seconds=int(tick.every.total_seconds()))
        begins = {} if tick.every <= _FIRST_LOOK else {"next_run_time": first_look}
        scheduler.add_job(tick.__call__, every, id=tick.name, **begins)
    scheduler.start()
    return scheduler


def _ticks(house: House) -> Iterator[Tick]:
    upkeep = Upkeep(house)
    yield Tick("broadcasts", upkeep.news, timedelta(seconds=5))
    yield Tick("reminding", upkeep.remind, timedelta(seconds=15))
    yield Tick("reminding_staff", upkeep.remind_staff, timedelta(minutes=1))
    yield Tick("office", house.look_at_office, timedelta(seconds=30))
    yield Tick("erasing", upkeep.erasures, timedelta(minutes=1))
    yield Tick("retention", upkeep.retention, timedelta(hours=1))
    yield Tick("sweeping", upkeep.files, timedelta(hours=1))
    yield Tick("recheck", house.recheck_cases, timedelta(hours=1))
    if house.zalo is not None:
        yield Tick("zalo", upkeep.zalo, timedelta(minutes=10))
