"""Sentences with names: what they leave out, what they demand, and what an editor may not write."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from knowledge.templates import Template, misfits

_TEMPLATES = TypeAdapter(Template)


def _template(text: str) -> Template:
    return _TEMPLATES.validate_python(text)


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("Phiếu {code}[, hạn {due}].", {"code": "A1"}, "Phiếu A1."),
        ("Phiếu {code}[, hạn {due}].", {"code": "A1", "due": None}, "Phiếu A1."),
        ("Phiếu {code}[, hạn {due}].", {"code": "A1", "due": date(2027, 3, 5)}, "Phiếu A1, hạn 5/3/2027."),
        ("Một\n[Hai {two}]\nBa", {}, "Một\nBa"),
        ("Một\n[Hai {two}\nvà {three}]\nBa", {"two": 2}, "Một\nBa"),
        ("[Hai {two}\nvà {three}]", {"two": 2, "three": 3}, "Hai 2\nvà 3"),
        ("{text}", {"text": "[x] {y}\n\n z"}, "[x] {y}\n\n z"),
    ],
)
def test_a_part_in_brackets_stands_only_with_all_of_its_names(
    text: str, values: dict[str, object], said: str
) -> None:
    assert _template(text)(**values) == said


@pytest.mark.parametrize("values", [{}, {"code": None}])
def test_a_needed_value_is_demanded(values: dict[str, object]) -> None:
    with pytest.raises(KeyError, match="code"):
        _template("Phiếu {code}")(**values)


@pytest.mark.parametrize(
    "text",
    ["", "{code", "{}", "{0}", "{code!r}", "{code:>3}", "{a.b}", "[hạn]", "[{due}", "{due}]", "[[{due}]]"],
)
def test_what_cannot_be_filled_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(ValidationError):
        _template(text)


def test_what_its_speaker_does_not_give_is_told() -> None:
    template = _template("{code} {odd} {due}[, {place}]")
    needed, optional = frozenset({"code", "place"}), frozenset({"due"})
    assert list(misfits(template, needed, optional)) == [
        "nothing is called odd here",
        "due is not always given: put the part that names it in brackets",
    ]
