"""Working days: Mondays to Fridays without the public holidays that are known."""

from collections.abc import Iterable
from datetime import date, timedelta

_SATURDAY = 5


class WorkingDays:
    """Counts working days. A holiday that is not known counts as a working day, so a deadline comes early."""

    def __init__(self, yearly: Iterable[tuple[int, int]], dated: Iterable[date]) -> None:
        self._yearly = frozenset(yearly)  # (month, day)
        self._dated = frozenset(dated)

    def is_working(self, day: date) -> bool:
        is_holiday = (day.month, day.day) in self._yearly or day in self._dated
        return day.weekday() < _SATURDAY and not is_holiday

    def after(self, day: date, count: int) -> date:
        """The last of so many working days that follow a day; the day itself is not counted."""
        return self.moved(day, count)

    def before(self, day: date, count: int) -> date:
        """The first of so many working days that lie before a day."""
        return self.moved(day, -count)

    def moved(self, day: date, count: int) -> date:
        """A day that lies so many working days later, or earlier where the count is negative."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day
