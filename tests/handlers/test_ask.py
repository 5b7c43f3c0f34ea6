"""One question without a conversation, as scripts see it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.answers import answer_text
from handlers.ask import Asked, ask
from handlers.markup import plain
from knowledge.base import KnowledgeBase
from tests.support.talks import ZONE

_FIELDS = [
    "question",
    "outcome",
    "entry",
    "title",
    "answer",
    "citations",
    "checked_on",
    "suggestions",
    "score",
]


_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_MODEL = "mô hình trình diễn được bao nhiêu"


def _ask(knowledge: KnowledgeBase, question: str, province: str = "") -> Asked:
    return ask(question, province, knowledge, ZONE, _NOW)


def check_contract(asked: Asked, knowledge: KnowledgeBase) -> None:
    """What holds for every answer, whichever way it went."""
    written = json.loads(json.dumps(asdict(asked)))
    assert list(written) == _FIELDS
    assert asked.outcome in ("answer", "clarify", "unknown")
    assert len(asked.suggestions) <= 3
    assert all(knowledge.entry(identity) for identity in asked.suggestions)
    assert 0 <= asked.score <= 1
    assert asked.answer
    if asked.outcome != "answer":
        assert (asked.entry, asked.title, asked.citations, asked.checked_on) == (None, None, [], None)
        return
    assert asked.citations
    assert all(citation["document"] for citation in asked.citations)
    if asked.entry is None:  # a document that holds no longer was told about
        assert asked.title is None
        assert asked.checked_on == knowledge.registry.checked_on.isoformat()
        return
    entry = knowledge.entry(asked.entry)
    assert entry is not None
    assert (asked.title, asked.checked_on) == (entry.title, entry.checked_on.isoformat())
    assert plain(answer_text(entry, knowledge)) in asked.answer
    assert len(asked.citations) >= len(entry.citations)
    assert entry.id not in asked.suggestions


@pytest.mark.parametrize(
    "question", ["khuyến công là gì", "khuyen cong la gi", "khuye\u0302\u0301n công là gì?"]
)
def test_a_plain_question_is_answered_with_or_without_marks(knowledge: KnowledgeBase, question: str) -> None:
    asked = _ask(knowledge, question)
    assert (asked.outcome, asked.entry) == ("answer", "khuyen-cong-la-gi")
    assert asked.question == question
    check_contract(asked, knowledge)


def test_formatting_marks_are_taken_off(knowledge: KnowledgeBase) -> None:
    assert "__" not in _ask(knowledge, "khuyến công là gì").answer


@pytest.mark.parametrize(
    "question", ["", " ", "?", "\x00", "\ud83d", "x" * 20_000, "🏭" * 500, "asdf qwer zxcv"]
)
def test_what_is_no_question_is_not_answered(knowledge: KnowledgeBase, question: str) -> None:
    asked = _ask(knowledge, question)
    assert asked.outcome != "answer"
    assert asked.entry is None
    assert asked.answer in (plain(knowledge.phrase("clarify")), plain(knowledge.phrase("unknown")))


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_at_all_keeps_the_contract(knowledge: KnowledgeBase, text: str) -> None:
    check_contract(_ask(knowledge, text), knowledge)


def test_the_entries_own_questions_keep_the_contract(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.content.entries.values():
        check_contract(_ask(knowledge, entry.questions[0]), knowledge)


@pytest.mark.parametrize("province", ["dak-lak", "Đắk Lắk", "dak lak", "tỉnh Phú Yên cũ", "phu-yen"])
def test_a_person_of_a_province_is_told_its_own_level(knowledge: KnowledgeBase, province: str) -> None:
    asked = _ask(knowledge, _MODEL, province)
    assert asked.entry == "mo-hinh-trinh-dien"
    assert "tối đa 800.000.000 đồng mỗi mô hình" in asked.answer
    assert "Anh/chị ở tỉnh nào?" not in asked.answer
    check_contract(asked, knowledge)


@pytest.mark.parametrize("province", ["", "Xứ Lạ", "dn"])
def test_without_a_clear_province_it_is_asked_for(knowledge: KnowledgeBase, province: str) -> None:
    assert knowledge.phrase("ask_home") in _ask(knowledge, _MODEL, province).answer


def test_a_place_in_the_question_counts_more_than_the_province_beside_it(knowledge: KnowledgeBase) -> None:
    asked = _ask(knowledge, "mô hình trình diễn ở Đắk Lắk được bao nhiêu", "gia-lai")
    assert asked.answer.startswith("Đắk Lắk:")


def test_a_document_of_the_past_is_cited_with_the_answer(knowledge: KnowledgeBase) -> None:
    asked = _ask(knowledge, "nghị định 134/2004 còn dùng không")
    assert asked.citations[0] == {"document": "nd-134-2004", "article": None}
    check_contract(asked, knowledge)


def test_a_number_that_is_not_in_the_registry_is_no_answer(knowledge: KnowledgeBase) -> None:
    asked = _ask(knowledge, "thông tư 99/2031")
    assert asked.outcome != "answer"
    assert "99/2031" in asked.answer
    check_contract(asked, knowledge)
