"""What a typed reply may turn out to be: a value, several it may mean, or a reason why it is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import Field as Limit

from knowledge.model import Noun, Slug


class PlaceValue(Noun):
    """A province by the id people named it by, old or of today, and a commune of today."""

    area: Slug = Limit(max_length=40)
    commune: str | None = None


Value = bool | int | float | str | tuple[str, ...] | PlaceValue


class Reason(StrEnum):
    """Why a reply is no value; each has its sentence in the content."""

    UNSURE = "unsure"
    TEXT_EMPTY = "text_empty"
    TEXT_SHORT = "text_short"
    TEXT_LONG = "text_long"
    MONEY = "money"
    MONEY_UNIT = "money_unit"
    MONEY_SEVERAL = "money_several"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    COUNT = "count"
    COUNT_SEVERAL = "count_several"
    PERCENT = "percent"
    DATE = "date"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_LUNAR = "date_lunar"
    DATE_NOT_PAST = "date_not_past"
    DATE_NOT_FUTURE = "date_not_future"
    DATE_FAR = "date_far"
    PHONE = "phone"
    PHONE_LANDLINE = "phone_landline"
    PHONE_OLD = "phone_old"
    PHONE_SEVERAL = "phone_several"
    TAX_CODE = "tax_code"
    TAX_CODE_CHECK = "tax_code_check"
    CHOICE = "choice"
    CHOICE_NONE = "choice_none"
    YES_NO = "yes_no"
    PLACE = "place"
    PLACE_WIDE = "place_wide"
    COMMUNE = "commune"
    PHOTO = "photo"
    FILE = "file"
    FILES_FEW = "files_few"
    FILES_MANY = "files_many"


@dataclass(frozen=True, slots=True)
class Parsed:
    value: Value


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may mean any of these: people are asked which, of one whether."""

    options: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason
    told: Mapping[str, int] = field(default_factory=dict)  # what the sentence fills in


Reply = Parsed | Unclear | Refused


def bounded(value: int | float, bounds: tuple[int, int]) -> Reply:
    """The value, or that it lies outside."""
    least, most = bounds
    if value < least:
        return Refused(Reason.TOO_SMALL, {"least": least})
    return Refused(Reason.TOO_LARGE, {"most": most}) if value > most else Parsed(value)
