"""The house's small formatting language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.markup import Span, Style, plain, spans

PLAIN, BOLD, ITALIC = Style.PLAIN, Style.BOLD, Style.ITALIC
marked = st.text(st.sampled_from("ab *_\n<é"), max_size=40)


def test_bold_and_italic_stand_between_plain_words() -> None:
    assert list(spans("Mức **50%**, __Điều 8__.")) == [
        Span("Mức ", PLAIN),
        Span("50%", BOLD),
        Span(", ", PLAIN),
        Span("Điều 8", ITALIC),
        Span(".", PLAIN),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "chữ thường", "5 * 3 = 15", "** lẻ", "tên_file_dài", "__lẻ", "****", "____", "**a\nb**", "<b>"],
)
def test_marks_that_do_not_pair_stay_as_they_are(text: str) -> None:
    assert plain(text) == text
    assert {span.style for span in spans(text)} <= {PLAIN}


def test_plain_text_is_the_words_without_their_marks() -> None:
    assert plain("**Lưu ý:** __xem__ thêm") == "Lưu ý: xem thêm"


@given(marked)
def test_spans_are_never_empty_and_keep_every_letter(text: str) -> None:
    found = list(spans(text))
    assert all(span.text for span in found)
    assert re.sub(r"[*_]", "", plain(text)) == re.sub(r"[*_]", "", text)


@given(marked)
def test_styled_spans_stay_on_one_line(text: str) -> None:
    assert not any("\n" in span.text for span in spans(text) if span.style is not PLAIN)


@given(st.text(st.characters(exclude_characters="*_", exclude_categories=["Cs"])))
def test_text_without_marks_is_one_plain_span(text: str) -> None:
    assert list(spans(text)) == ([Span(text, PLAIN)] if text else [])
