"""Folding makes marked and unmarked spellings equal."""

import unicodedata

import pytest

from knowledge.text.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đề án khuyến công", "de an khuyen cong"),
        ("ƯU TIÊN ĐỐI TƯỢNG", "uu tien doi tuong"),
        ("may moc", "may moc"),
        ("", ""),
        ("300.000.000 đồng", "300.000.000 dong"),
    ],
)
def test_removes_marks_and_case(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_composed_and_decomposed_text_fold_alike() -> None:
    text = "Hợp tác xã được hỗ trợ"
    assert fold(unicodedata.normalize("NFD", text)) == fold(text) == "hop tac xa duoc ho tro"


@pytest.mark.parametrize("text", ["한국어", "日本語", "😂", "\ud800", "\x00"])
def test_other_scripts_and_broken_text_keep_their_shape(text: str) -> None:
    assert fold(text) == text
