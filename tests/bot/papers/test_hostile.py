"""Text is only text, on the built-in paper and on a template, whatever people write."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers.builtin import ROOM, build
from bot.papers.template import fill
from bot.papers.text import one_line, plain
from bot.papers.words import words_of
from handlers.applications.paper import PaperRow, PaperSection
from tests.bot.papers.samples import a_paper, a_template, opened, texts

_TEXTS = {  # as written -> as it stands on paper
    "a\0b\x01c\x1bd": "abcd",
    "500\u202e kg 000.3\u202c\u200f": "500 kg 000.3",
    "\u2067may\u2069": "may",
    "&<>\"' &amp; ]]> <!-- -->": "&<>\"' &amp; ]]> <!-- -->",
    "</w:t></w:r><w:r><w:t>x": "</w:t></w:r><w:r><w:t>x",
    "Cơ sở 😀 👨‍👩‍👧 🇻🇳": "Cơ sở 😀 👨‍👩‍👧 🇻🇳",
    "x" * 4096: "x" * 4096,
    "máy " * 1024 + "sấy": "máy " * 1024 + "sấy",
    "một\r\nhai\rba\vbốn\u2028năm\x85sáu\fbảy": "một\nhai\nba\nbốn\nnăm\nsáu\nbảy",
    "cột\tcột": "cột\tcột",
    "nửa \ud83d chữ \udc00 \ufffe\uffff": "nửa  chữ  ",
    "ha\u0323t": "hạt",  # from a keyboard that sends marks apart
    "{{ 7 * 7 }} {% if x %} {# y #}": "{{ 7 * 7 }} {% if x %} {# y #}",
    "=cmd|'/c calc'!A1": "=cmd|'/c calc'!A1",
}
_NUMBERS = range(len(_TEXTS))  # some are too long to name a test


@pytest.mark.parametrize(("written", "shown"), _TEXTS.items(), ids=_NUMBERS)
def test_a_value_is_shown_as_it_was_written(written: str, shown: str) -> None:
    assert texts(build(a_paper(name=written)))[13] == shown.strip()


@pytest.mark.parametrize(("written", "shown"), _TEXTS.items(), ids=_NUMBERS)
def test_a_placeholder_shows_the_same(written: str, shown: str) -> None:
    filled = fill(a_template("[{{ facility_name }}]"), words_of(a_paper(name=written)))
    assert texts(filled.docx) == [f"[{shown}]"]


@pytest.mark.parametrize("written", _TEXTS, ids=_NUMBERS)
def test_no_place_on_the_paper_breaks(written: str) -> None:
    section = PaperSection(written, (PaperRow(written, written),))
    everywhere = replace(
        a_paper(sections=(section,), checklist=(written,), title=written, sign_note=written),
        **{"heading": written, "mark": written, "code": written, "form": written},
        **{"lines": (written,), "notes": (written,), "checklist_title": written},
    )
    docx = build(everywhere)
    whole, line = plain(written), one_line(written)
    assert texts(docx) == [
        *(whole, whole, line, whole, line, whole, whole.strip()),
        *(line, f"☐\t{whole}", whole, whole),
    ]
    sheet = opened(docx)
    assert sheet.core_properties.title == line[:255]
    assert sheet.sections[0].header.paragraphs[0].text == line


@given(st.text(st.characters(codec=None), max_size=60))
@settings(max_examples=30, deadline=None)
def test_any_text_can_be_set_and_read_back(written: str) -> None:
    assert texts(build(a_paper(name=written)))[13] == (plain(written).strip() or ROOM)


@given(st.text(st.characters(codec=None)))
def test_making_text_plain_twice_changes_nothing_more(written: str) -> None:
    assert plain(plain(written)) == plain(written)
