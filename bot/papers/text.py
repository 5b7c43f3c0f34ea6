"""What people wrote, as a document can carry it."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # in XML
_TURNS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # of direction: they show a number from its end
_UNFIT = re.compile(f"[{_FORBIDDEN}{_TURNS}]")


def plain(text: str) -> str:
    """The same to the eye: every kind of line end is "\\n", and what no document may hold is left out."""
    return unicodedata.normalize("NFC", _UNFIT.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """The same, with any blank between two words as one space."""
    return " ".join(plain(text).split())
