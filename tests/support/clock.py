"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class HandClock:
    def __init__(self) -> None:
        self._now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, nine in the morning in Viet Nam

    def now(self) -> datetime:
        return self._now

    def pass_seconds(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
