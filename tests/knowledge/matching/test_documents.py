"""What the matcher searches: entries as documents, and off-topic examples from the language folder."""

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.loader import load_content
from knowledge.matching.documents import as_documents, load_off_topic
from knowledge.matching.matcher import Document
from tests.knowledge.contents import MAY, some_files, write


def test_each_subject_becomes_a_document(tmp_path: Path) -> None:
    (tmp_path / "off_topic.yaml").write_text("the-thao: [bóng đá, đội nào thắng]", encoding="utf-8")
    assert load_off_topic(tmp_path) == (Document("the-thao", "bóng đá", ("đội nào thắng",), ""),)


def test_an_entry_is_searched_by_its_title_its_examples_and_its_answer(tmp_path: Path) -> None:
    entry = load_content(write(tmp_path, some_files())).entries[MAY]
    (document,) = as_documents([entry])
    assert document == Document(MAY, entry.title, entry.questions, entry.answer)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [b]\nc: [d]\na: [e]", "'a' is written twice"),
        ("a: [b, '']", "a 2"),
        ("a: [b, no]", "a 2"),
        ("a: []", "a: "),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "off_topic.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told):
        load_off_topic(tmp_path)


def test_the_shipped_subjects_are_many_and_large() -> None:
    subjects = load_off_topic()
    assert len(subjects) >= 40
    assert sum(len(subject.questions) + 1 for subject in subjects) >= 1_500
    assert all(subject.body == "" for subject in subjects)


@pytest.mark.parametrize("text", ["", "- a", "a: []", "a: 1", "a: ["])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "off_topic.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"off_topic\.yaml"):
        load_off_topic(tmp_path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"off_topic\.yaml"):
        load_off_topic(tmp_path)
