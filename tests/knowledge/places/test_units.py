"""Kinds of units on the days that matter, and that no commune is missing."""

from collections import Counter
from datetime import date

import pytest

from knowledge.loader import CONTENT_DIR, load_content
from knowledge.places.content import CountsOn, load_place_content
from knowledge.places.dataset import OldDistrict, OldUnit, read_dataset
from knowledge.places.model import CommuneKind, UnitKind
from knowledge.places.places import Places
from knowledge.text.fold import fold

_FILE = load_place_content(CONTENT_DIR).provinces


@pytest.mark.parametrize(
    ("province", "before", "after"),
    [
        ("dong-nai", date(2026, 4, 29), date(2026, 4, 30)),
        ("quang-ninh", date(2026, 8, 31), date(2026, 9, 1)),
        ("bac-ninh", date(2026, 9, 19), date(2026, 9, 20)),
    ],
)
def test_three_provinces_became_cities_in_2026(
    places: Places, province: str, before: date, after: date
) -> None:
    unit = places.province(province)
    assert unit is not None
    assert (unit.kind_on(before), unit.kind_on(after)) == (UnitKind.PROVINCE, UnitKind.CITY)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("phường Long Thành, Đồng Nai", date(2026, 4, 29), date(2026, 4, 30)),
        ("phường Yên Phong, Bắc Ninh", date(2026, 9, 19), date(2026, 9, 20)),
    ],
)
def test_communes_became_wards_with_them(places: Places, text: str, before: date, after: date) -> None:
    (place,) = places.find(text).places
    assert place.commune is not None
    kinds = (place.commune.kind_on(before), place.commune.kind_on(after))
    assert kinds == (CommuneKind.COMMUNE, CommuneKind.WARD)


@pytest.mark.parametrize("counts", _FILE.counts.history, ids=lambda counts: str(counts.as_of))
def test_units_of_each_kind_are_as_many_as_the_state_counts(places: Places, counts: CountsOn) -> None:
    day = counts.as_of
    units = Counter(province.kind_on(day) for province in places.provinces)
    communes = Counter(commune.kind_on(day) for commune in places.communes)
    assert units == {UnitKind.PROVINCE: counts.tinh, UnitKind.CITY: counts.thanh_pho}
    assert communes == {
        CommuneKind.COMMUNE: counts.xa,
        CommuneKind.WARD: counts.phuong,
        CommuneKind.SPECIAL_ZONE: counts.dac_khu,
    }


def test_there_are_34_provinces_of_63_old_areas_and_3321_communes(places: Places) -> None:
    assert len(places.provinces) == _FILE.counts.province_units == 34
    assert len(_FILE.old_areas) == 63
    assert len(places.communes) == _FILE.counts.commune_units == 3321


def test_on_25_september_2026_there_are_25_provinces_and_9_cities(places: Places) -> None:
    kinds = Counter(province.kind_on(date(2026, 9, 25)) for province in places.provinces)
    assert kinds == {UnitKind.PROVINCE: 25, UnitKind.CITY: 9}


def test_every_old_commune_leads_to_one_of_today() -> None:
    data = read_dataset()
    assert len(data.old_units) == 10_040
    assert all(old.becomes and set(old.becomes) <= data.units.keys() for old in data.old_units)
    reached = {key for old in data.old_units for key in old.becomes}
    assert reached == data.units.keys()


def _without_kind(unit: OldUnit | OldDistrict) -> str:
    return (unit.name or "").removeprefix(f"{unit.kind} ").split(" (")[0]


def test_every_old_commune_is_found_by_its_address(places: Places) -> None:
    data = read_dataset()
    missed = []
    for old in data.old_units:
        if old.name is None:
            continue
        district = data.districts[old.district]
        name, district_name = (_without_kind(unit) for unit in (old, district))
        address = f"{old.kind} {name}, {district.kind} {district_name}, {district.province}"
        expected = {data.units[key].name for key in old.becomes}
        found = {place.commune.name for place in places.find(address).places if place.commune}
        if not {fold(name) for name in found} & {fold(name) for name in expected}:
            missed.append(address)
    assert missed == []


def test_every_commune_of_today_is_found_by_its_name_and_province(places: Places) -> None:
    missed = []
    for commune in places.communes:
        province = places.province(commune.province)
        assert province is not None
        kind = {"xa": "xã", "phuong": "phường", "dac_khu": "đặc khu"}[commune.kind_on(date(2025, 7, 1))]
        text = f"{kind} {commune.name}, {province.name}"
        if commune not in {place.commune for place in places.find(text).places}:
            missed.append(text)
    assert missed == []


def test_namesakes_are_old_areas_and_wards(places: Places) -> None:
    for namesake in _FILE.namesakes:
        (place, *_) = places.find(f"phường {namesake.name}").places
        assert place.commune is not None
        assert namesake.name in [area.name for area in _FILE.old_areas]


def test_the_documents_behind_changes_are_registered() -> None:
    named = {period.document for province in _FILE.provinces for period in province.type_history}
    named |= {change.document for change in _FILE.communes_became_wards_2026}
    registered = load_content().registry.documents
    assert [identity for identity in named if identity is not None and identity not in registered] == []


def test_units_are_known_by_id(places: Places) -> None:
    gia_lai, binh_dinh = places.province("gia-lai"), places.old_area("binh-dinh")
    assert gia_lai is not None
    assert binh_dinh is not None
    assert (gia_lai.name, binh_dinh.name, binh_dinh.now) == ("Gia Lai", "Bình Định", "gia-lai")
    assert places.province("binh-dinh") is None
    assert places.old_area("nowhere") is None
