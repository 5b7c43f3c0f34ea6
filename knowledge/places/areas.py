"""Names of provinces, of today and before, and of towns that hint at them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from knowledge.places.content import PlaceContent
from knowledge.places.lexicon import Lexicon
from knowledge.places.model import OldArea, Period, Province
from knowledge.places.spelling import Speller, words_of

_LONGEST_NAME = 5  # words


class NameKind(Enum):
    TODAY = "today"
    BEFORE = "before"  # borne by an old area only
    HINT = "hint"  # a town; which province is meant must be asked


@dataclass(frozen=True, slots=True, eq=False)
class AreaName:
    """What one name says: a province of today, and which of its old areas."""

    name: str
    kind: NameKind
    province: Province
    old_area: OldArea | None  # said by the name alone
    before: OldArea | None  # said when a word like "cũ" follows
    is_risky: bool  # an everyday word when its marks are left out
    only_after: frozenset[str]  # keys of the words one of which must stand before; empty: any

    @property
    def is_compound(self) -> bool:
        """Whether it has several words, so that writing them as one cannot be an everyday word."""
        return len(words_of(self.name)) > 1


@dataclass(frozen=True, slots=True)
class Areas:
    """Provinces and old areas by id, their names, and what short forms may stand for."""

    provinces: Mapping[str, Province]
    old_areas: Mapping[str, OldArea]
    names: Lexicon[AreaName]
    spaced: Mapping[str, AreaName]  # by folded name with its spaces, for guessing misspelled ones
    ambiguous: Mapping[str, tuple[AreaName, ...]]


def build_areas(content: PlaceContent, speller: Speller) -> Areas:
    """The names of the content files, each spelled for comparing."""
    file = content.provinces
    provinces = {
        record.id: Province(
            record.id,
            record.name,
            tuple(Period(period.type, period.since, period.document) for period in record.type_history),
        )
        for record in file.provinces
    }
    old_areas = {record.id: OldArea(record.id, record.name, record.now) for record in file.old_areas}
    named = _named(content, provinces, old_areas, speller)
    spelled = {speller.name(name.name).key: name for name in named}
    ambiguous = {
        short.typed: tuple(
            spelled[key] for meant in short.may_be if (key := speller.name(meant).key) in spelled
        )
        for short in file.ambiguous
    }
    return Areas(
        provinces=provinces,
        old_areas=old_areas,
        names=Lexicon(((speller.name(name.name), name) for name in named), _LONGEST_NAME),
        spaced={_spaced(name.name, speller): name for name in named if not name.only_after},
        ambiguous=ambiguous,
    )


def _named(
    content: PlaceContent,
    provinces: Mapping[str, Province],
    old_areas: Mapping[str, OldArea],
    speller: Speller,
) -> list[AreaName]:
    """Each name once; today's come first, and an old area of the same name is then what "cũ" means."""
    risky = frozenset(content.wording.risky_names)
    only_after = {
        name: frozenset(speller.name(word).key for word in words)
        for name, words in content.wording.names_only_after.items()
    }
    named: dict[str, AreaName] = {}
    for name, kind, province, area, before in _bearers(content, provinces, old_areas, speller):
        after = only_after.get(name, frozenset())
        key = speller.name(name).key
        is_risky = name in risky or (kind is NameKind.HINT and len(words_of(name)) > 1)
        named.setdefault(key, AreaName(name, kind, province, area, before, is_risky, after))
    return list(named.values())


def _bearers(
    content: PlaceContent,
    provinces: Mapping[str, Province],
    old_areas: Mapping[str, OldArea],
    speller: Speller,
) -> Iterator[tuple[str, NameKind, Province, OldArea | None, OldArea | None]]:
    file = content.provinces
    by_key = {speller.name(area.name).key: area for area in old_areas.values()}
    for record in file.provinces:
        inside = [area for area in old_areas.values() if area.now == record.id]
        sole = inside[0] if len(inside) == 1 else None  # never merged: there is no other it could be
        before = sole or by_key.get(speller.name(record.name).key)
        for name in (record.name, *record.aliases):
            yield name, NameKind.TODAY, provinces[record.id], sole, before
    for kind in (NameKind.BEFORE, NameKind.HINT):
        for old in file.old_areas:
            area = old_areas[old.id]
            for name in (old.name, *old.aliases) if kind is NameKind.BEFORE else old.place_hints:
                yield name, kind, provinces[old.now], area, area


def _spaced(name: str, speller: Speller) -> str:
    return " ".join(speller.word(word).key for word in words_of(name))
