"""The operators' guide says what is true, and its example works as it is written."""

import re

from bot.papers.faults import Fault
from bot.papers.language import _FILTERS
from bot.papers.template import fill
from bot.papers.words import GENERAL, words_of
from knowledge.forms.loader import load_forms
from knowledge.loader import CONTENT_DIR
from tests.bot.papers.samples import NAME, a_paper, a_template, texts
from tests.support.source import ROOT

_GUIDE = (ROOT / "docs" / "mau-phieu.md").read_text(encoding="utf-8")


def test_every_general_placeholder_and_every_fault_has_its_line() -> None:
    named = set(re.findall(r"^\| `(?:\{\{ )?([a-z_]+)(?: \}\})?` \| \S", _GUIDE, re.M))
    assert named == GENERAL | {fault.value for fault in Fault}


def test_the_example_fills_and_names_only_what_the_form_has() -> None:
    (example,) = re.findall(r"```text\n(.*?)```", _GUIDE, re.S)
    table = tuple(re.findall(r"^\| `(\{.*\})` \| (?:`(.*)` )?\|$", _GUIDE, re.M)[-3:])
    filled = fill(a_template(*example.splitlines(), table=table), words_of(a_paper()))
    assert filled.names <= GENERAL | set(load_forms(CONTENT_DIR).forms["A-01"].fields)
    told = texts(filled.docx)
    assert f"Tên cơ sở: {NAME}" in told
    assert "Máy: máy sấy, số lượng: ……" in told
    assert told[-6:] == ["Tên máy", "máy sấy", "Nơi bán dự kiến", "……", "Tên cơ sở", NAME]
    assert not any("{" in text or "seller" in text for text in told)


def test_the_ways_of_showing_that_it_names_are_open() -> None:
    assert set(re.findall(r"`\| ([a-z]+)", _GUIDE)) <= _FILTERS


def test_field_ids_stand_where_it_says() -> None:
    listed = {
        name
        for file in ("A-01.yaml", "common.yaml")
        for name in re.findall(r"^ {6}- id: (\S+)", (CONTENT_DIR / "forms" / file).read_text("utf-8"), re.M)
    }
    assert listed == set(load_forms(CONTENT_DIR).forms["A-01"].fields)
