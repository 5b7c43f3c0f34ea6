"""The syllable grammar tells Vietnamese words from typing traces."""

import pytest

from knowledge.text.syllable import parse


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "giếng",
        "gì",
        "gìn",
        "giữa",
        "quyền",
        "quốc",
        "quýt",
        "khuya",
        "ngoằn",
        "thuở",
        "yêu",
        "ô",
        "đắn",
        "hòa",
    ],
)
def test_marked_syllables_are_recognised_and_written_unchanged(word: str) -> None:
    assert str(parse(word)) == word


@pytest.mark.parametrize("word", ["nghieng", "duoc", "quyen", "gi", "khuyen", "may", "u"])
def test_unmarked_syllables_are_recognised(word: str) -> None:
    assert str(parse(word)) == word


@pytest.mark.parametrize(
    "word", ["hoox", "trowj", "khoong", "htx", "cnc", "đuợc", "nghieen", "zalo", "càc", "300", ""]
)
def test_other_tokens_are_not_syllables(word: str) -> None:
    assert parse(word) is None


@pytest.mark.parametrize(
    ("typed", "written"), [("hoá", "hóa"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("toàn", "toàn")]
)
def test_tone_is_put_where_official_texts_put_it(typed: str, written: str) -> None:
    assert str(parse(typed)) == written
