"""Broken content and broken data are told, and never half used."""

import shutil
import sys
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR
from knowledge.places import dataset
from knowledge.places.communes import build_communes
from knowledge.places.content import load_place_content
from knowledge.places.dataset import read_dataset
from knowledge.places.places import Places
from knowledge.places.spelling import Speller


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT_DIR / "places", tmp_path / "places")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "written", "instead", "told"),
    [
        ("provinces", "now: gia-lai", "now: gia-lay", "binh-dinh: now: no province gia-lay"),
        ("provinces", "id: binh-dinh", "id: gia-lai", "gia-lai: id: appears twice"),
        ("provinces", "type: thanh_pho", "type: bang", "type_history.0.type: Input should be"),
        ("provinces", "from: 2026-09-01", "from: null", "quang-ninh: type_history: its days"),
        ("provinces", "  - province: dong-nai", "  - province: dong", "province: no province dong"),
        ("provinces", "checked_on:", "checked:", "checked_on: Field required"),
        ("wording", "  - Phú Thọ", "  - Phú Thị", "Phú Thị: -: no place has this name"),
        ("wording", "kind: phuong", "kind: Phường", "kind: String should match"),
        ("wording", "old_words:", "old_words: [", "places/wording.yaml: -: -: "),
    ],
)
def test_a_mistake_in_the_content_is_told(
    folder: Path, file: str, written: str, instead: str, told: str
) -> None:
    path = folder / "places" / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_place_content(folder)
    assert told in str(raised.value)


def test_missing_files_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as raised:
        Places.load(tmp_path)
    assert [problem.file for problem in raised.value.problems] == [
        "places/provinces.yaml",
        "places/wording.yaml",
    ]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("      - Dầu Giây", "      - Dầu Dây", "dong-nai: Dầu Dây: -: no such commune"),
        ("{name: Côn Đảo,", "{name: Hòn Cau,", "ho-chi-minh: Hòn Cau: -: no such commune"),
        ("name: Hồ Chí Minh\n", "name: Gia Định\n", "Hồ Chí Minh: -: no such province"),
        ("name: Kon Tum,", "name: Tân Cảnh,", "Kon Tum: -: no such old area"),
    ],
)
def test_content_that_does_not_fit_the_data_is_told(
    folder: Path, written: str, instead: str, told: str
) -> None:
    path = folder / "places" / "provinces.yaml"
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")
    content = load_place_content(folder)
    with pytest.raises(KnowledgeError) as raised:
        build_communes(read_dataset(), content.provinces, Speller())
    assert told in str(raised.value)


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "_PACKAGE", "no_such_package")
    with pytest.raises(KnowledgeError, match="no_such_package: -: -: the package is not installed"):
        read_dataset()


def test_a_package_of_another_shape_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "other_units" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").touch()
    (data / "converter_2025.json").write_text('{"DICT_PROVINCE_WARD_NO_DIVIDED": []}')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(dataset, "_PACKAGE", "other_units")
    with pytest.raises(
        KnowledgeError, match=r"other_units/converter_2025\.json: -: -: .*DICT_PROVINCE_WARD_NO_DIVIDED"
    ):
        read_dataset()


def test_the_package_is_read_without_being_imported(places: Places) -> None:
    assert places.communes
    assert "vietnamadminunits" not in sys.modules
    assert "shapely" not in sys.modules


def test_names_are_shown_in_the_spelling_of_today(places: Places) -> None:
    words = {word for commune in places.communes for word in commune.name.split()}
    assert {"Hòa", "Thủy", "Quý", "Hoàng"} <= words
    assert not {"Hoà", "Thuỷ", "Hoá", "(Xã)"} & words
