"""Codes of applications: short to type, impossible to guess, and wrong ones are told from right ones.

Twelve of Crockford's letters, the last of them a check. A code has at least two digits, so that words are none:
54 bits of chance are left.
"""

import re
import secrets

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_LETTERS, _LEAST_DIGITS = 11, 2
_GROUP = 4
_PREFIX = "KC"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE = re.compile(
    r"(?<![0-9A-Za-z])(?:KC[ -]{0,2})?([0-9A-TV-Z]{4})[ -]?([0-9A-TV-Z]{4})[ -]?([0-9A-TV-Z]{4})(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def new_code() -> str:
    """A code as it is stored, from the system's own randomness."""
    while True:
        body = "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM_LETTERS))
        if _digits(body) >= _LEAST_DIGITS:
            return body + _check(body)


def shown(code: str, prefix: str = _PREFIX) -> str:
    """As people read and type it: KC-7Q4M-2X9T-1B5K."""
    groups = [code[at : at + _GROUP] for at in range(0, len(code), _GROUP)]
    return "-".join([prefix, *groups])


def find_code(text: str) -> str | None:
    """The first code in a text, as it is stored: small letters, gaps and O for 0 do not matter."""
    return code_and_rest(text)[0]


def code_and_rest(text: str) -> tuple[str | None, str]:
    """The first code in a text, and the text without it."""
    for found in _CODE.finditer(text):
        code = "".join(found.groups()).upper().translate(_MISREAD)
        if _digits(code) >= _LEAST_DIGITS and code[-1] == _check(code[:-1]):
            return code, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _digits(code: str) -> int:
    return sum(letter.isdigit() for letter in code)


def _check(body: str) -> str:
    """Luhn's sum over 32 letters: one wrong letter never passes, two swapped neighbours hardly ever."""
    total = 0
    for place, letter in enumerate(reversed(body)):
        value = _LETTERS.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // len(_LETTERS) + value % len(_LETTERS)
    return _LETTERS[-total % len(_LETTERS)]
