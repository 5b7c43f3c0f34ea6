"""Sums as people say and type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.money import money, money_in, number

_M = 1_000_000

_SUMS = [
    ("400 triệu", 400),
    ("400tr", 400),
    ("400 trieu", 400),
    ("400 trieeuj", 400),
    ("400 củ", 400),
    ("400 cu", 400),
    ("400 chai", 400),
    ("1,2 tỷ", 1200),
    ("1.2 tỷ", 1200),
    ("1,250 tỷ", 1250),
    ("0,3 tỷ", 300),
    ("1 tỷ 2", 1200),
    ("1ty2", 1200),
    ("1tỷ5", 1500),
    ("1 ti 2", 1200),
    ("1 tỷ 25", 1250),
    ("1 tỷ 200", 1200),
    ("1 tỷ 200 triệu", 1200),
    ("2 tỷ 350tr", 2350),
    ("1 tỷ 2 trăm", 1200),
    ("một tỷ hai", 1200),
    ("1 tỷ mốt", 1100),
    ("1 tỷ tư", 1400),
    ("tỷ rưỡi", 1500),
    ("ty ruoi", 1500),
    ("một tỷ rưỡi", 1500),
    ("mot ty ruoi", 1500),
    ("2 tỏi", 2000),
    ("nửa tỷ", 500),
    ("nua ty", 500),
    ("trăm rưỡi", 150),
    ("tram ruoi", 150),
    ("hai trăm rưỡi", 250),
    ("3 trăm rưỡi", 350),
    ("hai trăm năm mươi triệu", 250),
    ("nam tram trieu", 500),
    ("bốn trăm hai mươi lăm triệu", 425),
    ("mười lăm triệu", 15),
    ("hai chục triệu", 20),
    ("15 triệu 5", 15.5),
    ("1tr2", 1.2),
    ("1 triệu rưỡi", 1.5),
    ("300.000.000", 300),
    ("300,000,000 đ", 300),
    ("300000000", 300),
    ("300 triệu đồng", 300),
    ("gần 300 triệu", 300),
    ("khoảng 3 trăm triệu", 300),
    ("dạ tầm 300 triệu thôi ạ", 300),
    ("500 nghìn", 0.5),
    ("500 ngàn", 0.5),
    ("500k", 0.5),
    ("500.000 đồng", 0.5),
    ("200-300 triệu", 300),
    ("200 - 300tr", 300),
    ("200 đến 300 triệu", 300),
    ("từ 200tr tới 1 tỷ", 1000),
    ("300tr-400tr", 400),
    ("2-3 trăm triệu", 300),
    ("hai ba trăm triệu", 300),
]


@pytest.mark.parametrize(("text", "millions"), _SUMS)
def test_a_sum_is_read_alone_and_in_a_sentence(text: str, millions: float) -> None:
    assert money(text) == int(millions * _M)
    assert money_in(f"mua máy {text}, được không") == (int(millions * _M),)


@pytest.mark.parametrize(
    ("text", "millions"),
    [
        ("300", 300),
        ("ba trăm", 300),
        ("3 trăm", 300),
        ("chừng 300 thôi", 300),
        ("trăm tám", 180),
        ("ba tram", 300),
    ],
)
def test_a_bare_number_is_millions_in_a_reply_only(text: str, millions: int) -> None:
    assert money(text) == millions * _M
    assert money_in(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "0", "1.2", "1200", "300 con heo", "vài trăm triệu", "mấy trăm triệu", "chưa biết"),
        *("1 tỷ 50", "ba trăm hai triệu", "1/2 tỷ", "300 đồng", "99999999 tỷ", "0912345678", "ngày 1.2.2025"),
        *("300tr được không", "máy 300 triệu, lò 200 triệu", "300 k"),
    ],
)
def test_what_is_not_clearly_one_sum_is_no_reply(text: str) -> None:
    assert money(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("có 300 người", "nghị định 235/2025", "gọi 0912345678", "mã số thuế 2300123456", "ngày 20/11/2026"),
        *("mỗi ngày làm 400 chai mắm", "công ty 2 thành viên", "cong ty 2 nguoi", "phuong 5 cu", "2 máy cũ"),
        *("vài trăm triệu", "300 k được", "12 m2", "năm 2025", "99999999999999 tỷ", "tôi 3 con", "15 tôi"),
    ],
)
def test_other_numbers_are_not_money(text: str) -> None:
    assert money_in(text) == ()


@pytest.mark.parametrize(
    ("text", "millions"),
    [
        ("máy 300 triệu, lò 200 triệu", (300, 200)),
        ("1 tỷ 2 máy", (1000,)),
        ("vay 1 tỷ 30%", (1000,)),
        ("300 triệu 5 người làm", (300,)),
        ("nam 2025 mua 300tr", (300,)),
        ("250tr/máy", (250,)),
        ("máy 300.000.000 - lò 200tr", (300, 200)),
    ],
)
def test_sums_are_told_in_the_order_said(text: str, millions: tuple[int, ...]) -> None:
    assert money_in(text) == tuple(each * _M for each in millions)


@pytest.mark.parametrize(
    ("words", "value"),
    [(["mười", "lăm"], 15), (["hai", "chục"], 20), (["15"], 15), (["x"], None), ([], None)],
)
def test_a_whole_number_is_read_from_words(words: list[str], value: int | None) -> None:
    assert number(words) == value


_PIECES = st.sampled_from(
    [
        "tỷ",
        "ty",
        "trăm",
        "triệu",
        "rưỡi",
        "1",
        "20",
        "1.2",
        "9" * 30,
        "-",
        "/",
        "chai",
        "củ",
        "k",
        "đ",
        "ba",
        "đến",
    ]
)


@given(st.text() | st.lists(_PIECES, max_size=40).map(" ".join) | st.lists(_PIECES, max_size=40).map("".join))
def test_no_text_is_too_much(text: str) -> None:
    read = money(text)
    assert all(0 < vnd < 10**15 for vnd in (*money_in(text), *([] if read is None else [read])))
