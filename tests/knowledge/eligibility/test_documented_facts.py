"""The page for callers of `eligibility --json` names the facts that the rules know, with their choices."""

import re

from knowledge.base import KnowledgeBase
from knowledge.eligibility.model import FactKind
from tests.support.source import ROOT

_PAGE = ROOT / "docs" / "eligibility-facts.md"
_ROW = re.compile(r"\| `(?P<fact>\w+)` \| (?P<values>[^|]+) \| (?P<label>[^|]+) \|")


def test_the_page_names_the_facts_that_can_be_told_as_the_card_does(knowledge: KnowledgeBase) -> None:
    rows = {row["fact"]: row for row in _ROW.finditer(_PAGE.read_text(encoding="utf-8"))}
    facts = {name: fact for name, fact in knowledge.eligibility.facts.items() if not fact.derived_from}
    assert set(rows) == set(facts)
    assert {name: row["label"].strip() for name, row in rows.items()} == {
        name: fact.label for name, fact in facts.items()
    }
    for name, fact in facts.items():
        if fact.kind is FactKind.CHOICE:
            assert re.findall(r"`(\w+)`", rows[name]["values"]) == list(fact.choices)


def test_the_page_names_the_items(knowledge: KnowledgeBase) -> None:
    (listed,) = re.findall(r"^Items: (.+)$", _PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", listed)) == set(knowledge.eligibility.items)
