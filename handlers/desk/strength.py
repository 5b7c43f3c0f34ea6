"""Whether a password that somebody chose is one that others would try."""

from enum import StrEnum

LEAST, MOST = 15, 200  # letters
_LEAST_OWN = 5  # different ones, when the words that everybody tries are taken away
_COMMON = (
    *(
        "password",
        "matkhau",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "qwerty",
        "iloveyou",
        "administrator",
        "admin",
    ),
    *("anhyeuem", "emyeuanh", "quantri", "khuyencong", "vietnam", "letmein", "welcome"),
    *("abcdefghijklmnopqrstuvwxyz", "abcdefgh", "abc", "0123456789", "1234567890", "9876543210"),
    *("123456789", "12345678", "1234567", "123456", "12345", "1234", "123"),
)


class Weak(StrEnum):
    SHORT = "short"
    LONG = "long"
    EASY = "easy"


def weakness(password: str, name: str) -> Weak | None:
    """What is wrong with it for the account of this name; None when nothing is."""
    if len(password) < LEAST:
        return Weak.SHORT
    if len(password) > MOST:
        return Weak.LONG
    return Weak.EASY if _is_easy(password.casefold(), name.casefold()) else None


def _is_easy(password: str, name: str) -> bool:
    """Made of common words and the account's name, or of one piece said again and again."""
    plain = "".join(letter for letter in password if letter.isalnum())
    if plain in (plain + plain)[1:-1]:
        return True
    rest = plain
    for word in ("".join(letter for letter in name if letter.isalnum()), *_COMMON):
        rest = rest.replace(word, "") if word else rest
    return len(set(rest)) < _LEAST_OWN
