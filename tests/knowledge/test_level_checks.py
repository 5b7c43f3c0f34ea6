"""The table of levels: what each row names exists, and no two rows say different things of one day."""

from datetime import date
from typing import Any

import pytest

from tests.knowledge.conftest import Found
from tests.knowledge.contents import Place, level, some_files, with_change

_FILE = "sources/levels.yaml"
_NEW_YEAR, _LAST = date(2026, 1, 1), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("levels", 1, "item"), "tractor", "lv-gia-lai: item: no item called tractor"),
        (("levels", 1, "unit"), "per_cow", "lv-gia-lai: unit: no unit called per_cow"),
        (("levels", 1, "document"), "nq-1-1999", "lv-gia-lai: document: no document called nq-1-1999"),
        (("levels", 1, "province"), "sai-gon", "lv-gia-lai: province: no province called sai-gon"),
        (("levels", 1, "old_area"), "ha-tay", "lv-gia-lai: old_area: no old area called ha-tay"),
        (("coverage", 0, "province"), "sai-gon", "sai-gon: coverage: no province called sai-gon"),
        (("coverage", 0, "document"), "nq-1-1999", "gia-lai: coverage: no document called nq-1-1999"),
    ],
)
def test_a_name_that_nothing_has_is_told(found: Found, place: Place, value: str, told: str) -> None:
    assert found(with_change((_FILE, *place), value)) == [f"{_FILE}: {told}"]


def _with_rows(*rows: dict[str, Any]) -> dict[str, Any]:
    files = some_files()
    files[_FILE]["levels"] += rows
    return files


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"percent": 50},  # the same figure twice is no better
        {"valid_from": None},
        {"valid_from": date(2026, 12, 31)},
        {"valid_to": date(2018, 5, 11)},  # the day on which the first begins
        {"use": "state_with_caution"},
    ],
)
def test_two_levels_in_force_on_one_day_are_told(found: Found, other: dict[str, Any]) -> None:
    files = _with_rows(level("lv-khac", **{"province": "gia-lai", "percent": 45, **other}))
    assert found(files) == [f"{_FILE}: lv-khac: valid_from: in force at the same time as lv-gia-lai"]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "draft"},
        {"status": "replaced"},
        {"status": "historic"},
        {"status": "unknown"},
        {"use": "do_not_state"},
        {"item": "demo_model"},
        {"scheme": "recoverable"},
        {"province": "dak-lak"},
        {"old_area": "binh-dinh"},
        {"valid_to": date(2018, 5, 10)},  # the day before the first begins
    ],
)
def test_levels_that_cannot_be_told_together_do_not_contradict(found: Found, other: dict[str, Any]) -> None:
    assert found(_with_rows(level("lv-khac", **{"province": "gia-lai", "percent": 45, **other}))) == []


def test_a_new_level_may_follow_an_old_one_on_the_next_day(found: Found) -> None:
    files = _with_rows(
        level("lv-cu", item="demo_model", valid_to=_LAST),
        level("lv-moi", item="demo_model", valid_from=_NEW_YEAR),
    )
    assert found(files) == []
    files[_FILE]["levels"][-1]["valid_from"] = _LAST
    assert len(found(files)) == 1
