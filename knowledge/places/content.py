"""What the content files say about places, checked while read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.model import Noun, Slug
from knowledge.places.model import UnitKind
from knowledge.reading import read, whole

_PROVINCES = "places/provinces.yaml"
_WORDING = "places/wording.yaml"

_Names = tuple[str, ...]


class UnitPeriod(Noun):
    type: UnitKind
    since: date | None = Field(alias="from")
    document: Slug | None


class ProvinceRecord(Noun):
    id: Slug
    name: str
    type_history: tuple[UnitPeriod, ...] = Field(min_length=1)
    aliases: _Names = ()
    sources: _Names = ()
    note: str | None = None


class OldAreaRecord(Noun):
    id: Slug
    name: str
    now: Slug
    aliases: _Names = ()
    place_hints: _Names = ()


class NewWards(Noun):
    """Communes of one province that became wards on one day."""

    province: Slug
    since: date = Field(alias="from")
    document: Slug
    communes: _Names = Field(min_length=1)


class SpecialZone(Noun):
    name: str
    province: Slug


class Namesake(Noun):
    name: str
    note: str


class Ambiguous(Noun):
    """An abbreviation and all that it may be short for; what names no place is there for its readers."""

    typed: str
    may_be: _Names = Field(min_length=1)


class CountsOn(Noun):
    as_of: date
    tinh: int
    thanh_pho: int
    xa: int
    phuong: int
    dac_khu: int


class Counts(Noun):
    province_units: int
    commune_units: int
    note: str
    history: tuple[CountsOn, ...]
    sources: _Names


class ProvinceFile(Noun):
    """The units of today and before, with the days on which they changed."""

    checked_on: date
    confidence: str
    sources: _Names
    provinces: tuple[ProvinceRecord, ...]
    old_areas: tuple[OldAreaRecord, ...]
    communes_became_wards_2026: tuple[NewWards, ...]
    special_zones: tuple[SpecialZone, ...]
    namesakes: tuple[Namesake, ...]
    ambiguous: tuple[Ambiguous, ...]
    counts: Counts


class UnitWords(Noun):
    """How people write a kind of unit; a short form counts only with a dot or a place beside it."""

    kind: Annotated[str, Field(pattern="^[a-z_]+$")]
    words: _Names = Field(min_length=1)
    short: _Names = ()


class WordingFile(Noun):
    """The words around place names, and the names that look like everyday words without marks."""

    units: tuple[UnitWords, ...]
    place_words: _Names
    loose_place_words: _Names
    abbreviation_words: _Names
    closing_abbreviation_words: _Names
    closing_words: _Names
    old_words: _Names
    everyday_phrases: _Names
    risky_names: _Names
    names_only_after: Mapping[str, _Names]
    answer_fillers: _Names


@dataclass(frozen=True, slots=True)
class PlaceContent:
    """Both files, sound by themselves and with each other."""

    provinces: ProvinceFile
    wording: WordingFile


def load_place_content(directory: Path) -> PlaceContent:
    """The files under `places/` of a content directory. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    provinces = whole(TypeAdapter(ProvinceFile), read(directory, _PROVINCES, problems), problems)
    wording = whole(TypeAdapter(WordingFile), read(directory, _WORDING, problems), problems)
    if provinces is not None and wording is not None:
        content = PlaceContent(provinces, wording)
        problems.extend(_contradictions(content))
        if not problems:
            return content
    raise KnowledgeError(problems)


def _contradictions(content: PlaceContent) -> Iterator[Problem]:
    file = content.provinces
    known = {province.id for province in file.provinces}
    for listed in (file.provinces, file.old_areas):
        for identity, times in Counter(item.id for item in listed).items():
            if times > 1:
                yield Problem(_PROVINCES, identity, "id", "appears twice")
    for area in file.old_areas:
        if area.now not in known:
            yield Problem(_PROVINCES, area.id, "now", f"no province {area.now}")
    changed = [change.province for change in file.communes_became_wards_2026]
    for identity in (*changed, *(zone.province for zone in file.special_zones)):
        if identity not in known:
            yield Problem(_PROVINCES, "", "province", f"no province {identity}")
    for province in file.provinces:
        days = [period.since or date.min for period in province.type_history]
        if days != sorted(set(days)):
            yield Problem(_PROVINCES, province.id, "type_history", "its days do not follow each other")
        if all(area.now != province.id for area in file.old_areas):
            yield Problem(_PROVINCES, province.id, "", "no old area lies in it")
    yield from _unknown_names(content)


def _unknown_names(content: PlaceContent) -> Iterator[Problem]:
    """Names that the wording speaks of and nothing bears."""
    file = content.provinces
    borne = {name for province in file.provinces for name in (province.name, *province.aliases)}
    for area in file.old_areas:
        borne.update((area.name, *area.aliases, *area.place_hints))
    for name in (*content.wording.risky_names, *content.wording.names_only_after):
        if name not in borne:
            yield Problem(_WORDING, name, "", "no place has this name")
