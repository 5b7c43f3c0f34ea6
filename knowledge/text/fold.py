"""Folding: the form in which words with and without Vietnamese marks are equal."""

import unicodedata

_D = str.maketrans("đĐ", "dd")


def fold(text: str) -> str:
    """Lower case without marks, đ as d; letters of other scripts keep their shape."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter)
    )
    return unicodedata.normalize("NFC", bare).translate(_D)
