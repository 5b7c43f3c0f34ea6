"""Text is made whole on the way in and cut to size on the way out, for every string there can be."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from handlers.text import MAX_QUESTION, clean, split, utf16_units

_LETTERS, _SIGNS = "aàạâ ấ\u0302\u0301\u0309\u031bđĐ.", "🏭👩🌾𝒦\ud83d\udc4d\ufffd"
_UNSEEN = "\n\t\r\x00\x07\x85\x9f\u200b\u200d\u202e\u2066\ufeff"
texts = st.text(st.one_of(st.sampled_from(_LETTERS + _SIGNS + _UNSEEN), st.characters(exclude_categories=[])))
whole_texts = st.text(
    st.one_of(st.sampled_from("aàấ đ\n\t.🏭👩\u200d🌾𝒦\u0301"), st.characters(exclude_categories=["Cs"]))
)


@given(texts)
@example("a\x00\u0301")  # the accent meets its letter only when the control character is gone
@example("\ud83d\udc4d")  # two halves of one sign
@example("\ud83d")
def test_clean_text_is_composed_printable_and_storable(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [mark for mark in cleaned if unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t"]
    assert cleaned == cleaned.strip()
    assert cleaned.encode().decode() == cleaned


@given(texts)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_cleaning_loses_nothing_that_can_be_read(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text).strip()


def test_decomposed_vietnamese_becomes_what_keyboards_write() -> None:
    for word in ("hỗ trợ", "khuyến công", "nghề truyền thống", "Đắk Lắk"):
        assert clean(unicodedata.normalize("NFD", word)) == word


def test_emoji_zero_width_and_right_to_left_marks_survive() -> None:
    for text in ("👩‍🌾 nhà nông", "một\u200bhai", "\u202eđảo\u202c", "🇻🇳", "❤\ufe0f"):
        assert clean(text) == text


def test_halves_of_signs_are_replaced_and_never_break_the_text() -> None:
    assert clean("a\ud83db") == "a\ufffdb"
    assert clean("\ud83d\udc4d") == "👍"


def test_a_question_is_cut_to_its_longest_length() -> None:
    assert len(clean("x" * 100_000)) == MAX_QUESTION
    assert len(clean("🏭" * 100_000)) == MAX_QUESTION
    assert clean("\x00" * 100_000) == ""


@given(whole_texts, st.integers(2, 60))
@example(" " * 20 + "a", 5)
@example("a" + " " * 200 + "b", 5)
@example("🏭" * 9, 3)
@example("", 10)
def test_parts_fit_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    parts = list(split(text, limit))
    assert all(utf16_units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(parts) or parts == [""]


@given(whole_texts, st.integers(2, 60))
def test_a_text_that_fits_is_one_part(text: str, limit: int) -> None:
    if utf16_units(text.strip()) <= limit:
        assert list(split(text, limit)) == [text.strip()]


def test_a_cut_is_made_at_the_widest_gap_near_the_end() -> None:
    assert list(split("Đoạn một.\n\nĐoạn hai ở đây.", 20)) == ["Đoạn một.", "Đoạn hai ở đây."]
    assert list(split("dòng một\ndòng hai ba", 15)) == ["dòng một", "dòng hai ba"]
    assert list(split("Câu một. Câu hai dài.", 15)) == ["Câu một.", "Câu hai dài."]
    assert list(split("không có dấu chấm nào", 11)) == ["không có", "dấu chấm", "nào"]
    assert list(split("liềnmộtmạchkhônghở", 6)) == ["liềnmộ", "tmạchk", "hônghở"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_units_are_counted_as_platforms_count_them(text: str) -> None:
    assert utf16_units(text) == sum(2 if ord(mark) > 0xFFFF else 1 for mark in text)
