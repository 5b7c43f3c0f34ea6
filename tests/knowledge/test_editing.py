"""What the editors' tools do to the file of an entry, and what they refuse; on a copy of the shipped content."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.editing import alike, attach
from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR, load_content
from knowledge.text.normalise import Normaliser

_ENTRY, _FILE = "binh-chon-la-gi", "entries/binh-chon.yaml"
_ADDED = ["thi san pham lang minh", 'hỏi: "bình chọn" là chi # hả?']


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT_DIR, tmp_path / "content")


def test_attached_questions_stand_last_in_their_entry_and_nothing_else_changes(content: Path) -> None:
    before = (content / _FILE).read_text(encoding="utf-8").splitlines()
    known = load_content(content).entries[_ENTRY].questions
    attach(content, _ENTRY, _ADDED)
    after = (content / _FILE).read_text(encoding="utf-8").splitlines()
    assert list(load_content(content).entries[_ENTRY].questions) == [*known, *_ADDED]
    first = next(place for place, line in enumerate(after) if line not in before)
    assert after[:first] + after[first + len(_ADDED) :] == before
    assert not list(content.rglob("*.part"))


@pytest.mark.parametrize(("entry", "question"), [("khong-co-muc-nay", "mua máy"), (_ENTRY, "")])
def test_what_would_not_load_is_refused_and_the_file_stays(content: Path, entry: str, question: str) -> None:
    before = (content / _FILE).read_bytes()
    with pytest.raises(KnowledgeError):
        attach(content, entry, [question])
    assert (content / _FILE).read_bytes() == before


def test_two_entries_that_nearly_share_a_question_are_found(content: Path) -> None:
    loaded = load_content(content)
    ours, other = list(loaded.entries.values())[:2]
    few = {
        ours.id: ours.model_copy(update={"questions": ("san pham cua lang em thi duoc khong",)}),
        other.id: other.model_copy(
            update={"questions": ("san pham cua lang em thi duoc khong a", "chuyện khác")}
        ),
    }
    found = list(alike(replace(loaded, entries=few), Normaliser.load(content / "language")))
    assert [(each.entry, each.other_entry) for each in found] == [(other.id, ours.id)]


def test_trying_a_question_shows_its_candidates_and_thresholds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", "ho tro mua may bao nhieu tien"]) == 0
    assert "ho-tro-may-moc" in capsys.readouterr().out
