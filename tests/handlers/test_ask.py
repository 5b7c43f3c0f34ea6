"""One question without a conversation, as scripts see it."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.answers import answer_text
from handlers.ask import Asked, ask
from handlers.markup import plain
from knowledge.base import KnowledgeBase

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
    entry = knowledge.entry(asked.entry or "")
    assert entry is not None
    assert (asked.title, asked.checked_on) == (entry.title, entry.checked_on.isoformat())
    assert asked.answer == plain(answer_text(entry, knowledge))
    assert len(asked.citations) == len(entry.citations)
    assert all(citation["document"] for citation in asked.citations)


@pytest.mark.parametrize(
    "question", ["khuyến công là gì", "khuyen cong la gi", "khuye\u0302\u0301n công là gì?"]
)
def test_a_plain_question_is_answered_with_or_without_marks(knowledge: KnowledgeBase, question: str) -> None:
    asked = ask(question, knowledge)
    assert (asked.outcome, asked.entry) == ("answer", "khuyen-cong-la-gi")
    assert asked.question == question
    check_contract(asked, knowledge)


def test_formatting_marks_are_taken_off(knowledge: KnowledgeBase) -> None:
    assert "__" not in ask("khuyến công là gì", knowledge).answer


@pytest.mark.parametrize(
    "question", ["", " ", "?", "\x00", "\ud83d", "x" * 20_000, "🏭" * 500, "asdf qwer zxcv"]
)
def test_what_is_no_question_is_not_answered(knowledge: KnowledgeBase, question: str) -> None:
    asked = ask(question, knowledge)
    assert asked.outcome != "answer"
    assert asked.entry is None
    assert asked.answer in (plain(knowledge.phrase("clarify")), plain(knowledge.phrase("unknown")))


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_at_all_keeps_the_contract(knowledge: KnowledgeBase, text: str) -> None:
    check_contract(ask(text, knowledge), knowledge)


def test_the_entries_own_questions_keep_the_contract(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.content.entries.values():
        check_contract(ask(entry.questions[0], knowledge), knowledge)
