"""Numbers that name someone: mobile phones and tax codes. Both are checked by shape, never looked up."""

import re
import unicodedata

from knowledge.forms.replies import Parsed, Reason, Refused, Reply
from knowledge.forms.words import LONGEST_REPLY

_RUN = re.compile(r"\+?[0-9][0-9 .()\-]*")
_NOT_DIGIT = re.compile(r"[^0-9]")
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{8,9}")
_ELEVEN = re.compile(r"01[0-9]{9}")  # mobile numbers had eleven digits until 2018
_FEWEST_DIGITS = 7  # fewer are a door or a date
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def phone(reply: str) -> Reply:
    """A mobile number as ten digits from 0."""
    found = list(dict.fromkeys(_national(run) for run in _runs(reply)))
    if len(found) > 1 or (found and len(found[0]) == 20):
        return Refused(Reason.PHONE_SEVERAL)
    if not found:
        return Refused(Reason.PHONE)
    number = found[0]
    if _MOBILE.fullmatch(number):
        return Parsed(number)
    if _ELEVEN.fullmatch(number):
        return Refused(Reason.PHONE_OLD)
    return Refused(Reason.PHONE_LANDLINE if _LANDLINE.fullmatch(number) else Reason.PHONE)


def tax_code(reply: str) -> Reply:
    """Ten digits with their check digit, a branch of three more, or a personal number of twelve (shape only)."""
    found = [_NOT_DIGIT.sub("", run) for run in _runs(reply)]
    if len(found) != 1 or len(found[0]) not in (10, 12, 13):
        return Refused(Reason.TAX_CODE)
    digits = found[0]
    if len(digits) == 12:
        return Parsed(digits) if digits[0] == "0" else Refused(Reason.TAX_CODE)
    if int(digits[9]) != check_digit(digits[:9]) or digits[2:9] == "0000000" or digits[10:] == "000":
        return Refused(Reason.TAX_CODE_CHECK)
    return Parsed(digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}")


def check_digit(nine: str) -> int:
    """The tenth digit of a tax code; 10 for digits that no code begins with."""
    return 10 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, nine, strict=True)) % 11


def _runs(reply: str) -> list[str]:
    text = unicodedata.normalize("NFKC", reply[:LONGEST_REPLY])
    return [run for run in _RUN.findall(text) if len(_NOT_DIGIT.sub("", run)) >= _FEWEST_DIGITS]


def _national(run: str) -> str:
    """From 0: +84 and 84 are the country, a lost 0 comes back."""
    digits = _NOT_DIGIT.sub("", run)
    if digits.startswith("0084"):
        digits = digits[2:]
    if digits.startswith("84") and len(digits) in (11, 12):
        digits = f"0{digits[2:].removeprefix('0')}"
    return f"0{digits}" if len(digits) == 9 and not digits.startswith("0") else digits
