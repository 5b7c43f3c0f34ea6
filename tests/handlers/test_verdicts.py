"""Verdicts as data: the fields of the contract, the formula, and facts from outside that are refused."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from handlers.casework.steps import standing
from handlers.messages import Case
from handlers.verdicts import BadFacts, judge, reported
from knowledge.base import KnowledgeBase
from tests.support.kept import GOOD_FACTS

TODAY = date(2026, 11, 21)
GOOD: dict[str, Any] = {**GOOD_FACTS, "cost_vnd": 400_000_000}
_KEYS = ["item", "scheme", "verdict", "reasons", "missing", "estimate_vnd", "cap_vnd", "formula"]


def test_a_verdict_has_the_fields_of_the_contract(knowledge: KnowledgeBase) -> None:
    national, local = (asdict(each) for each in judge({**GOOD, "items": ["machinery"]}, knowledge, TODAY))
    assert list(national) == list(local) == _KEYS
    assert (national["item"], national["scheme"], national["verdict"]) == ("machinery", "national", "yes")
    assert (national["missing"], national["estimate_vnd"], national["cap_vnd"]) == (
        [],
        200_000_000,
        300_000_000,
    )
    assert national["formula"] == "min(50% × 400.000.000, 300.000.000) = 200.000.000"
    assert [list(reason) for reason in national["reasons"]] == [
        ["rule", "holds", "text", "document", "article"]
    ] * len(national["reasons"])
    assert (local["estimate_vnd"], local["cap_vnd"]) == (None, None)
    assert local["formula"] == knowledge.phrase("formula_no_level")


@pytest.mark.parametrize(
    ("case", "item", "formula"),
    [
        ({}, "machinery", "min(50% × chi phí, 300.000.000)"),
        ({}, "fair_abroad", "100% × chi phí"),
        ({"cost_vnd": 7_000}, "fair_abroad", "100% × 7.000 = 7.000"),
        ({}, "cluster_infrastructure", "min(chi phí, 6.000.000.000)"),
        ({}, "trademark", "chưa có số đã kiểm tra"),
        ({"activity": "trade"}, "machinery", ""),
    ],
)
def test_the_formula_says_what_is_not_known_in_words(
    knowledge: KnowledgeBase, case: dict[str, Any], item: str, formula: str
) -> None:
    assert judge({**case, "items": [item]}, knowledge, TODAY)[0].formula == formula


def test_a_press_source_stands_where_there_is_no_document(knowledge: KnowledgeBase) -> None:
    reasons = {
        each.rule: each for each in judge({**GOOD, "items": ["machinery"]}, knowledge, TODAY)[0].reasons
    }
    assert reasons["machine-new"].document == "baolongan.vn, bài a65720"
    assert reasons["activity"].document == "nd-45-2012"


def test_all_items_and_today_are_meant_unless_said(knowledge: KnowledgeBase) -> None:
    said = judge({}, knowledge, TODAY)
    assert [each.item for each in said[::2]] == list(knowledge.eligibility.items)
    assert {each.verdict for each in said} == {"unknown"}
    assert judge({"items": []}, knowledge, TODAY) == said


@pytest.mark.parametrize(
    ("on", "verdict"), [("2026-04-29", "yes"), ("2026-04-30", "unknown"), ("2025-10-14", "unknown")]
)
def test_the_day_decides_which_rules_hold(knowledge: KnowledgeBase, on: str, verdict: str) -> None:
    case = {**GOOD, "province": "dong-nai", "commune_kind": "phuong", "items": ["machinery"], "on": on}
    assert judge(case, knowledge, TODAY)[0].verdict == verdict


@pytest.mark.parametrize("name", ["Bình Định", "binh-dinh", "gia-lai", "tỉnh Gia Lai", "Hải Dương"])
def test_a_province_may_go_by_any_of_its_names(knowledge: KnowledgeBase, name: str) -> None:
    assert judge({"province": name, "items": ["machinery"]}, knowledge, TODAY)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({"colour": "red"}, "colour: không có dữ kiện này"),
        ({"province_kind": "tinh"}, "province_kind: không có dữ kiện này"),  # computed, never told
        ({"area": "an-giang"}, "area: không có dữ kiện này"),
        ({"facility": "shop"}, "facility: giá trị không dùng được, cần: household, cooperative_group"),
        ({"is_registered": "yes"}, "is_registered: giá trị không dùng được, cần: true hoặc false"),
        ({"workers": -1}, "workers: giá trị không dùng được, cần: số nguyên không âm"),
        ({"cost_vnd": 1.5}, "cost_vnd: giá trị không dùng được, cần: số đồng"),
        ({"cost_vnd": None}, "cost_vnd: giá trị không dùng được"),
        ({"local_material_percent": "50"}, "local_material_percent: giá trị không dùng được, cần: số từ 0"),
        ({"province": "Xứ Lạ"}, "province: giá trị không dùng được, cần: mã hoặc tên tỉnh"),
        ({"province": "dn"}, "province: giá trị không dùng được"),  # may be two
        ({"province": 5}, "province: giá trị không dùng được"),
        ({"province": ""}, "province: giá trị không dùng được"),
        ({"commune": []}, "commune: giá trị không dùng được, cần: tên xã"),
        ({"on": "tomorrow"}, "on: giá trị không dùng được, cần: ngày dạng"),
        ({"on": 20261121}, "on: giá trị không dùng được"),
        ({"on": None}, "on: giá trị không dùng được"),
        ({"items": "machinery"}, "items: giá trị không dùng được, cần: cleaner_production_model, "),
        ({"items": ["tractor"]}, "items: giá trị không dùng được"),
        ({"items": [["machinery"]]}, "items: giá trị không dùng được"),
        ({"items": None}, "items: giá trị không dùng được"),
    ],
)
def test_facts_that_cannot_be_used_are_refused_once_each(
    knowledge: KnowledgeBase, case: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadFacts) as error:
        judge({**case, "purchase": "not_yet"}, knowledge, TODAY)
    (problem,) = error.value.problems
    assert problem.startswith(told)


def test_all_problems_are_told_together(knowledge: KnowledgeBase) -> None:
    with pytest.raises(BadFacts) as error:
        judge({"a": 1, "workers": "5", "on": "x"}, knowledge, TODAY)
    assert [problem.partition(":")[0] for problem in error.value.problems] == ["a", "workers", "on"]


@pytest.mark.parametrize(
    "facts",
    [{}, GOOD, {**GOOD, "province": "binh-dinh"}, {**GOOD, "purchase": "bought"}, {"activity": "farming"}],
)
def test_chat_and_command_line_come_to_the_same(knowledge: KnowledgeBase, facts: dict[str, Any]) -> None:
    for item in knowledge.eligibility.items:
        in_chat = standing(Case(item, facts), knowledge, TODAY).verdicts
        assert [reported(each, knowledge) for each in in_chat] == judge(
            {**facts, "items": [item]}, knowledge, TODAY
        )
