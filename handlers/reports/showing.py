"""How numbers and days stand in a report, and how people may type a number."""

import re
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from handlers.reports.model import Cell, Holds
from knowledge.phrases import Phrases

_GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_PLAIN = re.compile(r"[0-9]{1,15}")
_LONGEST = 24
_MILLION = 1_000_000


def number_cell(value: Decimal | int | None, word: Phrases, decimals: int = 0, mark: str = "") -> Cell:
    """Rounded as it is shown, so that a document holds what people read; a missing one is said in words."""
    if value is None:
        return Cell(word("no_figure"), Holds.NUMBER, None, None, decimals, mark)
    rounded = rounded_to(Decimal(value), decimals)
    return Cell(told_number(rounded), Holds.NUMBER, rounded, None, decimals, mark)


def counted_cell(value: int, word: Phrases) -> Cell:
    """Of a list: nothing there is nothing, and said so."""
    return number_cell(value or None, word)


def text_cell(text: str) -> Cell:
    return Cell(text)


def day_cell(day: date | None) -> Cell:
    return Cell() if day is None else Cell(f"{day:%d/%m/%Y}", Holds.DAY, None, day)


def moment_cell(moment: datetime | None, zone: tzinfo) -> Cell:
    return day_cell(None if moment is None else moment.astimezone(zone).date())


def money_cell(vnd: int | None, word: Phrases) -> Cell:
    """In triệu đồng."""
    return number_cell(None if vnd is None else millions(vnd), word, 3)


def millions(vnd: int) -> Decimal:
    return Decimal(vnd) / _MILLION


def rounded_to(value: Decimal, decimals: int) -> Decimal:
    """Without zeros at its end."""
    exact = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole = exact.to_integral_value()
    return whole if exact == whole else exact.normalize()


def told_number(value: Decimal) -> str:
    """7.700 and 12,5."""
    whole, _, rest = f"{value:,f}".partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def read_number(text: str) -> Decimal | None:
    """What somebody typed: 7.700 or 7700 or 12,5; None for anything else, and for what is less than nothing."""
    text = "".join(text.split())
    whole, comma, rest = text.partition(",")
    if len(text) > _LONGEST or (comma and not _PLAIN.fullmatch(rest)):
        return None
    if not (_GROUPED.fullmatch(whole) or _PLAIN.fullmatch(whole)):
        return None
    return Decimal(whole.replace(".", "") + (f".{rest}" if rest else ""))
