"""What follows from a place and a day, by any of its names."""

from datetime import date
from typing import Any

import pytest

from knowledge.eligibility.place_facts import facts_of_place, with_place
from knowledge.loader import CONTENT_DIR
from knowledge.places.places import Places

_TODAY = date(2026, 11, 21)
_PLACES = Places.load(CONTENT_DIR)


@pytest.mark.parametrize(
    ("said", "province", "old_area"),
    [
        ("gia-lai", "gia-lai", None),
        ("Gia Lai", "gia-lai", None),
        ("binh-dinh", "gia-lai", "binh-dinh"),
        ("Bình Định", "gia-lai", "binh-dinh"),
        ("tỉnh bình định cũ", "gia-lai", "binh-dinh"),
        ("long-an", "tay-ninh", "long-an"),
        ("Hải Dương", "hai-phong", "hai-duong"),
        ("dak lak", "dak-lak", None),
    ],
)
def test_a_province_by_any_name_is_one_of_today(said: str, province: str, old_area: str | None) -> None:
    facts = with_place({"province": said}, _PLACES, _TODAY)
    assert (facts["province"], facts.get("old_area")) == (province, old_area)
    assert facts["area"] == (old_area or province)


@pytest.mark.parametrize("said", ["", "Xứ Lạ", "xyz", "dn"])
def test_a_name_that_no_one_place_has_is_no_province(said: str) -> None:
    assert with_place({"province": said, "workers": 5}, _PLACES, _TODAY) == {"workers": 5}


def test_without_a_place_nothing_follows_and_nothing_is_lost() -> None:
    told = {"commune": "Tây Hòa", "commune_kind": "xa"}
    assert with_place(told, _PLACES, _TODAY) == told


@pytest.mark.parametrize(
    ("province", "on", "kind", "is_new"),
    [
        ("gia-lai", _TODAY, "tinh", False),
        ("da-nang", _TODAY, "thanh_pho", False),
        ("hue", _TODAY, "thanh_pho", False),
        ("dong-nai", date(2026, 4, 29), "tinh", False),
        ("dong-nai", date(2026, 4, 30), "thanh_pho", True),
        ("quang-ninh", date(2026, 8, 31), "tinh", False),
        ("quang-ninh", date(2026, 9, 1), "thanh_pho", True),
        ("bac-ninh", date(2026, 9, 19), "tinh", False),
        ("bac-ninh", date(2026, 9, 20), "thanh_pho", True),
    ],
)
def test_the_kind_of_a_province_follows_the_day(province: str, on: date, kind: str, is_new: bool) -> None:
    facts = with_place({"province": province}, _PLACES, on)
    assert (facts["province_kind"], facts["is_new_city"]) == (kind, is_new)


def test_a_commune_that_became_a_ward_follows_the_day() -> None:
    became = next(commune for commune in _PLACES.communes if len(commune.kinds) > 1)
    day = became.kinds[-1].from_date
    told: dict[str, Any] = {"province": became.province, "commune": became.name, "commune_kind": "dac_khu"}
    assert day is not None
    before = with_place(told, _PLACES, date.fromordinal(day.toordinal() - 1))
    assert (before["commune_kind"], with_place(told, _PLACES, day)["commune_kind"]) == ("xa", "phuong")


def test_a_commune_of_another_province_tells_no_kind() -> None:
    facts = with_place({"province": "dak-lak", "commune": "Quy Nhơn"}, _PLACES, _TODAY)
    assert "commune_kind" not in facts


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("phường Quy Nhơn, Gia Lai", {"province": "binh-dinh", "commune": "Quy Nhơn"}),
        ("em ở Đắk Lắk", {"province": "dak-lak"}),
        ("ở Bình Định", {"province": "binh-dinh"}),
    ],
)
def test_a_place_that_was_heard_is_told_as_facts(said: str, told: dict[str, str]) -> None:
    (place,) = _PLACES.find(said).places
    assert facts_of_place(place) == told
