"""The card: what it says for yes, no and not known, whose figures, which sources, and that it fits one message."""

from datetime import date
from random import Random

import pytest

from handlers.casework.asking import OPTION
from handlers.casework.card import Card
from handlers.casework.steps import standing
from handlers.channels import Abilities
from handlers.messages import Case, Reply
from handlers.outbox import Door
from handlers.text import utf16_units
from knowledge.base import KnowledgeBase
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import Outcome
from knowledge.model import Level
from knowledge.operator.facts import OperatorFacts
from tests.support.factories import WEB
from tests.support.facts import random_facts
from tests.support.kept import GOOD_FACTS

TODAY = date(2026, 11, 23)
GOOD: dict[str, FactValue] = {**GOOD_FACTS, "cost_vnd": 400_000_000}
MODEL: dict[str, FactValue] = {**GOOD, "is_new_technology": True, "lets_others_visit": True}
LIMIT = 2000  # characters that the channel with the shortest messages takes
PROMISES = ("chắc chắn được", "được duyệt", "sẽ được", "cam kết", "đủ điều kiện")


def draw(knowledge: KnowledgeBase, facts: dict[str, FactValue], item: str = "machinery") -> Reply:
    case = Case(item, facts)
    return Card(knowledge).draw(case, standing(case, knowledge, TODAY).verdicts, TODAY)


def test_a_yes_is_a_sign_and_says_what_it_rests_on(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, GOOD).text
    assert text.startswith(
        "**Ứng dụng máy móc thiết bị, chuyển giao công nghệ**: theo những điều anh/chị nói"
    )
    assert "**có dấu hiệu phù hợp**" in text
    assert "Điều hợp:\n- Trực tiếp sản xuất" in text
    assert "Vì sao chưa được" not in text
    assert "Còn chưa rõ" not in text
    assert "Ước tính theo trần quốc gia: 50% của 400.000.000 đồng là 200.000.000 đồng, chưa tới trần" in text
    assert "Phần vốn của mình: ít nhất 200.000.000 đồng." in text
    assert knowledge.phrase("case_no_promise") in text
    assert knowledge.phrase("case_do_not_buy") in text


def test_a_cost_over_the_cap_is_told_with_what_remains_to_pay(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, {**GOOD, "cost_vnd": 1_000_000_000}).text
    assert "tối đa 300.000.000 đồng, vì 50% của 1.000.000.000 đồng vượt hoặc chạm trần" in text
    assert "ít nhất 700.000.000 đồng" in text


@pytest.mark.parametrize(
    ("changed", "reason", "change", "source"),
    [
        ({"activity": "trade"}, "Chỉ mua bán", None, "Nghị định 45/2012"),
        ({"activity": "farming"}, "việc của khuyến nông", "sơ chế, chế biến", "Nghị định 45/2012"),
        ({"facility": "worker"}, "không dành cho từng người", "Đăng ký hộ kinh doanh", "Nghị định 45/2012"),
        ({"purchase": "bought"}, "đã mua rồi", "Máy khác chưa mua", "Cảnh báo mua máy"),
        (
            {"has_other_state_money": True},
            "hai nguồn ngân sách",
            "máy khác",
            "TTLT-BTC-BCT (đã hết hiệu lực)",
        ),
        ({"facility": "enterprise", "workers": 201}, "doanh nghiệp lớn", "sản xuất sạch hơn", "Luật 04/2017"),
        (
            {"province": "da-nang", "commune_kind": "phuong", "is_in_craft_village": False},
            "Phường của thành phố",
            "làng nghề được công nhận",
            "Nghị định 45/2012",
        ),
    ],
)
def test_a_no_has_its_reason_its_source_and_what_would_change_it(
    knowledge: KnowledgeBase, changed: dict[str, FactValue], reason: str, change: str | None, source: str
) -> None:
    text = draw(knowledge, {**GOOD, **changed}).text
    assert "**nhiều khả năng chưa được**" in text
    against = text.partition("Vì sao chưa được:\n")[2].partition("\n\n")[0]
    assert reason in against
    assert change is None or change in against.partition("Muốn khác đi: ")[2]
    assert source in text.rpartition("Căn cứ: ")[2]
    assert "Điều hợp" not in text
    assert "Ước tính" not in text


def test_what_is_not_known_is_said_with_what_is_missing(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, {"facility": "household", "province": "gia-lai"}).text
    assert "**chưa nói chắc được**" in text
    assert "Còn chưa rõ:\n- Cần biết cơ sở làm việc gì là chính." in text
    assert "- Cần biết cơ sở làm ra hàng gì." in text


def test_two_schemes_that_differ_are_told_apart(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, {**GOOD, "province": "an-giang", "is_registered": False}).text
    assert "khuyến công quốc gia**: **chưa nói chắc được**" in text
    assert (
        "khuyến công của tỉnh**: theo những điều anh/chị nói, trường hợp này **nhiều khả năng chưa được**"
        in text
    )


def test_the_provinces_own_row_stands_beside_the_national_ceiling(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, {**MODEL, "province": "dak-lak", "cost_vnd": 5_000_000_000}, "demo_model").text
    assert "Ước tính theo trần quốc gia: tối đa 1.000.000.000 đồng" in text
    assert "Mức của Đắk Lắk: tối đa 800.000.000 đồng" in text
    assert "chưa có số đã kiểm tra" not in text


@pytest.mark.parametrize("province", ["gia-lai", "binh-dinh", "hai-duong"])
def test_no_province_gets_the_figure_of_another_or_the_ceiling_as_its_own(
    knowledge: KnowledgeBase, province: str
) -> None:
    text = draw(knowledge, {**MODEL, "province": province, "cost_vnd": 5_000_000_000}, "demo_model").text
    assert "800.000.000" not in text
    assert "bên mình chưa có số đã kiểm tra, có thể khác trần quốc gia" in text


def test_a_level_of_the_office_is_cited_by_the_name_of_its_paper(knowledge: KnowledgeBase) -> None:
    row = knowledge.levels.choose("machinery", None, None, TODAY).national
    assert row is not None
    own = row.model_copy(
        update={
            "id": "lv-own",
            "province": "tay-ninh",
            "document": None,
            "document_name": "Nghị quyết 9/2026",
            "percent": 40,
        }
    )

    class Office(OperatorFacts):
        def own_levels(self) -> tuple[Level, ...]:
            return (own,)

    text = draw(knowledge.with_office(Office()), GOOD).text
    assert "Mức của Tây Ninh: 40% của 400.000.000 đồng là 160.000.000 đồng" in text
    assert "Nghị quyết 9/2026" in text.rpartition("Căn cứ: ")[2]


def test_a_share_without_a_checked_figure_is_said_so(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, GOOD, "trademark").text
    assert knowledge.phrase("case_national_unknown") in text
    assert "Phần vốn" not in text


def test_nothing_is_said_of_an_own_share_of_nothing(knowledge: KnowledgeBase) -> None:
    assert "Phần vốn" not in draw(knowledge, GOOD, "fair_abroad").text


def test_better_items_are_named_on_a_no(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, {**MODEL, "is_new_technology": False}, "demo_model").text
    assert "Việc khác có thể hợp hơn: Ứng dụng máy móc thiết bị" in text
    assert "Việc khác" not in draw(knowledge, {**MODEL, "activity": "farming"}, "demo_model").text
    assert "Việc khác" not in draw(knowledge, MODEL, "demo_model").text


def test_each_document_is_named_once_with_the_day_it_was_checked(knowledge: KnowledgeBase) -> None:
    sources = draw(knowledge, GOOD).text.rpartition("Căn cứ: ")[2]
    for number in ("Nghị định 45/2012", "Thông tư 28/2018", "baolongan.vn"):
        assert sources.count(number) == 1
    assert f"Kiểm tra ngày {knowledge.eligibility.checked_on:%d/%m/%Y}" in sources


def test_facts_that_matter_nothing_for_the_item_are_left_out(knowledge: KnowledgeBase) -> None:
    text = draw(knowledge, {**GOOD, "runs_well": True, "must_relocate": False, "owner_is_woman": True}).text
    assert "Mô hình đang chạy tốt" not in text
    assert "di dời" not in text
    assert "Chủ cơ sở là phụ nữ: có" in text
    assert "Có thể được ưu tiên:" in text


def test_any_card_fits_the_shortest_message_promises_nothing_and_has_a_source(
    knowledge: KnowledgeBase,
) -> None:
    random, eligibility = Random(5), knowledge.eligibility
    door = Door(
        {WEB: Abilities(max_text_units=LIMIT)},
        knowledge.phrase("choose_by_number"),
        knowledge.phrase("or_say"),
    )
    outcomes = set()
    for _ in range(60):
        facts = random_facts(knowledge, random)
        for item in eligibility.items:
            case = Case(item, facts)
            verdicts = standing(case, knowledge, TODAY).verdicts
            reply = Card(knowledge).draw(case, verdicts, TODAY)
            outcomes.update((item, verdict.outcome) for verdict in verdicts)
            assert utf16_units(door._numbered(reply, WEB)) <= LIMIT
            said = reply.text.replace(knowledge.phrase("case_no_promise"), "").lower()
            assert not [promise for promise in PROMISES if promise in said]
            assert "Căn cứ: ." not in reply.text
            assert "Kiểm tra ngày" in reply.text
            assert all(len(button.payload.encode()) <= 64 for button in reply.buttons)
    assert {item for item, _ in outcomes} == set(eligibility.items)
    assert {outcome for _, outcome in outcomes} == set(Outcome)


def test_payloads_of_every_question_fit_every_channel(knowledge: KnowledgeBase) -> None:
    for question in knowledge.interview.questions.values():
        assert len(f"{OPTION}{question.id}:{len(question.options)}".encode()) <= 64
