"""Whatever is typed into a text field comes back as it was typed, or is refused with a reason; nothing in between."""

import unicodedata
from datetime import date

import pytest

from bot.app import House
from handlers.applications.content import CONTENT, Content
from handlers.text import clean
from knowledge.base import KnowledgeBase
from knowledge.forms.model import FieldKind, FormField
from knowledge.forms.replies import Parsed, Refused
from knowledge.forms.values import fits
from storage.crypto import DataKey
from tests.support.applicants import Applicant

_TODAY = date(2026, 11, 23)
_HIDDEN = "\u200b\u202e\u2066\ufeff\x00"
_TYPED = {
    "nfc": "Cơ sở bánh tráng Hương Quê",
    "nfd": unicodedata.normalize("NFD", "Cơ sở bánh tráng Hương Quê"),
    "emoji": "Lò gốm 🏺 nhà bà Bảy 👩🏽\u200d🌾",
    "zero width": "Hương\u200bQuê",
    "right to left": "Hương\u202eêuQ",
    "markup": "**Hương** <b>Quê</b> {{ ten }} __x__",
    "quotes": "Bánh 'ông \"Tư\"'; DROP TABLE application; --",
    "formula": "=HYPERLINK(1)",
    "lines": "Hương\nQuê",
    "lone surrogate": "Hương \ud83d Quê",
    "other letters": "ກາເຟ ລາວ 咖啡 кофе",
    "long": "ơ" * 4096,
    "very long": "ơ" * 9000,
    "only signs": "....",
    "only hidden": _HIDDEN,
}


def _text_fields(knowledge: KnowledgeBase) -> list[FormField]:
    forms = knowledge.forms.forms.values()
    fields = {field.id: field for form in forms for field in form.fields.values()}
    return [field for field in fields.values() if field.kind is FieldKind.TEXT]


@pytest.mark.parametrize("name", sorted(_TYPED))
def test_every_text_field_takes_it_whole_or_says_why_not(name: str, knowledge: KnowledgeBase) -> None:
    key = DataKey()
    for field in _text_fields(knowledge):
        read = knowledge.values.read(field, _TYPED[name], _TODAY)
        if isinstance(read, Refused):
            assert knowledge.values.refusal(read)
            continue
        assert isinstance(read, Parsed), field.id
        value = read.value
        assert isinstance(value, str)
        assert not any(sign in value for sign in _HIDDEN), field.id
        assert unicodedata.is_normalized("NFC", value)
        assert fits(field, value, _TODAY), field.id
        sealed = key.seal(CONTENT.dump_json(Content(answers={field.id: value})).decode(), "place")
        assert CONTENT.validate_json(key.open(sealed, "place")).answers == {field.id: value}
        assert knowledge.showing(field, value) == value


@pytest.mark.parametrize("name", ["emoji", "markup", "quotes", "formula", "other letters"])
def test_what_holds_no_hidden_sign_is_kept_letter_by_letter(name: str, knowledge: KnowledgeBase) -> None:
    (field,) = (each for each in _text_fields(knowledge) if each.id == "facility_name")
    read = knowledge.values.read(field, _TYPED[name], _TODAY)
    assert read == Parsed(_TYPED[name].replace("\u200d", ""))


async def test_names_of_odd_letters_stand_on_the_card_as_they_are_kept(quick_house: House) -> None:
    for name in ("nfd", "emoji", "right to left", "quotes", "lone surrogate"):
        applicant = Applicant(quick_house, chat_key=name)
        await applicant.stands_at("A-01", "facility_name")
        await applicant.hears(clean(_TYPED[name]))  # as every channel cleans what comes
        kept = CONTENT.validate_json((await applicant.application()).content or "").answers["facility_name"]
        await applicant.fills()
        assert f"Tên cơ sở: {kept}" in applicant.told
