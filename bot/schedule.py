"""The clock's ticks: they hold no truth, they only ask what is due."""

import logging
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import House

log = logging.getLogger(__name__)

_RETENTION_EVERY = timedelta(hours=1)
_RECHECK_EVERY = timedelta(hours=1)
_OFFICE_EVERY = timedelta(seconds=30)
_FIRST_LOOK = timedelta(seconds=30)


def start_schedule(house: House) -> AsyncIOScheduler:
    """Running ticks. A late tick still runs, several missed ones run once."""

    async def forget() -> None:
        try:
            gone = await house.forget_old()
        except Exception:  # the next tick asks again
            log.exception("retention_failed")
            return
        if any(gone.values()):
            log.info("forgotten", extra=gone)

    async def recheck() -> None:
        try:
            changes = await house.recheck_cases()
        except Exception:  # the next tick goes on where this one stopped
            log.exception("recheck_failed")
            return
        if changes:
            log.info("outcomes_changed", extra={"changes": changes})

    scheduler = AsyncIOScheduler(
        timezone=house.settings.timezone, job_defaults={"misfire_grace_time": None, "coalesce": True}
    )
    first_look = house.clock.now() + _FIRST_LOOK
    scheduler.add_job(forget, _every(_RETENTION_EVERY), next_run_time=first_look)
    scheduler.add_job(recheck, _every(_RECHECK_EVERY), next_run_time=first_look)
    scheduler.add_job(house.look_at_office, _every(_OFFICE_EVERY))
    scheduler.start()
    return scheduler


def _every(span: timedelta) -> IntervalTrigger:
    return IntervalTrigger(seconds=int(span.total_seconds()))
