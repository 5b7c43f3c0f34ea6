"""The forms of the content directory, loaded once, and how tests write values."""

from datetime import date

from knowledge.eligibility.loader import load_rules
from knowledge.forms.loader import load_forms
from knowledge.forms.model import FormField
from knowledge.forms.replies import PlaceValue, Value
from knowledge.forms.values import Values
from knowledge.loader import CONTENT_DIR, load_content
from knowledge.places.places import Places
from knowledge.text.normalise import Normaliser

CONTENT, RULES = load_content(), load_rules(CONTENT_DIR)
TODAY = date(2026, 11, 21)
BOOK = load_forms(CONTENT_DIR)
FORMS = BOOK.forms
PLACES = Places.load(CONTENT_DIR)
VALUES = Values(BOOK.words, Normaliser.load(), PLACES)
FIELDS: dict[str, FormField] = {
    field.id: field for form in reversed(FORMS.values()) for field in form.fields.values()
}


def written(value: Value) -> str:
    """A value as the tables write it: a place as "area/commune"."""
    if isinstance(value, PlaceValue):
        return f"{value.area}/{value.commune or ''}"
    return str(value).lower() if isinstance(value, bool) else str(value)
