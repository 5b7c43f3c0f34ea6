"""The office's own file: read at the start and whenever it changes; a broken one leaves what was read before."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import House
from bot.schedule import start_schedule
from knowledge.base import KnowledgeBase
from tests.support.clock import HandClock
from tests.support.houses import Person, open_test_house
from tests.support.source import ROOT

_CENTRE = {
    "ten_trung_tam": "Trung tâm Khuyến công Thử {dia_chi}",
    "dia_chi": "12 đường Thử",
    "dien_thoai": "0269 3000 000",
}
_ASKED = "số điện thoại trung tâm khuyến công"
_TEMPLATE = ROOT / "docs/thong-tin-don-vi.mau.yaml"
_MACHINE = "mua máy được hỗ trợ bao nhiêu"
_LEVEL = {
    "noi_dung": "machinery",
    "ty_le": "45%",
    "toi_da_vnd": "123.000.000",
    "don_vi_tinh": "per_facility",
    "van_ban": "9/2026/NQ-HĐND",
    "dieu": "Điều 5",
    "tu_ngay": "01/01/2026",
    "nguon": "bản gốc tại đơn vị",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "don-vi.yaml"


@pytest.fixture
async def house(
    sqlite_url: str, path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    """On one database: nothing of the office is stored."""
    async with open_test_house(sqlite_url, path.parent, clock, knowledge) as opened:
        yield opened


def write(path: Path, content: dict[str, Any] | bytes) -> None:
    if isinstance(content, dict):
        content = yaml.safe_dump(content, allow_unicode=True).encode()
    path.write_bytes(content)


def take_away(path: Path) -> None:
    path.unlink()


async def test_what_the_office_tells_is_answered_without_a_restart(house: House, path: Path) -> None:
    person = Person(house)
    before = await person.asks(_ASKED)
    write(path, _CENTRE)
    assert await person.asks(_ASKED) == before
    await house.look_at_office()
    after = await person.asks(_ASKED)
    assert "Trung tâm Khuyến công Thử {dia_chi}." in after  # braces in a fact are only braces
    assert "- Điện thoại: 0269 3000 000" in after
    assert house.knowledge.phrase("unknown_part", text="") not in after


async def test_a_changed_fact_and_a_file_taken_away_are_noticed(house: House, path: Path) -> None:
    person = Person(house)
    write(path, _CENTRE)
    await house.look_at_office()
    write(path, {**_CENTRE, "dien_thoai": "0269 3999 999"})
    await house.look_at_office()
    assert "0269 3999 999" in await person.asks(_ASKED)
    take_away(path)
    await house.look_at_office()
    assert "0269" not in await person.asks(_ASKED)


async def test_a_file_that_is_there_at_the_start_is_known_from_the_first_answer(
    sqlite_url: str, path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    write(path, _CENTRE)
    async with open_test_house(sqlite_url, path.parent, clock, knowledge) as house:
        assert "0269 3000 000" in await Person(house).asks(_ASKED)


async def test_a_broken_file_leaves_the_last_good_facts_and_tells_no_value_to_the_log(
    house: House, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    write(path, _CENTRE)
    await house.look_at_office()
    write(path, {**_CENTRE, "dien_thoai": "bi-mat-0123", "gio_truc": "Tối nay …"})
    await house.look_at_office()
    await house.look_at_office()
    assert "0269 3000 000" in await Person(house).asks(_ASKED)
    refused = [record for record in caplog.records if record.message == "office_file_refused"]
    (record,) = refused  # once for each state of the file
    assert record.levelno == logging.ERROR
    assert sorted(record.__dict__["fields"]) == ["dien_thoai", "gio_truc"]
    assert "bi-mat" not in str([each.__dict__ for each in caplog.records])


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe", b"- 1", b"ten_don_vi: a\nten_don_vi: b", b"x: 1"])
async def test_the_house_opens_beside_a_broken_file(
    sqlite_url: str, path: Path, clock: HandClock, knowledge: KnowledgeBase, content: bytes
) -> None:
    write(path, content)
    async with open_test_house(sqlite_url, path.parent, clock, knowledge) as house:
        assert await Person(house).asks(_MACHINE)
        write(path, _CENTRE)
        await house.look_at_office()
        assert "0269 3000 000" in await Person(house).asks(_ASKED)


async def test_the_level_of_the_office_counts_for_its_province_and_for_no_other(
    house: House, path: Path
) -> None:
    write(path, {"tinh": "gia-lai", "muc_ho_tro": [_LEVEL]})
    own, other = Person(house, "own"), Person(house, "other")
    for person, home in ((own, "em ở Bình Định cũ"), (other, "em ở Khánh Hòa")):
        await person.asks(home)
        assert "123.000.000" not in await person.asks(_MACHINE)
    await house.look_at_office()
    told = await own.asks(_MACHINE)
    assert "không quá 45%, tối đa 123.000.000 đồng mỗi cơ sở (9/2026/NQ-HĐND, Điều 5, từ 01/01/2026)" in told
    assert "Mức của địa phương cho" not in told
    assert "123.000.000" not in await other.asks(_MACHINE)


async def test_the_level_of_the_office_wins_over_the_one_from_the_press(house: House, path: Path) -> None:
    person = Person(house)
    await person.asks("em ở Đắk Lắk")
    assert "800.000.000" in await person.asks("mô hình trình diễn được bao nhiêu")
    write(path, {"tinh": "dak-lak", "muc_ho_tro": [{**_LEVEL, "noi_dung": "demo_model"}]})
    await house.look_at_office()
    told = await person.asks("mô hình trình diễn được bao nhiêu")
    assert "123.000.000" in told
    assert "800.000.000" not in told.partition("Căn cứ")[0]


async def test_the_template_as_it_is_tells_nothing_and_breaks_nothing(house: House, path: Path) -> None:
    before = await Person(house).asks(_ASKED)
    write(path, _TEMPLATE.read_bytes())
    await house.look_at_office()
    assert await Person(house).asks(_ASKED) == before


async def test_the_clock_looks_at_the_file_by_itself(house: House) -> None:
    schedule = start_schedule(house)
    try:
        assert schedule.get_job("office").trigger.interval.total_seconds() <= 60
    finally:
        schedule.shutdown(wait=False)
