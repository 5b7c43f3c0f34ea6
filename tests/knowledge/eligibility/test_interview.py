"""What is asked: only what can still change a verdict or the sum, never what is known, never more than eight."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import pytest
import yaml

from knowledge.base import KnowledgeBase
from knowledge.eligibility.interview import MOST_QUESTIONS, Interview, Question
from knowledge.eligibility.loader import load_rules
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import Outcome, Verdict
from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR
from tests.support.facts import random_facts

TODAY = date(2026, 11, 21)
_FILE = "rules/questions.yaml"


def asked_to_the_end(
    knowledge: KnowledgeBase, item: str, told: dict[str, FactValue], reply: Callable[[Question], int | None]
) -> list[tuple[Question, dict[str, FactValue]]]:
    """The questions put, each with what was known before it; a reply is the number of an option."""
    facts, put = dict(told), []
    while len(put) <= MOST_QUESTIONS:
        verdicts = knowledge.eligibility.judge_all((item,), facts, TODAY)
        question = knowledge.interview.next(verdicts, [each.id for each, _ in put])
        if question is None:
            return put
        put.append((question, dict(facts)))
        number = reply(question)
        if number is not None and question.options:
            facts.update(question.options[min(number, len(question.options) - 1)].sets)
    raise AssertionError("it never ends")


@pytest.mark.parametrize("number", [0, 1, 2, None])
def test_no_item_takes_more_than_eight_questions_and_none_is_put_twice(
    knowledge: KnowledgeBase, number: int | None
) -> None:
    for item in knowledge.eligibility.items:
        put = [each.id for each, _ in asked_to_the_end(knowledge, item, {}, lambda _: number)]
        assert 0 < len(put) == len(set(put)) <= MOST_QUESTIONS


def test_a_question_is_put_only_while_it_can_change_something(knowledge: KnowledgeBase) -> None:
    """For everybody: some answer leads to another outcome, another list of what is missing, or to a sum."""
    random = Random(3)
    for _ in range(20):
        told = random_facts(knowledge, random)
        for item in random.sample(knowledge.eligibility.items, 4):
            for question, before in asked_to_the_end(
                knowledge, item, told, lambda _: random.choice((0, 1, 2, None))
            ):
                assert question.facts - before.keys(), (item, question.id, before)
                assert _may_change(knowledge, item, question, before), (item, question.id, before)


def _may_change(
    knowledge: KnowledgeBase, item: str, question: Question, before: dict[str, FactValue]
) -> bool:
    replies = [dict(option.sets) for option in question.options]
    if question.takes == "place":
        replies += [{"province": "gia-lai"}, {"province": "da-nang"}, {"province": "dong-nai"}]
    if question.takes == "money":
        replies += [dict.fromkeys(question.settles, sum_) for sum_ in (1_000_000, 10**14)]
    now = _seen(knowledge.eligibility.judge_all((item,), before, TODAY))
    return any(
        _seen(knowledge.eligibility.judge_all((item,), {**before, **each}, TODAY)) != now for each in replies
    )


def _seen(verdicts: list[Verdict]) -> list[object]:
    return [(each.outcome, each.missing, each.estimate and each.estimate.amount_vnd) for each in verdicts]


def test_nothing_is_asked_when_all_is_decided(knowledge: KnowledgeBase) -> None:
    verdicts = knowledge.eligibility.judge_all(("trademark",), {"activity": "trade"}, TODAY)
    assert {each.outcome for each in verdicts} == {Outcome.NO}
    assert knowledge.interview.next(verdicts, ()) is None


def test_one_question_is_kept_for_the_sum(knowledge: KnowledgeBase) -> None:
    put = [each.id for each, _ in asked_to_the_end(knowledge, "machinery", {}, lambda _: None)]
    assert (len(put), put[-1]) == (MOST_QUESTIONS, "cost")


@pytest.mark.parametrize(
    ("item", "is_asked"), [("machinery", True), ("trademark", False), ("training", False)]
)
def test_the_cost_is_asked_only_where_a_share_of_it_may_be_given(
    knowledge: KnowledgeBase, item: str, is_asked: bool
) -> None:
    put = [each.id for each, _ in asked_to_the_end(knowledge, item, {}, lambda _: 0)]
    assert ("cost" in put) is is_asked


def test_revenue_is_not_asked_of_an_enterprise_whose_capital_is_small(knowledge: KnowledgeBase) -> None:
    told: dict[str, FactValue] = {"facility": "enterprise", "province": "gia-lai", "activity": "industry"}
    told |= {"sector": "food_processing", "purchase": "not_yet", "machine": "new"}
    put = [each.id for each, _ in asked_to_the_end(knowledge, "machinery", told, lambda _: 0)]
    assert {"workers", "capital"} <= set(put)
    assert "revenue" not in put
    put = [
        each.id for each, _ in asked_to_the_end(knowledge, "machinery", {**told, "workers": 20}, lambda _: 1)
    ]
    assert "workers" not in put


def test_the_kind_of_commune_is_asked_only_in_a_city(knowledge: KnowledgeBase) -> None:
    told: dict[str, FactValue] = {
        "activity": "industry",
        "sector": "food_processing",
        "facility": "household",
    }
    for province, is_asked in (("gia-lai", False), ("da-nang", True)):
        put = [
            each.id
            for each, _ in asked_to_the_end(
                knowledge, "trademark", {**told, "province": province}, lambda _: 1
            )
        ]
        assert ("commune" in put) is is_asked


@pytest.mark.parametrize(
    ("way", "value", "told"),
    [
        (("questions", 1, "id"), "work", "work: id: appears twice"),
        (
            ("questions", 0, "options", 0, "sets"),
            {"activty": "industry"},
            "work: options: activty is never 'industry'",
        ),
        (
            ("questions", 0, "options", 0, "sets"),
            {"activity": "fishing"},
            "work: options: activity is never 'fishing'",
        ),
        (("questions", 0, "options"), [], "work: options: nothing to choose from"),
        (("questions", 0, "settles"), ["activity"], "work: settles: a question that takes choice"),
        (("questions", 2, "settles"), ["place"], "home: settles: no fact called place"),
        (("questions", 2, "settles"), ["workers"], "home: settles: workers is no province"),
        (("questions", 2, "settles"), [], "home: settles: a question that takes place"),
        (("questions", -1, "settles"), ["workers"], "cost: settles: workers is no money"),
        (
            ("questions", 0, "takes"),
            "colour",
            "work: takes: Input should be 'choice', 'place', 'money' or 'number'",
        ),
        (("wishes", 0, "item"), "tractor", "tractor: wishes: no rule knows this item"),
        (("instead", "tractor"), ["machinery"], "tractor: instead: no rule knows this item"),
        (("instead", "machinery"), ["tractor"], "tractor: instead: no rule knows this item"),
    ],
)
def test_a_mistake_in_the_questions_is_told(
    tmp_path: Path, way: tuple[str | int, ...], value: object, told: str
) -> None:
    copytree(CONTENT_DIR / "rules", tmp_path / "rules")
    file: Any = yaml.safe_load((tmp_path / _FILE).read_text(encoding="utf-8"))
    target = file
    for step in way[:-1]:
        target = target[step]
    target[way[-1]] = value
    (tmp_path / _FILE).write_text(yaml.safe_dump(file, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        Interview.load(tmp_path, load_rules(tmp_path))
    assert f"{_FILE}: {told}" in [str(problem) for problem in error.value.problems]
