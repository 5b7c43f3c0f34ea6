"""The kinds of value in the office's file. A refusal is a code; its wording stands in content/operator.yaml."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from knowledge.text.fold import fold

_MOST = 200  # characters: a value stands inside a sentence on a phone
_SMALLEST_VND, _LARGEST_VND = 10_000, 100_000_000_000  # "300" was meant as millions
_LETTER_SLIPS = str.maketrans("Ðð", "Đđ")  # Icelandic letters that old Vietnamese keyboards produce
_UNSEEN = frozenset({"Cc", "Cs", "Co"})
_LEFT_OPEN = ("…", "...", "xxx")
_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_PERCENT = re.compile(r"^(\d{1,3}(?:[.,]\d{1,2})?) ?%?$")
_MONEY = re.compile(r"^(\d{1,3}(?:\.\d{3})+|\d{1,12})(?: ?(?:đồng|đ|vnđ|vnd))?$", re.I)
_PHONE = re.compile(r"^(?:0[35789]\d{8}|02\d{9}|1[89]00\d{4,6})$")
_DIGITS = re.compile(r"\+?\(?\d[\d .()-]*")
_EMAIL = re.compile(r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$", re.I)
_LINK = re.compile(r"^https?://[^\s/@]+\.[^\s/@]+(?:/\S*)?$")
_NUMBER = re.compile(r"^\d{1,5}[a-z]?/[0-9A-ZĐƯ/-]{2,40}$")
_FORM = re.compile(r"^A-0[1-9]$")
_PAPER = frozenset(
    {".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsx", ".jpg", ".png"}
)  # never a key or database
_ORIGINAL_HERE = "ban goc tai don vi"


def refusal(code: str, **told: object) -> PydanticCustomError:
    """What pydantic carries to the one place that finds the words."""
    return PydanticCustomError(code, "refused", told)


def _plain(value: str) -> str:
    """One line of text as people see it: no marks of our formatting, nothing unseen, nothing left open."""
    text = unicodedata.normalize("NFC", value.translate(_LETTER_SLIPS))
    text = " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())
    if any(unicodedata.category(sign) in _UNSEEN for sign in text):
        raise refusal("unseen")
    if "**" in text or "__" in text:
        raise refusal("marks")
    if not text or any(gap in text.casefold() for gap in _LEFT_OPEN):
        raise refusal("left_open")
    if len(text) > _MOST:
        raise refusal("too_long", most=_MOST)
    return text


def _some(texts: tuple[str, ...]) -> tuple[str, ...]:
    if not texts:
        raise refusal("missing")
    return texts


def _phone(text: str) -> str:
    numbers = list(_numbers(text, at_least=5))  # fewer digits are an extension or a door
    if not numbers:
        raise refusal("phone", value=text)
    for number in numbers:
        _check_phone(number)
    return text


def _contact(text: str) -> str:
    """Words that hold a way to reach someone."""
    mails = [word.strip(",;:.()<>") for word in text.split() if "@" in word]
    numbers = list(_numbers(text, at_least=9))  # fewer digits may be a date
    for mail in mails:
        if not _EMAIL.match(mail):
            raise refusal("email", value=mail)
    for number in numbers:
        _check_phone(number)
    if not mails and not numbers:
        raise refusal("no_contact")
    return text


def _numbers(text: str, at_least: int) -> Iterator[str]:
    for found in _DIGITS.findall(text):
        if sum(map(str.isdigit, found)) >= at_least:
            yield found.strip(" .(-")


def _check_phone(number: str) -> None:
    digits = re.sub(r"\D", "", number)
    if number.startswith(("+84", "(+84")):
        digits = "0" + digits.removeprefix("84").removeprefix("0")
    if not _PHONE.match(digits):
        raise refusal("phone", value=number)


def _page(text: str) -> str:
    for word in text.split():
        if "://" in word and not _LINK.match(word.strip(",;()<>")):
            raise refusal("link", value=word)
    return text


def _source(text: str) -> str:
    if fold(text) != _ORIGINAL_HERE and not _LINK.match(text):
        raise refusal("source", value=text)
    return text


def _number(text: str) -> str:
    if not _NUMBER.match(text):
        raise refusal("number", value=text)
    return text


def _form(text: str) -> str:
    if not _FORM.match(text):
        raise refusal("form", value=text)
    return text


def _paper(text: str) -> str:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\\" in text or ":" in text:
        raise refusal("path", value=text)
    if path.suffix.lower() not in _PAPER:
        raise refusal("paper", value=text, kinds=" ".join(sorted(_PAPER)))
    return text


def _day(value: object) -> date:
    text = " ".join(str(value).split())
    if found := _DAY.match(text):
        day, month, year = map(int, found.groups())
    elif found := _ISO_DAY.match(text):
        year, month, day = map(int, found.groups())
    else:
        raise refusal("day", value=text[:_MOST])
    try:
        read = date(year, month, day)
    except ValueError:
        raise refusal("day", value=text) from None
    if not 1990 <= read.year <= 2100:
        raise refusal("day", value=text)
    return read


def _percent(value: object) -> Decimal:
    found = _PERCENT.match(str(value).strip())
    percent = Decimal(found[1].replace(",", ".")) if found else Decimal(0)
    if not 0 < percent <= 100:
        raise refusal("percent", value=str(value)[:_MOST])
    return percent


def _money(value: object) -> int:
    found = _MONEY.match(str(value).strip())
    amount = int(found[1].replace(".", "")) if found else 0
    if not _SMALLEST_VND <= amount <= _LARGEST_VND:
        raise refusal("money", value=str(value)[:_MOST])
    return amount


Text = Annotated[str, AfterValidator(_plain)]
Texts = Annotated[tuple[Text, ...], AfterValidator(_some)]
Phone = Annotated[Text, AfterValidator(_phone)]
Contact = Annotated[Text, AfterValidator(_contact)]
Page = Annotated[Text, AfterValidator(_page)]
Source = Annotated[Text, AfterValidator(_source)]
DocumentNumber = Annotated[Text, AfterValidator(_number)]
FormCode = Annotated[Text, AfterValidator(_form)]
PaperPath = Annotated[Text, AfterValidator(_paper)]
Day = Annotated[date, BeforeValidator(_day)]
Percent = Annotated[Decimal, BeforeValidator(_percent)]
Money = Annotated[int, BeforeValidator(_money)]
