"""Time as the platform tells it: milliseconds since 1970 as text, and the nights of Viet Nam."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Now = Callable[[], datetime]

VIETNAM = timezone(timedelta(hours=7))
NIGHT_BEGINS, NIGHT_ENDS = 22, 6


def system_now() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


def milliseconds(at: datetime) -> int:
    """A moment as a number."""
    return int(at.timestamp() * 1000)


def stamp(at: datetime) -> str:
    """A moment as the payloads carry it."""
    return str(milliseconds(at))


def is_night(at: datetime) -> bool:
    """Whether it is 22:00 to 05:59 in Viet Nam."""
    hour = at.astimezone(VIETNAM).hour
    return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS
