"""The word lists are files that editors own; mistakes are named."""

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.text.words import load_word_lists


def _write(folder: Path, **files: str) -> Path:
    for name in ("abbreviations", "ambiguous", "regional", "loanwords"):
        (folder / f"{name}.yaml").write_text(files.get(name, "{}"), encoding="utf-8")
    return folder


def test_lists_are_merged_into_phrases(tmp_path: Path) -> None:
    folder = _write(
        tmp_path, abbreviations="cty: công ty", ambiguous="hd: [hóa đơn, hợp đồng]", loanwords="keep: [wifi]"
    )
    lists = load_word_lists(folder)
    assert lists.phrases == {("cty",): ("công", "ty"), ("hd",): ("hóa", "đơn", "hợp", "đồng")}
    assert lists.keep == {"wifi"}


def test_a_phrase_in_two_lists_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"ambiguous\.yaml: hd"):
        load_word_lists(_write(tmp_path, abbreviations="hd: hóa đơn", ambiguous="hd: [hợp đồng]"))


@pytest.mark.parametrize("text", ["- a", "a: [", "just words"])
def test_a_file_that_is_no_mapping_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"regional\.yaml"):
        load_word_lists(_write(tmp_path, regional=text))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"abbreviations\.yaml"):
        load_word_lists(tmp_path)
