"""Communes of today and before, and old districts, by what they are called."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.errors import KnowledgeError, Problem
from knowledge.places.content import ProvinceFile
from knowledge.places.dataset import Dataset, OldDistrict, OldUnit, Unit
from knowledge.places.lexicon import Lexicon
from knowledge.places.model import Commune, CommuneKind, OldArea, Period
from knowledge.places.spelling import Speller, Spelling, modern
from knowledge.text.fold import fold

_LONGEST_NAME = 6  # words
_REMARK = re.compile(r" *\([^()]*\)$")

_Spell = Callable[[str], Spelling]


@dataclass(frozen=True, slots=True, eq=False)
class District:
    """A district of before; the commune that it became when the whole of it became one."""

    name: str
    kind: str
    area: OldArea
    commune: Commune | None


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What the name of a commune may mean: a commune of today, by the name it has or by one of before."""

    commune: Commune
    kinds: frozenset[str]  # that the commune of this name has had
    homes: frozenset[District]  # where it, or its parts, lay
    is_old: bool


@dataclass(frozen=True, slots=True)
class Communes:
    """All communes of today, and what names of communes and districts may mean."""

    all: tuple[Commune, ...]
    meanings: Lexicon[Meaning]
    districts: Lexicon[District]


def build_communes(data: Dataset, file: ProvinceFile, speller: Speller) -> Communes:
    """The data of the package with the changes of 2026 laid over it. Raises KnowledgeError when they do not fit."""
    spell = lru_cache(None)(speller.name)  # most names are borne by several; forgotten after building
    today = _today(data.units, file, spell)
    districts = _districts(data, file, today, spell)
    homes: dict[str, set[District]] = {key: set() for key in today}
    for old in data.old_units:
        for key in old.becomes:
            homes[key].add(districts[old.district])
    named = [
        *_new_names(data.units, today, homes, spell),
        *_old_names(data.old_units, today, districts, spell),
    ]
    return Communes(
        all=tuple(today.values()),
        meanings=Lexicon(named, _LONGEST_NAME),
        districts=Lexicon(_district_names(data.districts, districts, spell), _LONGEST_NAME),
    )


def _today(units: Mapping[str, Unit], file: ProvinceFile, spell: _Spell) -> dict[str, Commune]:
    """Communes by the package's keys."""
    provinces = {spell(province.name).key: province.id for province in file.provinces}
    kinds = _kinds_by_commune(file, spell)
    today = {}
    for key, unit in units.items():
        province = provinces.get(spell(unit.province).key)
        if province is None:
            raise _misfit(unit.province, "no such province in the content")
        kind, name = CommuneKind(_kind(unit.kind)), _plain(unit.name, unit.kind)
        _, history = kinds.pop((province, kind, spell(name).mark), (name, (Period(kind, None, None),)))
        today[key] = Commune(modern(name), province, history)
    for (province, _, _), (name, _) in kinds.items():
        raise _misfit(f"{province}: {name}", "no such commune in the package")
    return today


_Kinds = tuple[Period[CommuneKind], ...]


def _kinds_by_commune(
    file: ProvinceFile, spell: _Spell
) -> dict[tuple[str, CommuneKind, str], tuple[str, _Kinds]]:
    """The communes that the content speaks of, by province, kind in mid-2025 and spelling."""
    kinds: dict[tuple[str, CommuneKind, str], tuple[str, _Kinds]] = {}
    for change in file.communes_became_wards_2026:
        first = Period(CommuneKind.COMMUNE, None, None)
        changed = (first, Period(CommuneKind.WARD, change.since, change.document))
        for name in change.communes:
            kinds[change.province, CommuneKind.COMMUNE, spell(name).mark] = (name, changed)
    for zone in file.special_zones:
        always = (Period(CommuneKind.SPECIAL_ZONE, None, None),)
        kinds[zone.province, CommuneKind.SPECIAL_ZONE, spell(zone.name).mark] = (zone.name, always)
    return kinds


def _districts(
    data: Dataset, file: ProvinceFile, today: Mapping[str, Commune], spell: _Spell
) -> dict[str, District]:
    """Old districts by the package's keys."""
    areas = _areas(file, spell)
    islands = {old.district: old.becomes[0] for old in data.old_units if old.name is None and old.becomes}
    districts = {}
    for key, district in data.districts.items():
        area = areas.get(spell(district.province).key)
        if area is None:
            raise _misfit(district.province, "no such old area in the content")
        island = today[islands[key]] if key in islands else None
        districts[key] = District(modern(district.name), _kind(district.kind), area, island)
    return districts


def _areas(file: ProvinceFile, spell: _Spell) -> dict[str, OldArea]:
    """Old areas by every name of theirs; a province with a single one lends it its own (Huế)."""
    by_name: dict[str, OldArea] = {}
    for province in file.provinces:
        inside = [area for area in file.old_areas if area.now == province.id]
        if len(inside) == 1:
            by_name[spell(province.name).key] = OldArea(inside[0].id, inside[0].name, inside[0].now)
    for area in file.old_areas:
        for name in (area.name, *area.aliases):
            by_name[spell(name).key] = OldArea(area.id, area.name, area.now)
    return by_name


_Named = Iterator[tuple[Spelling, Meaning]]


def _new_names(
    units: Mapping[str, Unit],
    today: Mapping[str, Commune],
    homes: Mapping[str, set[District]],
    spell: _Spell,
) -> _Named:
    for key, unit in units.items():
        commune = today[key]
        kinds = frozenset(str(period.kind) for period in commune.kinds)
        yield from _spelled(
            unit.name, unit.kind, Meaning(commune, kinds, frozenset(homes[key]), is_old=False), spell
        )


def _old_names(
    olds: tuple[OldUnit, ...],
    today: Mapping[str, Commune],
    districts: Mapping[str, District],
    spell: _Spell,
) -> _Named:
    kinds = {old.kind: frozenset((_kind(old.kind),)) for old in olds if old.kind is not None}
    homes = {key: frozenset((district,)) for key, district in districts.items()}
    for old in olds:
        if old.name is None or old.kind is None:
            continue
        for key in old.becomes:
            meaning = Meaning(today[key], kinds[old.kind], homes[old.district], is_old=True)
            yield from _spelled(old.name, old.kind, meaning, spell)


def _spelled(name: str, kind: str, meaning: Meaning, spell: _Spell) -> _Named:
    """The name, and its first half when it is two names in one (Lâm Viên - Đà Lạt)."""
    plain = _plain(name, kind)
    yield spell(plain), meaning
    half = plain.split(" - ")[0]
    if half != plain:
        yield spell(half), meaning


def _plain(name: str, kind: str) -> str:
    """The name without its kind (Phường 5) and without remarks (Chi Lăng (Xã))."""
    return _REMARK.sub("", name).removeprefix(f"{kind} ")


def _district_names(
    named: Mapping[str, OldDistrict], districts: Mapping[str, District], spell: _Spell
) -> Iterator[tuple[Spelling, District]]:
    for key, district in named.items():
        spelled = spell(_plain(district.name, district.kind))
        yield spelled, districts[key]
        for alias in district.aliases:
            has_prefix = any(alias != other and alias.endswith(other) for other in district.aliases)
            if alias != spelled.key and not has_prefix:
                yield Spelling("", alias, 0, is_plain=False), districts[key]


def _kind(words: str) -> str:
    return fold(words).replace(" ", "_")


def _misfit(name: str, message: str) -> KnowledgeError:
    return KnowledgeError([Problem("places/provinces.yaml", name, "", message)])
