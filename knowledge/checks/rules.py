"""Rules of eligibility must rest on what may be stated, and name only what exists."""

from collections.abc import Iterator
from datetime import date

from knowledge.checks.figures import unfounded
from knowledge.eligibility.engine import items_of
from knowledge.eligibility.loader import RuleBook
from knowledge.eligibility.model import Advantage, Rule
from knowledge.errors import Problem
from knowledge.loader import Content, Sources
from knowledge.model import Use

_FILE = "rules/rules.yaml"


def check_rules(book: RuleBook, content: Content, sources: Sources, today: date) -> Iterator[Problem]:
    file = book.rules
    if file.review_on < today:
        yield Problem(_FILE, "", "review_on", f"review was due on {file.review_on}")
    for rule in file.rules:
        for item in items_of(rule, file.groups):
            if item not in content.levels.items:
                yield Problem(_FILE, rule.id, "items", f"no item or group called {item}")
        for entry in [rule.elsewhere, *(variant.elsewhere for variant in rule.variants.values())]:
            if entry is not None and entry not in content.entries:
                yield Problem(_FILE, rule.id, "elsewhere", f"no entry called {entry}")
        yield from _source_problems(rule, rule.history, content, sources)
        yield from _figure_problems(rule, content, sources)
    for advantage in file.advantages:
        yield from _source_problems(advantage, False, content, sources)
        yield from _unfounded(advantage, [advantage.text], content, sources)


def _source_problems(
    rule: Rule | Advantage, is_history: bool, content: Content, sources: Sources
) -> Iterator[Problem]:
    if rule.document is not None:
        document = content.registry.documents.get(rule.document)
        if document is None:
            yield Problem(_FILE, rule.id, "document", f"no document called {rule.document}")
        elif not is_history and not document.status.may_be_current_law:
            yield Problem(
                _FILE, rule.id, "document", f"{document.id} is {document.status}: say history: true"
            )
    for basis in rule.basis:
        stated = sources.facts.get(basis) or content.levels.rows.get(basis)
        if stated is None and basis not in sources.rules:
            yield Problem(_FILE, rule.id, "basis", f"no fact, level or rule called {basis}")
        elif stated is not None and stated.use is Use.DO_NOT_STATE:
            yield Problem(_FILE, rule.id, "basis", f"{basis} must not be stated, so it decides nothing")


def _figure_problems(rule: Rule, content: Content, sources: Sources) -> Iterator[Problem]:
    texts = rule.texts
    said = [texts.holds, texts.fails, texts.open, texts.change or ""]
    said += [text for variant in rule.variants.values() for text in (variant.fails, variant.change or "")]
    yield from _unfounded(rule, said, content, sources)


def _unfounded(
    rule: Rule | Advantage, said: list[str], content: Content, sources: Sources
) -> Iterator[Problem]:
    for figure in unfounded(" ".join(said), rule.basis, rule.document, content, sources):
        yield Problem(_FILE, rule.id, "texts", f"figure {figure} stands in no basis of the rule")
