"""What is heard in messages as villagers type them, and what must not be heard."""

from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.eligibility.hearing import Hearing
from knowledge.eligibility.logic import FactValue
from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR

_M = 1_000_000
_FOOD = {"activity": "industry", "sector": "food_processing"}
_WOOD = {"activity": "industry", "sector": "consumer_goods"}
_SEWING = {"activity": "industry", "sector": "textile_footwear"}
_CRAFT = {"activity": "handicraft", "sector": "traditional_craft"}
_BUILDING = {"activity": "industry", "sector": "agro_chemicals_materials"}
_METAL = {"activity": "industry", "sector": "mechanical_electrical"}
_WISH = {"purchase": "not_yet"}

Told = tuple[str, dict[str, FactValue], tuple[str, ...]]

_SENTENCES: list[Told] = [
    (
        "tui làm nem chua ở phường Hiệp Hòa Bắc Ninh, muốn mua máy 400 triệu, được không, được nhiêu?",
        {**_FOOD, **_WISH, "cost_vnd": 400 * _M, "province": "bac-giang", "commune": "Hiệp Hòa"},
        ("machinery",),
    ),
    (
        "hkd ở Gia Lai, mua lò sấy 300tr",
        {"facility": "household", "cost_vnd": 300 * _M, "province": "gia-lai"},
        ("machinery",),
    ),
    ("vợ chồng tôi bán tạp hóa", {"activity": "trade"}, ()),
    ("nuôi heo nái", {"activity": "farming"}, ()),
    ("nuoi heo nai, muon mua may", {"activity": "farming", **_WISH}, ("machinery",)),
    (
        "nhà em làm bún ở Phú Thọ, 6 người làm, chưa đăng ký kd, tính sắm máy mới hết 1ty2",
        {
            **{**_FOOD, **_WISH, "workers": 6, "is_registered": False, "machine": "new"},
            **{"cost_vnd": 1200 * _M, "province": "phu-tho"},
        },
        ("machinery",),
    ),
    ("em lo mua may roi, 250 trieu", {"purchase": "bought", "cost_vnd": 250 * _M}, ("machinery",)),
    ("máy em đã mua rồi", {"purchase": "bought"}, ()),
    ("em mới đặt cọc thôi", {"purchase": "deposited"}, ()),
    ("em chưa mua gì hết", {"purchase": "not_yet"}, ()),
    ("sắp mua máy ép gạch", _WISH, ("machinery",)),
    (
        "da dat coc may xay 50 trieu, tong chi phi 350tr",
        {"purchase": "deposited", "cost_vnd": 350 * _M},
        ("machinery",),
    ),
    (
        "cty tnhh ở Đồng Nai 15 công nhân may gia công xuất khẩu",
        {**_SEWING, "facility": "enterprise", "exports": True, "workers": 15, "province": "dong-nai"},
        (),
    ),
    ("htx chè muốn làm logo", {**_FOOD, "facility": "cooperative"}, ("trademark",)),
    ("toi lam moc o xa Tay Hoa Dak Lak", {**_WOOD, "province": "phu-yen", "commune": "Tây Hòa"}, ()),
    ("mở lớp dạy nghề mây tre đan cho chị em", _CRAFT, ("training",)),
    ("lò gạch của tui phải di dời", {**_BUILDING, "must_relocate": True}, ("relocation_interest",)),
    (
        "làm mắm ruốc ở Huế, vợ em đứng tên, máy cũ được không",
        {**_FOOD, "owner_is_woman": True, "machine": "used", "province": "thua-thien-hue"},
        (),
    ),
    ("doanh thu 2 tỷ một năm, mua dây chuyền 3 tỷ 5", {"cost_vnd": 3500 * _M}, ("technology_line",)),
    ("cơ sở rang xay cà phê", _FOOD, ()),
    ("em là người Ê Đê làm thổ cẩm", {**_CRAFT, "owner_is_minority": True}, ()),
    ("lam nhang, xuong 20 nguoi", {**_CRAFT, "workers": 20}, ()),
    ("xưởng mộc mười lăm thợ", {**_WOOD, "workers": 15}, ()),
    ("ba trăm củ mua dàn máy cnc làm mộc", {**_WOOD, "cost_vnd": 300 * _M}, ("machinery",)),
    ("o xuong may 12 nguoi", {**_SEWING, "workers": 12}, ()),
    ("em may áo dài", _SEWING, ()),
    ("lò rèn của ông già", _CRAFT, ()),
    ("răng tui làm ruốc mà nỏ được chi rứa", _FOOD, ()),
    ("xuong co khi go han", _METAL, ()),
    ("tui mần bánh tráng, bánh đa nem", _FOOD, ()),
    ("xay xát lúa", _FOOD, ()),
    ("làm gạch không nung", _BUILDING, ()),
    ("đăng kí kinh doanh rồi", {"is_registered": True}, ()),
    ("có giấy phép kinh doanh", {"is_registered": True}, ()),
    ("chua dang ky gi het", {"is_registered": False}, ()),
    ("không phải làng nghề", {"is_in_craft_village": False}, ()),
    ("em ở làng nghề", {"is_in_craft_village": True}, ()),
    ("chưa được hổ trợ lần nào", {"has_other_state_money": False}, ()),
    ("máy này đã được hỗ trợ", {"has_other_state_money": True}, ()),
    ("cơ sở ở phường thì sao", {"commune_kind": "phuong"}, ()),
    ("nhà em ở xã", {"commune_kind": "xa"}, ()),
    ("đi hội chợ nước ngoài", {}, ("fair_abroad",)),
    ("di hoi cho", {}, ("fair_domestic",)),
    ("muốn làm mô hình trình diễn", {}, ("demo_model",)),
    ("công ty mới thành lập", {"is_new_enterprise": True, "facility": "enterprise"}, ("new_enterprise",)),
    ("tổ hợp tác đan lát", {**_CRAFT, "facility": "cooperative_group"}, ()),
    ("hàng chưa xuất khẩu", {"exports": False}, ()),
    ("quán cà phê", {"activity": "services"}, ()),
    ("tiem sua xe", {"activity": "services"}, ()),
    ("muoons mua masy saasy", _WISH, ("machinery",)),
    ("MUA MÁY SẤY 500 CHAI", {"cost_vnd": 500 * _M}, ("machinery",)),
]


def _heard(knowledge_of: Hearing, text: str) -> tuple[dict[str, FactValue], tuple[str, ...]]:
    heard = knowledge_of.hear(text)
    return dict(heard.facts), heard.items


@pytest.fixture(scope="module")
def hearing(knowledge: KnowledgeBase) -> Hearing:
    return Hearing.load(CONTENT_DIR, knowledge.places)


@pytest.mark.parametrize(("text", "facts", "items"), _SENTENCES)
def test_a_message_tells_these_facts_and_no_others(
    hearing: Hearing, text: str, facts: dict[str, FactValue], items: tuple[str, ...]
) -> None:
    assert _heard(hearing, text) == (facts, items)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Chào shop, mai mưa không", "nghe may", "hơn 200 lao động", "có một người hỏi em", "5-7 người"),
        *("có 10 thợ với 3 lao động thời vụ", "nhà o xa lam", "xuất khẩu lao động", "sở ct ở đâu"),
        *(
            "đã mua chưa",
            "đăng ký chưa",
            "hội phụ nữ",
            "có 2 máy cũ",
            "ct khuyến công",
        ),
        *("được hỗ trợ tối đa 300 triệu đúng không", "lương 10 triệu", "vay 500 triệu", "lam may"),
        *("sản xuất nông nghiệp", "đi làm hồ sơ", "bán cho công ty", "nộp ở xã được không", "lam cha"),
    ],
)
def test_nothing_is_heard_where_nothing_sure_is_told(hearing: Hearing, text: str) -> None:
    assert _heard(hearing, text) == ({}, ())


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("máy mới hay máy cũ đều được", "machine"),
        ("máy này đã mua rồi, máy kia chưa mua", "purchase"),
        ("trồng chè và làm chè khô", "activity"),
        ("xưởng mộc và lò bún", "sector"),
        ("mua máy của công ty Trung Quốc", "facility"),
        ("so sánh Gia Lai với Phú Thọ", "province"),
        ("có phải di dời không", "must_relocate"),
        ("chưa đăng ký nhãn hiệu", "is_registered"),
        ("xin hỗ trợ 300 triệu mua máy", "cost_vnd"),
        ("có 300 triệu, có 200 triệu", "cost_vnd"),
    ],
)
def test_a_fact_told_in_two_ways_or_of_others_is_left_out(hearing: Hearing, text: str, fact: str) -> None:
    assert fact not in hearing.hear(text).facts


@pytest.mark.parametrize(
    ("text", "millions"),
    [
        ("mua máy 300 triệu, mua lò 200 triệu", 300),
        ("chi phí 500tr, vay 700tr", 500),
        ("có 300 triệu muốn mua máy", 300),
        ("máy khoảng 200-300 triệu", 300),
        ("mua máy 1 tỷ 2 máy", 1000),
    ],
)
def test_the_cost_is_the_largest_sum_said_with_buying(hearing: Hearing, text: str, millions: int) -> None:
    assert hearing.hear(text).facts["cost_vnd"] == millions * _M


def test_items_are_told_in_the_order_said(hearing: Hearing) -> None:
    assert hearing.hear("làm logo rồi mua máy, đi hội chợ, mua máy nữa").items == (
        *("trademark", "machinery"),
        "fair_domestic",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  machinery:\n", "  spaceship:\n", "spaceship"),
        ("  machine:\n    new:", "  machine:\n    shiny:", "shiny"),
        ("  exports:\n    true:", "  exported:\n    true:", "exported"),
        ("activity: industry, sector: mech", "activity: industry, sector: mechs, x: mech", "x"),
        ("new: [máy mới,", "new: [máy mới, máy cũ,", "máy cũ"),
    ],
)
def test_what_no_rule_knows_is_refused(
    knowledge: KnowledgeBase, tmp_path: Path, old: str, new: str, told: str
) -> None:
    for part in ("rules", "language"):
        copytree(CONTENT_DIR / part, tmp_path / part)
    file = tmp_path / "rules" / "hearing.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told):
        Hearing.load(tmp_path, knowledge.places)


_PIECES = st.sampled_from([word for text, _, _ in _SENTENCES for word in text.split()])


@given(st.text() | st.lists(_PIECES, max_size=30).map(" ".join))
def test_no_text_is_too_much(hearing: Hearing, text: str) -> None:
    hearing.hear(text)
