"""The one door to replies: a typed text and its field become a value, a question back, or a kind refusal."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import TypeAdapter

from knowledge.forms.amounts import Amounts
from knowledge.forms.codes import phone, tax_code
from knowledge.forms.days import DayReader, misfit
from knowledge.forms.model import FieldKind, FormField
from knowledge.forms.picks import Picks
from knowledge.forms.replies import Parsed, PlaceValue, Reason, Refused, Reply, Value
from knowledge.forms.texts import clean, free_text
from knowledge.forms.where import commune, place
from knowledge.forms.words import LONGEST_REPLY, Words
from knowledge.places.places import Places
from knowledge.text.normalise import Normaliser

_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
ANSWERS: TypeAdapter[dict[str, Value]] = TypeAdapter(dict[str, Value])  # to keep answers as JSON and back


class Values:
    """Reads replies; pure, accepts any text and never raises."""

    def __init__(self, words: Words, normalise: Normaliser, places: Places) -> None:
        self._words = words
        self._places = places
        self._picks = Picks(words, normalise)
        self._amounts = Amounts(words, normalise)
        self._days = DayReader(words)

    def read(
        self, field: FormField, reply: str, today: date, answers: Mapping[str, Value] | None = None
    ) -> Reply:
        """What a reply to a field says; earlier answers tell in which province a commune lies."""
        if self._picks.is_unsure(reply):
            return Refused(Reason.UNSURE)
        if field.kind is FieldKind.TEXT:
            return free_text(reply, field.bounds)
        return self._short(field, reply[:LONGEST_REPLY], today, answers or {})

    def _short(self, field: FormField, reply: str, today: date, answers: Mapping[str, Value]) -> Reply:
        match field.kind:
            case FieldKind.MONEY:
                return self._amounts.money(reply, field.bounds)
            case FieldKind.COUNT:
                return self._amounts.count(reply, field.bounds)
            case FieldKind.PERCENT:
                return self._amounts.percent(reply, field.bounds)
            case FieldKind.DATE:
                return self._days(reply, field.days, today)
            case FieldKind.PHONE:
                return phone(reply)
            case FieldKind.TAX_CODE:
                return tax_code(reply)
            case FieldKind.CHOICE:
                return self._picks.choice(reply, field)
            case FieldKind.YES_NO:
                return self._picks.yes_no(reply)
            case FieldKind.PLACE:
                return self._place(field, reply, answers)
            case FieldKind.PHOTO:
                return Refused(Reason.PHOTO)
        return Refused(Reason.FILE)

    def refusal(self, refused: Refused) -> str:
        """The sentence for a reply that is no value: what is wrong, with an example."""
        told = {name: f"{value:,}".replace(",", ".") for name, value in refused.told.items()}
        return self._words.refusals[refused.reason].format(**told)

    def _place(self, field: FormField, reply: str, answers: Mapping[str, Value]) -> Reply:
        if field.within is None:
            return place(reply, self._places)
        home = answers.get(field.within)
        return commune(reply, home if isinstance(home, PlaceValue) else None, self._places)


def files(field: FormField, sent: Sequence[str]) -> Reply:
    """The files that were sent for a field, by their ids."""
    least, most = field.bounds
    if len(sent) > most:
        return Refused(Reason.FILES_MANY, {"most": most})
    return Refused(Reason.FILES_FEW, {"least": least}) if len(sent) < least else Parsed(tuple(sent))


def fits(field: FormField, value: Value, today: date) -> bool:
    """True for a value that the field may have on that day: a planned day that has passed is asked again."""
    match field.kind:
        case FieldKind.TEXT:
            return (
                isinstance(value, str)
                and clean(value) == value
                and isinstance(free_text(value, field.bounds), Parsed)
            )
        case FieldKind.MONEY | FieldKind.COUNT | FieldKind.PERCENT:
            is_kind = int if field.kind is not FieldKind.PERCENT else (int, float)
            least, most = field.bounds
            return isinstance(value, is_kind) and not isinstance(value, bool) and least <= value <= most
        case FieldKind.DATE:
            return isinstance(value, str) and _is_date(field, value, today)
        case FieldKind.PHONE:
            return isinstance(value, str) and phone(value) == Parsed(value)
        case FieldKind.TAX_CODE:
            return isinstance(value, str) and tax_code(value) == Parsed(value)
        case FieldKind.CHOICE if field.is_several:
            return isinstance(value, tuple) and bool(value) and all(each in field.choices for each in value)
        case FieldKind.CHOICE:
            return isinstance(value, str) and value in field.choices
        case FieldKind.YES_NO:
            return isinstance(value, bool)
        case FieldKind.PLACE:
            return isinstance(value, PlaceValue) and (field.within is None or value.commune is not None)
    return isinstance(value, tuple) and isinstance(files(field, value), Parsed)


def _is_date(field: FormField, value: str, today: date) -> bool:
    try:
        return bool(_ISO.fullmatch(value)) and misfit(value, field.days, today) is None
    except ValueError:
        return False
