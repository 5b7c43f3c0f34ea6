"""Values as people read them back."""

from knowledge.forms.days import span
from knowledge.forms.model import FieldKind, FormField
from knowledge.forms.replies import PlaceValue, Value
from knowledge.forms.where import province_of
from knowledge.forms.words import Words
from knowledge.phrases import Phrases
from knowledge.places.places import Places


class Showing:
    """Tells a value of a field in words."""

    def __init__(self, words: Words, places: Places, phrases: Phrases) -> None:
        self._words = words.shown
        self._places = places
        self._phrases = phrases

    def __call__(self, field: FormField, value: Value) -> str:
        words = self._words
        if isinstance(value, bool):
            return words.yes if value else words.no
        if isinstance(value, PlaceValue):
            return self._place(value)
        if isinstance(value, tuple):
            return self._several(field, value)
        match field.kind:
            case FieldKind.MONEY:
                return words.money.format(value=_grouped(value))
            case FieldKind.COUNT:
                return _grouped(value)
            case FieldKind.PERCENT:
                return words.percent.format(value=str(value).replace(".", ","))
            case FieldKind.DATE:
                return self._date(str(value))
            case FieldKind.CHOICE:
                return field.choices[str(value)].label
        return str(value)

    def _several(self, field: FormField, value: tuple[str, ...]) -> str:
        if field.kind is FieldKind.CHOICE:
            return self._words.joint.join(field.choices[key].label for key in value)
        template = self._words.photos if field.kind is FieldKind.PHOTO else self._words.files
        return template.format(count=len(value))

    def _date(self, value: str) -> str:
        first, _ = span(value)
        match value.count("-"):
            case 0:
                return self._words.year.format(year=first.year)
            case 1:
                return self._words.month.format(month=first.month, year=first.year)
        return f"{first.day}/{first.month}/{first.year}"

    def _place(self, value: PlaceValue) -> str:
        """Both names of a province where they differ: "Bình Định cũ (nay thuộc Gia Lai)"."""
        now, old = province_of(value.area, self._places), self._places.old_area(value.area)
        name = now.name if now is not None else value.area
        found = self._places.commune(now.id, value.commune) if now is not None and value.commune else None
        if old is not None and old.name != name:
            name = self._phrases("place_both", old=old.name, now=name)
        if value.commune is None:
            return name
        kind = self._phrases(f"commune_{found.kinds[-1].kind.value}") if found is not None else ""
        return f"{kind} {value.commune}, {name}".strip()


def _grouped(value: Value) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
