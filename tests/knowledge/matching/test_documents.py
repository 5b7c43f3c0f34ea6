"""Off-topic examples are read from the language folder."""

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.matching.documents import load_off_topic
from knowledge.matching.matcher import Document


def test_each_subject_becomes_a_document(tmp_path: Path) -> None:
    (tmp_path / "off_topic.yaml").write_text("the-thao: [bóng đá, đội nào thắng]", encoding="utf-8")
    assert load_off_topic(tmp_path) == (Document("the-thao", "bóng đá", ("đội nào thắng",), ""),)


@pytest.mark.parametrize("text", ["", "- a", "a: []", "a: 1", "a: ["])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "off_topic.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"off_topic\.yaml"):
        load_off_topic(tmp_path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"off_topic\.yaml"):
        load_off_topic(tmp_path)
