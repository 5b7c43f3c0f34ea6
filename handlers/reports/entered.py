"""What staff entered, put together for a place and a time: the figure itself, or the parts that make it up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handlers.reports.model import FigureKind, Period, Place
from handlers.reports.periods import covers, tiles
from storage.repositories.report_figures import FigureRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as it was entered. `times` and `places` are more than one when it was put together of parts."""

    value: Decimal
    is_confirmed: bool = True
    is_whole: bool = True  # no day of the time is left out
    times: int = 1
    places: int = 1
    notes: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()  # the ids of those that nobody has confirmed


class EnteredFigures:
    """Of one area; figures of shares and averages are never added up."""

    def __init__(self, rows: Iterable[FigureRow], place: Place) -> None:
        self._rows: dict[tuple[str, FigureKind], list[FigureRow]] = defaultdict(list)
        self._place = place
        for row in rows:
            self._rows[row.place.indicator, row.place.kind].append(row)

    def of(self, indicator: str, kind: FigureKind, period: Period, *, adds_up: bool) -> Entry | None:
        return _of_place(self._rows.get((indicator, kind), []), self._place, period, adds_up)


def _of_place(rows: Sequence[FigureRow], place: Place, period: Period, adds_up: bool) -> Entry | None:
    """The figure of the place itself wins over those of the places within it."""
    own = [row for row in rows if (row.place.province, row.place.commune) == (place.province, place.commune)]
    found = _of_time(own, period, adds_up)
    if found is not None or not adds_up or place.commune:
        return found
    within: Mapping[Place, list[FigureRow]] = defaultdict(list)
    for row in rows:
        inner = Place(row.place.province, row.place.commune if place.province else "")
        if inner != place and row.place.province:
            within[inner].append(row)
    parts = [_of_place(those, inner, period, adds_up) for inner, those in within.items()]
    return _together([each for each in parts if each is not None], is_of_places=True)


def _of_time(rows: Sequence[FigureRow], period: Period, adds_up: bool) -> Entry | None:
    by_period = {Period(row.place.since, row.place.until): row for row in rows}
    exact = by_period.get(period)
    if exact is not None:
        return _entry(exact)
    if not adds_up:
        return None
    chosen = tiles(period, list(by_period))
    found = _together([_entry(by_period[each]) for each in chosen], is_of_places=False)
    if found is None or covers(period, chosen):
        return found
    return Entry(
        found.value, found.is_confirmed, False, found.times, found.places, found.notes, found.waiting
    )


def _entry(row: FigureRow) -> Entry:
    waiting = () if row.is_confirmed else (row.id,)
    return Entry(row.value, row.is_confirmed, notes=(row.note,) if row.note else (), waiting=waiting)


def _together(entries: Sequence[Entry], *, is_of_places: bool) -> Entry | None:
    if not entries:
        return None
    return Entry(
        value=sum((each.value for each in entries), Decimal(0)),
        is_confirmed=all(each.is_confirmed for each in entries),
        is_whole=all(each.is_whole for each in entries),
        times=max(each.times for each in entries) if is_of_places else len(entries),
        places=sum(each.places for each in entries) if is_of_places else 1,
        notes=tuple(note for each in entries for note in each.notes),
        waiting=tuple(identity for each in entries for identity in each.waiting),
    )
