"""The loader: what is right is read, and every mistake is told with file, entry and field."""

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError, Problem
from knowledge.loader import load_content, load_sources
from tests.knowledge.contents import (
    BAO_BI,
    MAY,
    MO_HINH,
    REMOVED,
    TODAY,
    Files,
    Place,
    in_entry,
    questions,
    some_files,
    with_change,
    write,
)

_MAY, _BAO_BI = "entries/may.yaml", "entries/nhan-hieu.yaml"


def _problems(folder: Path, files: Files) -> list[Problem]:
    """What the loader finds in content and sources."""
    write(folder, files)
    found: list[Problem] = []
    for load in (load_content, load_sources):
        try:
            load(folder)
        except KnowledgeError as error:
            found.extend(error.problems)
    return found


def test_right_content_is_read_whole_and_in_order(tmp_path: Path) -> None:
    folder = write(tmp_path, some_files())
    content, sources = load_content(folder), load_sources(folder)
    assert list(content.entries) == [MAY, MO_HINH, BAO_BI]
    assert content.files == {MAY: _MAY, MO_HINH: _MAY, BAO_BI: _BAO_BI}
    assert content.groups == {"may": (MAY, MO_HINH), "nhan-hieu": (BAO_BI,)}
    assert list(content.registry.documents) == ["tt-28-2018", "tt-26-2014"]
    assert list(content.levels.rows) == ["lv-may", "lv-gia-lai"]
    assert dict(content.levels.items) == {"machinery": "Máy móc", "demo_model": "Mô hình trình diễn"}
    assert content.registry.checked_on == content.levels.checked_on == TODAY
    assert content.caution == ("theo báo", "hỏi lại")
    assert content.phrases == {"unknown": "Chưa rõ: {text}"}
    assert content.commands == {"help": ("trợ giúp", "help")}
    assert (list(sources.facts), list(sources.rules)) == (["f-may"], ["r-chua-co-so"])


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (in_entry("colour"), "đỏ", f"{_MAY}: {MAY}: colour:"),
        (in_entry("citations", 0, "page"), 3, f"{_MAY}: {MAY}: citations.0.page:"),
        (in_entry("id"), REMOVED, f"{_MAY}: entry 1: id:"),
        (in_entry("id"), "Mua Máy", f"{_MAY}: Mua Máy: id:"),
        (in_entry("answer"), REMOVED, f"{_MAY}: {MAY}: answer:"),
        (in_entry("answer"), "", f"{_MAY}: {MAY}: answer:"),
        (in_entry("answer"), "a" * 601, f"{_MAY}: {MAY}: answer:"),
        (in_entry("questions"), questions("mua máy")[:9], f"{_MAY}: {MAY}: questions:"),
        (in_entry("questions", 3), "", f"{_MAY}: {MAY}: questions.3:"),
        (in_entry("citations"), [], f"{_MAY}: {MAY}: citations:"),
        (in_entry("citations", 0, "basis"), [], f"{_MAY}: {MAY}: citations.0.basis:"),
        (in_entry("citations", 0, "document"), REMOVED, f"{_MAY}: {MAY}: citations.0:"),
        (in_entry("citations", 0, "press"), "một tờ báo", f"{_MAY}: {MAY}: citations.0:"),
        (in_entry("checked_on"), "hôm qua", f"{_MAY}: {MAY}: checked_on:"),
        (in_entry("review_on"), None, f"{_MAY}: {MAY}: review_on:"),
        (in_entry("audience", 0), "dog", f"{_MAY}: {MAY}: audience.0:"),
        (in_entry("example_figures"), [300], f"{_MAY}: {MAY}: example_figures.0:"),
        (in_entry("operator"), {"needs": [], "answer": "Số máy."}, f"{_MAY}: {MAY}: operator.needs:"),
        ((_MAY, "group"), REMOVED, f"{_MAY}: -: group:"),
        ((_MAY, "entries"), [], f"{_MAY}: -: entries:"),
        ((_MAY, "entries", 2), "mua máy", f"{_MAY}: entry 3: -:"),
        ((_BAO_BI, "entries", 0, "id"), MAY, f"{_BAO_BI}: {MAY}: id: already in {_MAY}"),
        (
            ("sources/documents.yaml", "documents", 0, "status"),
            "old",
            "sources/documents.yaml: tt-28-2018: status:",
        ),
        (
            ("sources/documents.yaml", "documents", 1, "id"),
            "tt-28-2018",
            "sources/documents.yaml: tt-28-2018: id:",
        ),
        (("sources/documents.yaml", "documents"), None, "sources/documents.yaml: -: documents:"),
        (("sources/facts.yaml", "facts", 0, "use"), "perhaps", "sources/facts.yaml: f-may: use:"),
        (
            ("sources/facts.yaml", "rules", 0, "statement"),
            REMOVED,
            "sources/facts.yaml: r-chua-co-so: statement:",
        ),
        (("sources/facts.yaml", "rules"), "nói thật", "sources/facts.yaml: -: rules:"),
        (("sources/levels.yaml", "levels", 0, "percent"), "một nửa", "sources/levels.yaml: lv-may: percent:"),
        (("sources/levels.yaml", "levels", 0), "lv-may", "sources/levels.yaml: level 1: -:"),
        (("sources/levels.yaml", "levels", 0, "status"), "soon", "sources/levels.yaml: lv-may: status:"),
        (("sources/levels.yaml", "levels", 0, "cap_vnd"), 1.5, "sources/levels.yaml: lv-may: cap_vnd:"),
        (("sources/levels.yaml", "levels", 0, "unit"), REMOVED, "sources/levels.yaml: lv-may: unit:"),
        (("sources/levels.yaml", "levels", 1, "id"), "lv-may", "sources/levels.yaml: lv-may: id: appears"),
        (("sources/levels.yaml", "checked_on"), REMOVED, "sources/levels.yaml: -: checked_on:"),
        (("sources/levels.yaml", "items"), ["machinery"], "sources/levels.yaml: -: items:"),
        (
            ("sources/levels.yaml", "units", "per_facility"),
            None,
            "sources/levels.yaml: -: units.per_facility:",
        ),
        (("sources/levels.yaml", "coverage"), REMOVED, "sources/levels.yaml: -: coverage:"),
        (("sources/levels.yaml", "coverage", 0, "state"), "full", "sources/levels.yaml: coverage 1: state:"),
        (("sources/levels.yaml", "notes"), "", "sources/levels.yaml: -: notes:"),
        (("language/caution.yaml", "caution"), [], "language/caution.yaml: -: caution:"),
        (("language/caution.yaml", "caution"), "theo báo", "language/caution.yaml: -: caution:"),
        (("language/caution.yaml", "caution", 0), "", "language/caution.yaml: caution 1: -:"),
        (("language/caution.yaml", "words"), ["có nơi"], "language/caution.yaml: -: words:"),
        (("language/phrases.yaml", "unknown"), 5, "language/phrases.yaml: -: unknown:"),
        (("language/commands.yaml", "help"), None, "language/commands.yaml: -: help:"),
        (("language/commands.yaml", "help"), "trợ giúp", "language/commands.yaml: -: help:"),
    ],
)
def test_a_mistake_is_told_with_file_entry_and_field(
    tmp_path: Path, place: Place, value: object, told: str
) -> None:
    (problem,) = _problems(tmp_path, with_change(place, value))
    assert str(problem).startswith(told)
    assert problem.message


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (_MAY, "group: [", "entries/may.yaml: -: -:"),
        (_MAY, "- group", "entries/may.yaml: -: -: the file must be a mapping"),
        (_MAY, "a: 2026-02-31", "entries/may.yaml: -: -: day is out of range"),
        (_MAY, "", "entries/may.yaml: -: -: the file must be a mapping"),
        (_MAY, "a: !!python/object/apply:os.getcwd []", "entries/may.yaml: -: -: could not determine"),
        ("sources/documents.yaml", "documents: {", "sources/documents.yaml: -: -:"),
        ("sources/facts.yaml", "\tfacts:", "sources/facts.yaml: -: -:"),
        ("language/phrases.yaml", "5", "language/phrases.yaml: -: -: the file must be a mapping"),
        ("language/commands.yaml", "\x00", "language/commands.yaml: -: -:"),
        ("language/caution.yaml", "[]", "language/caution.yaml: -: -: the file must be a mapping"),
        ("language/caution.yaml", "{}", "language/caution.yaml: -: caution: Field required"),
        ("sources/levels.yaml", "levels: [", "sources/levels.yaml: -: -:"),
        (_MAY, "group: may\ngroup: may-moc", "entries/may.yaml: -: -: 'group' is written twice"),
        (_MAY, "entries: [{id: a, title: b, id: c}]", "entries/may.yaml: -: -: 'id' is written twice"),
        ("language/phrases.yaml", "a: x\nb: y\na: z", "language/phrases.yaml: -: -: 'a' is written twice"),
        (
            "language/commands.yaml",
            "no: [a]\nNo: [b]",
            "language/commands.yaml: -: -: False is written twice",
        ),
        ("sources/facts.yaml", "facts: []\nfacts: []", "sources/facts.yaml: -: -: 'facts' is written twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path, file: str, text: str, told: str) -> None:
    (problem,) = _problems(tmp_path, some_files() | {file: text})
    assert str(problem).startswith(told)


def test_a_missing_or_unreadable_file_is_told_by_name(tmp_path: Path) -> None:
    folder = write(tmp_path, some_files())
    (folder / "sources/facts.yaml").unlink()
    (folder / "sources/levels.yaml").unlink()
    (folder / "language/phrases.yaml").write_bytes(b"unknown: \xff\n")
    with pytest.raises(KnowledgeError, match=r"facts\.yaml"):
        load_sources(folder)
    with pytest.raises(KnowledgeError) as refused:
        load_content(folder)
    assert [each.file for each in refused.value.problems] == ["sources/levels.yaml", "language/phrases.yaml"]


def test_no_phrases_and_no_commands_are_read_as_none(tmp_path: Path) -> None:
    folder = write(tmp_path, some_files() | {"language/phrases.yaml": {}, "language/commands.yaml": {}})
    content = load_content(folder)
    assert (content.phrases, content.commands) == ({}, {})


def test_where_a_key_is_written_twice_is_told(tmp_path: Path) -> None:
    text = "unknown: a\nwelcome:\n  b: 1\n  c: 2\n  b: 3\n"
    (problem,) = _problems(tmp_path, some_files() | {"language/phrases.yaml": text})
    assert "'b' is written twice" in problem.message
    assert "line 3" in problem.message


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    files = with_change(in_entry("answer"), "")
    files[_MAY]["entries"][0]["colour"] = "đỏ"
    files["sources/documents.yaml"]["documents"][1]["number"] = None
    told = [f"{problem.file}: {problem.field}" for problem in _problems(tmp_path, files)]
    assert told == [f"{_MAY}: answer", f"{_MAY}: colour", "sources/documents.yaml: number"]
