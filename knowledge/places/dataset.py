"""Communes of today and of before, read from the data files of the package vietnamadminunits.

Only its files are read. Importing it takes a second and 60 MB (shapely, numpy), converting one address
takes 6 ms, and an address with a street is sent to a map service; none of that belongs in a chat.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from knowledge.errors import KnowledgeError, Problem

_PACKAGE = "vietnamadminunits"
_Record = TypeVar("_Record")


@dataclass(slots=True)
class _Province:
    name: Annotated[str, Field(alias="provinceShort")]


@dataclass(slots=True)
class _District:
    name: Annotated[str, Field(alias="districtShort")]
    kind: Annotated[str, Field(alias="districtType")]
    keywords: Annotated[list[str], Field(alias="districtKeywords")]


@dataclass(slots=True)
class _Ward:
    name: Annotated[str, Field(alias="wardShort")]
    kind: Annotated[str, Field(alias="wardType")]


@dataclass(slots=True)
class _OldWard:
    name: Annotated[str | None, Field(alias="wardShort")]  # None: an island district without wards
    kind: Annotated[str | None, Field(alias="wardType")]


@dataclass(slots=True)
class _Part:
    ward: Annotated[str, Field(alias="newWardKey")]
    is_default: Annotated[bool, Field(alias="isDefaultNewWard")]


_Wards = dict[str, dict[str, _Ward]]
_OldWards = dict[str, dict[str, dict[str, _OldWard]]]


@dataclass(slots=True)
class _Today:
    provinces: Annotated[dict[str, _Province], Field(alias="DICT_PROVINCE")]
    wards: Annotated[_Wards, Field(alias="DICT_PROVINCE_WARD_NO_ACCENTED")]
    twins: Annotated[_Wards, Field(alias="DICT_PROVINCE_WARD_ACCENTED")]  # told apart by marks only


@dataclass(slots=True)
class _Before:
    provinces: Annotated[dict[str, _Province], Field(alias="DICT_PROVINCE")]
    districts: Annotated[dict[str, dict[str, _District]], Field(alias="DICT_PROVINCE_DISTRICT")]
    wards: Annotated[_OldWards, Field(alias="DICT_PROVINCE_DISTRICT_WARD_NO_ACCENTED")]
    twins: Annotated[_OldWards, Field(alias="DICT_PROVINCE_DISTRICT_WARD_ACCENTED")]


@dataclass(slots=True)
class _Changes:
    whole: Annotated[dict[str, dict[str, list[str]]], Field(alias="DICT_PROVINCE_WARD_NO_DIVIDED")]
    divided: Annotated[dict[str, dict[str, list[_Part]]], Field(alias="DICT_PROVINCE_WARD_DIVIDED")]


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune of today: its name, its kind in mid-2025 and the name of its province."""

    name: str
    kind: str
    province: str


@dataclass(frozen=True, slots=True)
class OldDistrict:
    """A district of before, with other names it went by (without marks or spaces)."""

    name: str
    kind: str
    province: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A commune of before and the keys of what it became, the main part first; nameless where an island had none."""

    name: str | None
    kind: str | None
    district: str
    becomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Units by the package's own keys, joined with underscores from the province down."""

    units: Mapping[str, Unit]
    districts: Mapping[str, OldDistrict]
    old_units: tuple[OldUnit, ...]


def read_dataset() -> Dataset:
    """The data of the installed package. Raises KnowledgeError when it is missing or shaped otherwise."""
    directory = _directory()
    becoming = _becoming(_read(directory / "converter_2025.json", TypeAdapter(_Changes)))
    units = _units(_read(directory / "parser_from_2025.json", TypeAdapter(_Today)))
    before = _read(directory / "parser_legacy.json", TypeAdapter(_Before))
    return Dataset(units, _districts(before), tuple(_old_units(before, becoming)))


def _directory() -> Path:
    found = find_spec(_PACKAGE)  # finds it without importing it
    if found is None or not found.submodule_search_locations:
        raise KnowledgeError([Problem(_PACKAGE, "", "", "the package is not installed")])
    return Path(found.submodule_search_locations[0]) / "data"


def _read(path: Path, adapter: TypeAdapter[_Record]) -> _Record:
    # The files write NaN where an island district has no wards.
    try:
        return adapter.validate_json(path.read_bytes().replace(b": NaN", b": null"))
    except (OSError, ValidationError) as error:
        message = " ".join(str(error).split())[:200]
        raise KnowledgeError([Problem(f"{_PACKAGE}/{path.name}", "", "", message)]) from error


def _units(today: _Today) -> dict[str, Unit]:
    return {
        f"{province}_{key}": Unit(ward.name, ward.kind, today.provinces[province].name)
        for listed in (today.wards, today.twins)
        for province, wards in listed.items()
        for key, ward in wards.items()
    }


def _districts(before: _Before) -> dict[str, OldDistrict]:
    return {
        f"{province}_{key}": OldDistrict(
            district.name, district.kind, before.provinces[province].name, tuple(district.keywords)
        )
        for province, listed in before.districts.items()
        for key, district in listed.items()
    }


def _becoming(changes: _Changes) -> dict[str, tuple[str, ...]]:
    """Keys of today's units by the key of the old one."""
    becoming: dict[str, tuple[str, ...]] = {
        old: (f"{province}_{key}",)
        for province, listed in changes.whole.items()
        for key, olds in listed.items()
        for old in olds
    }
    for province, divided in changes.divided.items():
        for old, parts in divided.items():
            ordered = sorted(parts, key=lambda part: not part.is_default)
            becoming[old] = tuple(f"{province}_{part.ward}" for part in ordered)
    return becoming


def _old_units(before: _Before, becoming: Mapping[str, tuple[str, ...]]) -> Iterator[OldUnit]:
    for listed in (before.wards, before.twins):
        for province, districts in listed.items():
            for district, wards in districts.items():
                for key, ward in wards.items():
                    home = f"{province}_{district}"
                    becomes = becoming.get(f"{home}_{key if ward.name else ''}", ())
                    yield OldUnit(ward.name, ward.kind, home, becomes)
