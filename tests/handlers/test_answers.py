"""Every entry as people read it: the answer, its warnings, its sources with their date, and where to go on."""

from datetime import UTC, datetime

import pytest

from handlers import payloads
from handlers.answering import Answering
from handlers.answers import (
    ENTRY,
    MORE,
    PERSON,
    START_CHECK,
    answer_text,
    entry_buttons,
    more_reply,
    unknown_reply,
)
from handlers.citations import document_name, source_line
from handlers.markup import plain
from handlers.messages import Home, Reply
from knowledge.base import KnowledgeBase
from knowledge.model import Entry
from tests.support.talks import ZONE

_CHANNEL_RULES = "quy-tac-kenh"  # named only when nothing weightier carries the answer
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_HOME = Home("gia-lai", "binh-dinh")
_SHOWN = 3  # sources of a short answer


@pytest.fixture(scope="module")
def entries(knowledge: KnowledgeBase) -> list[Entry]:
    return list(knowledge.content.entries.values())


def test_an_answer_says_what_the_editor_wrote_and_all_its_warnings(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    for entry in entries:
        said = answer_text(entry, knowledge)
        assert said.startswith(entry.answer), entry.id
        assert all(warning in said for warning in entry.warnings), entry.id
        assert entry.unknown is None or knowledge.phrase("unknown_part", text=entry.unknown) in said, entry.id


def short(entry: Entry, knowledge: KnowledgeBase, home: Home | None = None) -> Reply:
    """What a question for this entry is answered with."""
    return Answering(knowledge, ZONE).entry_reply(entry, home, _NOW)


def replies(entry: Entry, knowledge: KnowledgeBase) -> tuple[Reply, Reply]:
    """To someone whose province is not known, and to someone at home in a place with two names."""
    return short(entry, knowledge), short(entry, knowledge, _HOME)


def sources(entry: Entry) -> int:
    """How many sources an entry has: each document and each press source once."""
    names = {citation.document or citation.press for citation in entry.citations}
    return len(names - {_CHANNEL_RULES}) or 1


def test_every_answer_ends_with_its_sources_and_the_day_they_were_checked(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    for entry in entries:
        line = source_line(entry, knowledge, _SHOWN if entry.more else None)
        assert answer_text(entry, knowledge).endswith(line), entry.id
        assert f"{entry.checked_on:%d/%m/%Y}" in line, entry.id
        assert "\n" not in line, entry.id


def test_every_document_article_and_press_source_is_named_once(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    for entry in entries:
        line = source_line(entry, knowledge)
        cited = [found for found in entry.citations if found.document != _CHANNEL_RULES]
        for citation in cited:
            document = citation.document and knowledge.document(citation.document)
            name = document_name(document, knowledge) if document else citation.press or ""
            assert line.count(name) >= 1, (entry.id, name)
            assert (citation.article or "") in line, (entry.id, citation.article)


def test_a_short_answer_names_three_sources_and_counts_those_behind_the_button(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    counted = 0
    for entry in entries:
        left = sources(entry) - _SHOWN
        note = knowledge.phrase("sources_more", count=left)
        said = answer_text(entry, knowledge)
        assert (note in said) is (entry.more is not None and left > 0), entry.id
        if note in said:
            counted += 1
            shown = source_line(entry, knowledge, _SHOWN).partition(note)[0]
            assert source_line(entry, knowledge).startswith(shown), entry.id
    assert counted > 20  # the rule is worth having


def test_what_is_longer_waits_behind_a_button_and_has_the_same_sources(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    for entry in entries:
        payloads = [button.payload for button in short(entry, knowledge).buttons]
        assert (MORE + entry.id in payloads) is (entry.more is not None), entry.id
        longer = more_reply(entry, knowledge)
        assert longer.text.startswith(entry.more or entry.answer), entry.id
        assert longer.text.endswith(source_line(entry, knowledge)), entry.id
        assert MORE + entry.id not in [button.payload for button in longer.buttons], entry.id


def test_the_ways_on_are_few_lead_somewhere_and_end_with_a_person(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    for entry in entries:
        for reply in (*replies(entry, knowledge), more_reply(entry, knowledge)):
            assert len(reply.buttons) <= 5, entry.id
            assert reply.buttons[-1].payload == PERSON, entry.id
            for button in reply.buttons:
                kind, _, identity = button.payload.partition(":")
                if kind == START_CHECK:
                    assert not identity or identity in knowledge.eligibility.items, button
                    continue
                does = (PERSON, payloads.FORM, payloads.MINE, "rights")
                assert kind in does or knowledge.entry(identity), button
                assert button.label, button


def test_an_honest_unknown_offers_ways_on_and_a_person(knowledge: KnowledgeBase) -> None:
    reply = unknown_reply(knowledge)
    assert reply.text == knowledge.phrase("unknown")
    assert len(reply.buttons) == 3
    assert reply.buttons[-1].payload == PERSON


def test_a_button_to_an_entry_that_is_gone_is_left_out(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    known = entries[0]
    (button,) = entry_buttons(("khong-con-nua", known.id), knowledge)
    assert (button.label, button.payload) == (known.title, ENTRY + known.id)


def test_no_answer_is_left_with_a_mark_that_does_not_pair(
    knowledge: KnowledgeBase, entries: list[Entry]
) -> None:
    for entry in entries:
        for reply in (*replies(entry, knowledge), more_reply(entry, knowledge)):
            assert "**" not in plain(reply.text), entry.id
            assert "__" not in plain(reply.text), entry.id
