"""Codes of data requests: as those of applications, yet none of the two is ever taken for the other."""

import re

from handlers.applications.codes import find_code, new_code, shown

_PREFIX = "YC"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHIFT = 16  # of the check letter: what is right for a request is wrong for an application
_CODE = re.compile(
    r"(?<![0-9A-Za-z])YC[ -]{0,2}([0-9A-Z]{4})[ -]?([0-9A-Z]{4})[ -]?([0-9A-Z]{4})(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def new_request_code() -> str:
    """A code as it is stored, from the system's own randomness."""
    return _shifted(new_code())


def shown_request(code: str) -> str:
    """As people read and type it: YC-7Q4M-2X9T-1B5K."""
    return shown(code, _PREFIX)


def find_request_code(text: str) -> str | None:
    """The first request code in a text, as it is stored."""
    for found in _CODE.finditer(text):
        code = find_code(_shifted("".join(found.groups()).upper()))
        if code is not None:
            return _shifted(code)
    return None


def _shifted(code: str) -> str:
    """With the other check letter; doing it twice gives the code back."""
    place = _LETTERS.find(code[-1])
    return code if place < 0 else code[:-1] + _LETTERS[(place + _SHIFT) % len(_LETTERS)]
