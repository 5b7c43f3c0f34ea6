"""What a report can be of: its kinds and the places, as staff choose and type them."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.reports.building import area_name
from handlers.reports.model import Place
from knowledge.base import KnowledgeBase
from knowledge.reports.model import Indicator
from knowledge.reports.queries import Ratio


@dataclass(frozen=True, slots=True)
class KindChoice:
    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class IndicatorChoice:
    """One that may be entered, under the name of its group."""

    id: str
    name: str
    unit: str
    group: str


class Choices:
    """By the knowledge of the moment; `home` is the province that the office serves, empty when nobody has said."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], home: str = "") -> None:
        self._knowledge = knowledge
        self.home = home

    def kinds(self) -> list[KindChoice]:
        return [
            KindChoice(each.id, each.name, each.about) for each in self._knowledge().reports.kinds.values()
        ]

    def provinces(self) -> list[tuple[str, str]]:
        """Id and name, as people look for them."""
        found = [(each.id, each.name) for each in self._knowledge().places.provinces]
        return sorted(found, key=lambda each: each[1])

    def indicators(self) -> list[IndicatorChoice]:
        book = self._knowledge().reports
        return [
            IndicatorChoice(
                each.id, full_name(each, self._knowledge()), each.unit, book.group_name(each.group)
            )
            for each in book.indicators.values()
            if may_be_entered(each)
        ]

    def place(self, province: str, commune: str) -> Place | None:
        """By its names of today, however they are typed; None when there is no such place."""
        places, commune = self._knowledge().places, commune.strip()
        if not province:
            return None if commune else Place()
        if places.province(province) is None:
            return None
        if not commune:
            return Place(province)
        found = places.commune(province, commune)
        return None if found is None else Place(province, found.name)

    def area_name(self, place: Place) -> str:
        return area_name(place, self._knowledge())

    def word(self, word: str, **values: object) -> str:
        return self._knowledge().reports.word(word, **values)


def is_known(place: Place, knowledge: KnowledgeBase) -> bool:
    """By the very names that are stored."""
    return Choices(lambda: knowledge).place(place.province, place.commune) == place


def may_be_entered(indicator: Indicator) -> bool:
    """All but those that are reckoned from others."""
    return not isinstance(indicator.counted, Ratio)


def full_name(indicator: Indicator, knowledge: KnowledgeBase) -> str:
    """With the name of the one it is a part of: alone it would not be understood."""
    whole = knowledge.reports.indicators.get(indicator.part_of or "")
    return indicator.name if whole is None else f"{whole.name}: {indicator.name}"
