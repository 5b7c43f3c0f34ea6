"""A name is shown in one harmless line, whatever came."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.attachments.names import LONGEST_NAME, shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Giấy phép kinh doanh.pdf", "Giấy phép kinh doanh.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Sáu\\đơn.docx", "đơn.docx"),
        ("a\r\nSet-Cookie: x=1\0.pdf", "a Set-Cookie: x=1.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("zero\u200bwidth\ufeff.png", "zerowidth.png"),
        ("  many \t spaces\u2028here .jpg ", "many spaces here .jpg"),
        (unicodedata.normalize("NFD", "Ảnh xưởng.jpg"), "Ảnh xưởng.jpg"),
        ("\ud800half.pdf", "half.pdf"),
        ("", ""),
        ("../", ""),
        ("\u202e\u200f", ""),
    ],
)
def test_a_name_is_cleaned(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_beginning_and_its_ending() -> None:
    shown = shown_name("x" * 300 + ".docx")
    assert len(shown) == LONGEST_NAME
    assert shown.endswith("x….docx")
    assert len(shown_name("." * 4096)) <= LONGEST_NAME
    assert len(shown_name("a." + "b" * 4096)) <= LONGEST_NAME


@given(st.text(max_size=300) | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Lo"])))
def test_any_name_becomes_one_short_printable_line(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= LONGEST_NAME
    assert shown.isprintable()
    assert not set(shown) & set("/\\")
    assert unicodedata.is_normalized("NFC", shown)
    assert shown_name(shown) == shown
