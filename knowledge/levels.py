"""Which support level holds for an item, a province, an old area and a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.model import Coverage, Level, LevelFile, LevelStatus, Scheme, Use
from knowledge.validity import is_valid


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """What may be said about one item: the province's own level, else the national ceiling under its name.

    `old` are levels of areas before the mergers; nobody knows yet whether they still hold.
    """

    item: str
    own: Level | None
    national: Level | None
    old: tuple[Level, ...]


class Levels:
    """All support levels; those of the operating office win over the shipped ones of its province."""

    def __init__(self, file: LevelFile, of_office: Iterable[Level] = ()) -> None:
        self.items: Mapping[str, str] = file.items
        self.units: Mapping[str, str] = file.units
        self.checked_on = file.checked_on
        self.rows: Mapping[str, Level] = {level.id: level for level in file.levels}
        self.coverages: tuple[Coverage, ...] = file.coverage
        self._coverage: Mapping[str, Coverage] = {each.province: each for each in file.coverage}
        self._file = file
        self._of_item: dict[str, list[Level]] = {}
        for level in (*of_office, *file.levels):  # the office's first
            if level.use is not Use.DO_NOT_STATE:
                self._of_item.setdefault(level.item, []).append(level)

    def with_office(self, levels: Iterable[Level]) -> "Levels":
        """The same table with the levels that only the operating office knows."""
        return Levels(self._file, levels)

    def coverage(self, province: str) -> Coverage | None:
        return self._coverage.get(province)

    def version(self, on: date) -> str:
        """Differs whenever a choice on that day might."""
        held = (
            level.model_dump_json()
            for levels in self._of_item.values()
            for level in levels
            if is_valid(level, on)
        )
        return "\n".join(held)

    def choose(self, item: str, province: str | None, old_area: str | None, on: date) -> LevelChoice:
        """The rows that may be told, never a province's row for another and never a draft.

        Rows of an old area are told only for that area, or for the whole province when the area is not known.
        """
        rows = [level for level in self._of_item.get(item, ()) if is_valid(level, on)]
        of_province = [level for level in rows if province and level.province == province]
        fitting = [level for level in of_province if _covers(level, old_area)]
        return LevelChoice(
            item=item,
            own=next((level for level in fitting if level.status is LevelStatus.IN_FORCE), None),
            national=next((level for level in rows if _is_ceiling(level)), None),
            old=tuple(level for level in fitting if level.status is LevelStatus.UNKNOWN),
        )

    def own_items(self, province: str, old_area: str | None, on: date) -> tuple[LevelChoice, ...]:
        """The choices of the items for which the province has a level of its own."""
        choices = (self.choose(item, province, old_area, on) for item in self._of_item)
        return tuple(choice for choice in choices if choice.own)


def _covers(level: Level, old_area: str | None) -> bool:
    return level.old_area is None or old_area is None or level.old_area == old_area


def _is_ceiling(level: Level) -> bool:
    return level.scheme is Scheme.NATIONAL and level.status is LevelStatus.IN_FORCE
