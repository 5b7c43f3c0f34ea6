"""The labelled questions themselves: enough of every kind, and none that the content has as an example."""

import re
from collections import Counter

import pytest

from knowledge.base import KnowledgeBase
from knowledge.matching.calibrate import HELD_OUT, OPEN, questions
from knowledge.matching.documents import load_off_topic
from knowledge.matching.evaluation import Labelled
from knowledge.text.fold import fold

_SETS = {name: questions([name]) for name in (*OPEN, *HELD_OUT)}
_ALL = questions((*OPEN, *HELD_OUT))
_KINDS = Counter(each.kind for each in _ALL)
_WORD = re.compile(r"\w+")


def _bare(text: str) -> str:
    """The question without marks and punctuation; what has no words (😂, ...) is no copy of anything."""
    return " ".join(_WORD.findall(fold(text)))


def test_the_sets_are_large_and_much_of_them_is_out_of_scope() -> None:
    inside = sum(each.is_in_scope for each in _ALL)
    assert inside >= 800
    assert len(_ALL) - inside >= 200


def test_the_held_out_sets_are_large_enough_to_measure_a_percent() -> None:
    held_out = questions(HELD_OUT)
    inside = sum(each.is_in_scope for each in held_out)
    assert inside >= 400
    assert len(held_out) - inside >= 100


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("para", 300),
        ("nodia", 150),
        ("teen", 80),
        ("typo", 40),
        ("telex", 30),
        ("vni", 4),
        ("mixed", 20),
        ("short", 50),
        ("story", 50),
        ("north", 20),
        ("central", 20),
        ("south", 20),
        ("hard", 50),
        ("ambiguous", 20),
        ("out-lookalike", 80),
        ("out-procedure", 30),
        ("out-crops", 20),
        ("out-loan", 15),
        ("out-smalltalk", 20),
        ("out-gibberish", 10),
        ("out-insult", 10),
        ("out-tech", 10),
    ],
)
def test_every_kind_of_question_and_of_noise_is_there(kind: str, least: int) -> None:
    assert _KINDS[kind] >= least


@pytest.mark.parametrize("name", HELD_OUT)
def test_each_topic_is_asked_for_at_least_once(name: str, knowledge: KnowledgeBase) -> None:
    asked = {each.expect for each in _SETS[name]}
    assert set(knowledge.content.entries) - asked <= {"khong-hieu"}


@pytest.mark.parametrize("name", _SETS)
def test_labels_name_entries_and_kinds_name_scope(name: str, knowledge: KnowledgeBase) -> None:
    for each in _SETS[name]:
        assert each.accepted <= set(knowledge.content.entries), each.text
        assert each.expect not in each.also, each.text
        assert each.kind.startswith("out-") is not each.is_in_scope, each.text


def test_no_question_is_an_example_that_the_content_has(knowledge: KnowledgeBase) -> None:
    entries = {
        _bare(example): entry.id
        for entry in knowledge.content.entries.values()
        for example in (entry.title, *entry.questions)
    }
    foreign = {
        _bare(example): subject.id
        for subject in load_off_topic()
        for example in (subject.title, *subject.questions)
    }
    known = foreign | entries
    copies = {
        f"{name}: {each.text}": known[_bare(each.text)]
        for name, asked in _SETS.items()
        for each in asked
        if _bare(each.text) in known and _bare(each.text)
    }
    assert copies == {}


def test_no_held_out_question_was_fitted_on() -> None:
    fitted = {_bare(each.text) for each in questions(OPEN)}
    again = [each.text for each in questions(HELD_OUT) if _bare(each.text) in fitted and _bare(each.text)]
    assert again == []


def test_what_has_no_words_is_no_copy() -> None:
    assert _bare("😂 ?!") == ""
    assert _bare("Mua MÁY, được không?") == _bare("mua may duoc khong")


def _is_noisy(each: Labelled) -> bool:
    return each.text.isascii()


def test_unmarked_questions_are_unmarked() -> None:
    marked = [each.text for each in _ALL if each.kind in ("nodia", "telex", "vni") and not _is_noisy(each)]
    assert marked == []
