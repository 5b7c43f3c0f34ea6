"""Which level may be told: by item, province, old area and day; never another province's, never a draft."""

from datetime import date
from typing import Any

import pytest

from knowledge.base import KnowledgeBase
from knowledge.levels import LevelChoice, Levels
from knowledge.model import CoverageState, Level, LevelFile
from tests.knowledge.contents import TODAY, level

_FIRST, _LAST = date(2025, 7, 1), date(2026, 6, 30)
_FILE = {
    "checked_on": TODAY,
    "items": {"machinery": "Máy móc", "demo_model": "Mô hình"},
    "units": {"per_facility": "mỗi cơ sở"},
    "coverage": [],
}


def _levels(*rows: dict[str, Any]) -> Levels:
    return Levels(LevelFile.model_validate({**_FILE, "levels": rows}))


def _local(identity: str, **changes: Any) -> dict[str, Any]:
    return level(identity, **{"province": "gia-lai", "valid_from": None, **changes})


def _told(choice: LevelChoice) -> tuple[str | None, str | None, list[str]]:
    own, national = (row.id if row else None for row in (choice.own, choice.national))
    return own, national, [row.id for row in choice.old]


def _choose(*rows: dict[str, Any], area: str | None = None, on: date = TODAY) -> Any:
    return _told(_levels(level("lv-qg"), *rows).choose("machinery", "gia-lai", area, on))


@pytest.mark.parametrize(
    ("row", "own", "old"),
    [
        ({}, "lv", []),
        ({"use": "state_with_caution"}, "lv", []),
        ({"use": "do_not_state"}, None, []),
        ({"status": "draft"}, None, []),
        ({"status": "historic"}, None, []),
        ({"status": "replaced"}, None, []),
        ({"status": "unknown"}, None, ["lv"]),
        ({"status": "unknown", "use": "do_not_state"}, None, []),
        ({"province": "dak-lak"}, None, []),
        ({"province": "dak-lak", "status": "unknown"}, None, []),
        ({"item": "demo_model"}, None, []),
    ],
)
def test_a_row_is_told_only_when_it_is_the_provinces_own_and_holds(
    row: dict[str, Any], own: str | None, old: list[str]
) -> None:
    assert _choose(_local("lv", **row)) == (own, "lv-qg", old)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "on", "holds"),
    [
        (_FIRST, _LAST, date(2025, 6, 30), False),
        (_FIRST, _LAST, _FIRST, True),
        (_FIRST, _LAST, _LAST, True),
        (_FIRST, _LAST, date(2026, 7, 1), False),
        (None, _LAST, date(1999, 1, 1), True),
        (_FIRST, None, date(2099, 1, 1), True),
        (None, None, TODAY, True),
    ],
)
@pytest.mark.parametrize("status", ["in_force", "unknown"])
def test_a_row_holds_from_its_first_to_its_last_day(
    valid_from: date | None, valid_to: date | None, on: date, holds: bool, status: str
) -> None:
    own, _, old = _choose(_local("lv", valid_from=valid_from, valid_to=valid_to, status=status), on=on)
    assert (own or old) == ((["lv"] if status == "unknown" else "lv") if holds else [])


def test_the_national_ceiling_ends_on_its_last_day_too() -> None:
    ceiling = _levels(level("lv-qg", valid_from=_FIRST, valid_to=_LAST))
    days = (date(2025, 6, 30), _FIRST, _LAST, date(2026, 7, 1))
    told = [ceiling.choose("machinery", None, None, day).national is not None for day in days]
    assert told == [False, True, True, False]


def test_of_two_rows_that_follow_each_other_the_one_of_the_day_is_told() -> None:
    rows = (_local("lv-cu", valid_to=_LAST), _local("lv-moi", valid_from=date(2026, 7, 1)))
    assert _choose(*rows, on=_LAST)[0] == "lv-cu"
    assert _choose(*rows, on=date(2026, 7, 1))[0] == "lv-moi"


@pytest.mark.parametrize(
    ("row_area", "asked_area", "told"),
    [
        (None, None, True),
        (None, "binh-dinh", True),
        ("binh-dinh", "binh-dinh", True),
        ("binh-dinh", None, True),  # the person may be from there
        ("binh-dinh", "gia-lai", False),
    ],
)
@pytest.mark.parametrize("status", ["in_force", "unknown"])
def test_a_row_of_an_old_area_is_told_only_where_it_may_hold(
    row_area: str | None, asked_area: str | None, told: bool, status: str
) -> None:
    own, _, old = _choose(_local("lv", old_area=row_area, status=status), area=asked_area)
    assert bool(own or old) is told


def test_without_a_province_only_the_national_ceiling_is_told() -> None:
    table = _levels(level("lv-qg"), _local("lv"), _local("lv-cu", status="unknown"))
    assert _told(table.choose("machinery", None, None, TODAY)) == (None, "lv-qg", [])


@pytest.mark.parametrize("status", ["draft", "replaced", "historic", "unknown"])
def test_a_ceiling_that_is_not_in_force_is_none(status: str) -> None:
    table = _levels(level("lv-qg", status=status), level("lv-thu-hoi", scheme="recoverable"))
    assert table.choose("machinery", "gia-lai", None, TODAY).national is None


def test_an_unknown_item_has_no_level_at_all() -> None:
    assert _told(_levels(level("lv-qg")).choose("tractor", "gia-lai", None, TODAY)) == (None, None, [])


def test_the_offices_row_comes_before_the_shipped_one_and_only_for_its_province() -> None:
    shipped = _levels(level("lv-qg"), _local("lv"), _local("lv-dl", province="dak-lak"))
    office = Level.model_validate(_local("lv-don-vi-1", percent=45, document=None))
    table = shipped.with_office([office])
    assert _told(table.choose("machinery", "gia-lai", None, TODAY)) == ("lv-don-vi-1", "lv-qg", [])
    assert _told(table.choose("machinery", "gia-lai", "binh-dinh", TODAY))[0] == "lv-don-vi-1"
    assert _told(table.choose("machinery", "dak-lak", None, TODAY))[0] == "lv-dl"
    assert _told(shipped.choose("machinery", "gia-lai", None, TODAY))[0] == "lv"
    assert _told(table.with_office([]).choose("machinery", "gia-lai", None, TODAY))[0] == "lv"
    assert list(table.rows) == ["lv-qg", "lv", "lv-dl"]


def test_an_offices_row_that_ran_out_gives_way_to_the_shipped_one() -> None:
    office = Level.model_validate(_local("lv-don-vi-1", valid_to=_LAST))
    table = _levels(level("lv-qg"), _local("lv")).with_office([office])
    assert _told(table.choose("machinery", "gia-lai", None, TODAY))[0] == "lv"


def test_the_items_of_which_a_province_has_a_level_of_its_own() -> None:
    table = _levels(
        level("lv-qg"),
        level("lv-qg-mh", item="demo_model"),
        _local("lv"),
        _local("lv-mh", item="demo_model", status="unknown"),
    )
    assert [choice.item for choice in table.own_items("gia-lai", None, TODAY)] == ["machinery"]
    assert table.own_items("dak-lak", None, TODAY) == ()


# What the shipped table says on the day it was checked.


def _shipped(
    knowledge: KnowledgeBase, item: str, province: str, area: str | None = None
) -> tuple[str | None, str | None, list[str]]:
    return _told(knowledge.levels.choose(item, province, area, TODAY))


def test_dak_lak_has_a_model_of_its_own(knowledge: KnowledgeBase) -> None:
    choice = knowledge.levels.choose("demo_model", "dak-lak", None, TODAY)
    assert choice.own is not None
    assert (choice.own.percent, choice.own.cap_vnd, choice.own.province) == (30, 800_000_000, "dak-lak")
    assert choice.national is not None
    assert choice.national.cap_vnd == 1_000_000_000
    before = knowledge.levels.choose("demo_model", "dak-lak", None, date(2025, 7, 25))
    assert before.own is None


def test_dak_lak_has_no_machine_level_that_may_be_told(knowledge: KnowledgeBase) -> None:
    own, national, old = _shipped(knowledge, "machinery", "dak-lak")
    assert (own, old) == (None, [])
    assert national == "lv-qg-may-moc"


@pytest.mark.parametrize("item", ["machinery", "demo_model", "trademark"])
@pytest.mark.parametrize("area", [None, "binh-dinh", "gia-lai"])
def test_gia_lai_has_none_but_the_national_ceiling(
    knowledge: KnowledgeBase, item: str, area: str | None
) -> None:
    own, _, old = _shipped(knowledge, item, "gia-lai", area)
    assert (own, old) == (None, [])
    national = knowledge.levels.choose("machinery", "gia-lai", area, TODAY).national
    assert national is not None
    assert (national.percent, national.cap_vnd) == (50, 300_000_000)


@pytest.mark.parametrize(("area", "told"), [(None, True), ("hai-duong", True), ("hai-phong", False)])
def test_the_old_level_of_hai_duong_is_told_as_old_and_only_there(
    knowledge: KnowledgeBase, area: str | None, told: bool
) -> None:
    choice = knowledge.levels.choose("machinery", "hai-phong", area, TODAY)
    assert choice.own is None
    assert [(row.old_area, row.cap_vnd) for row in choice.old] == [("hai-duong", 250_000_000)] * told


def test_phu_tho_has_a_text_whose_levels_are_not_known(knowledge: KnowledgeBase) -> None:
    coverage = knowledge.levels.coverage("phu-tho")
    assert coverage is not None
    assert (coverage.state, coverage.document) == (CoverageState.TEXT_KNOWN, "nq-23-2025-phu-tho")
    for item in ("machinery", "demo_model"):
        assert _shipped(knowledge, item, "phu-tho", "hoa-binh")[0] is None
        assert _shipped(knowledge, item, "phu-tho", "hoa-binh")[2] == []


def test_the_draft_of_quang_ngai_and_the_history_of_can_tho_are_not_told(knowledge: KnowledgeBase) -> None:
    for province in ("quang-ngai", "can-tho", "lam-dong"):
        assert knowledge.levels.own_items(province, None, TODAY) == ()


def test_no_province_is_ever_told_the_level_of_another(knowledge: KnowledgeBase) -> None:
    for province in knowledge.places.provinces:
        for item in knowledge.levels.items:
            choice = knowledge.levels.choose(item, province.id, None, TODAY)
            rows = [row for row in (choice.own, *choice.old) if row]
            assert {row.province for row in rows} <= {province.id}
            assert choice.national is None or choice.national.province is None


def test_how_far_each_province_is_known_is_told_once(knowledge: KnowledgeBase) -> None:
    covered = [coverage.province for coverage in knowledge.levels.coverages]
    assert sorted(covered) == sorted(province.id for province in knowledge.places.provinces)
    assert knowledge.levels.coverage("sai-gon") is None
    for coverage in knowledge.levels.coverages:
        has_own = bool(knowledge.levels.own_items(coverage.province, None, TODAY))
        assert has_own is (coverage.state is CoverageState.PARTIAL), coverage.province
