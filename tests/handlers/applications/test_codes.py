"""Codes of applications: short to type, impossible to guess, and never found where nobody wrote one."""

import math
import re

import pytest

from handlers.applications.codes import code_and_rest, find_code, new_code, shown

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MANY = 10_000
KNOWN = "0Q412X9T1BJ1"

SENTENCES = """\
mua máy sấy được hỗ trợ bao nhiêu tiền
0912345678
0912 345 678
số em là 0912.345.678 nha
+84 912 345 678
84912345678
0988 7766 5544
hotline 1900 1234 5678
sđt 0903123456 hoặc 0987654321
MST 0100233488
mã số thuế 0100233488-001
CCCD 079123456789
số định danh 0012 3456 7890
tài khoản 1234 5678 9012
STK 19031234567890
ngày 15/3/2027
2026-11-23 09:00
15 3 2027 lúc 8 giờ 30
Nghị định 45/2012/NĐ-CP
Thông tư 28/2018/TT-BTC
QĐ 23/2019/QĐ-UBND
TT 36/2013/TT-BCT điều 10 khoản 2
Luật 04/2017/QH14 và Nghị định 80/2021/NĐ-CP
300.000.000 đồng
300000000
1 tỷ 200 triệu
từ 200 lên 500 kg một ngày
máy CNC 3 trục 1500W 220V
máy hút chân không DZ-400 2SB
TCVN 5603:2008
ISO 9001:2015 HACCP 2020
biển số 78C-123.45
đơn SPX0123456789VN
mã OTP 123456
http://khuyencong.gov.vn/ho-so?id=1234
Cơ sở bánh tráng Hương Quê
HTX Nông nghiệp Tây Hòa
Công ty TNHH MTV Minh Tâm 2019
thôn 3, xã Tây Hòa, Đắk Lắk
khu phố 12 phường 7
số 12/34/56 đường Trần Phú
dạ em cảm ơn anh chị nhiều
KC-
phiếu KC của em tới đâu rồi
KC-XXXX-XXXX-XXXX
khuyến công 2026
kế hoạch 2026 2027 2028
0,5 ha đất
Nguyễn Thị Hương sinh 1975
ok ok ok ok ok ok
""".splitlines()


def test_a_code_has_twelve_letters_that_are_not_misread_and_at_least_two_digits() -> None:
    codes = [new_code() for _ in range(MANY)]
    assert all(re.fullmatch(f"[{LETTERS}]{{12}}", code) for code in codes)
    assert all(sum(letter.isdigit() for letter in code[:-1]) >= 2 for code in codes)
    assert all(re.fullmatch(r"KC(-[0-9A-Z]{4}){3}", shown(code)) for code in codes[:100])
    assert all(find_code(shown(code)) == code for code in codes)


def test_codes_do_not_come_twice_and_every_letter_comes_at_every_place() -> None:
    codes = [new_code() for _ in range(MANY)]
    assert len(set(codes)) == MANY
    assert all({code[place] for code in codes} == set(LETTERS) for place in range(12))


def test_a_code_holds_fifty_four_bits_of_chance() -> None:
    """The check letter adds nothing, and of eleven letters those with fewer than two digits are left out."""
    too_wordy = sum(math.comb(11, digits) * 10**digits * 22 ** (11 - digits) for digits in (0, 1))
    assert math.log2(32**11 - too_wordy) > 54


def test_one_wrong_letter_never_passes_and_two_swapped_neighbours_hardly_ever() -> None:
    swapped = passed = 0
    for _ in range(200):
        code = new_code()
        for place in range(12):
            for letter in set(LETTERS) - {code[place]}:
                assert find_code(code[:place] + letter + code[place + 1 :]) is None
            if place < 11 and code[place] != code[place + 1]:
                swapped += 1
                wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
                passed += find_code(wrong) is not None
    assert passed / swapped < 0.01


@pytest.mark.parametrize(
    "typed",
    [
        "KC-0Q41-2X9T-1BJ1",
        "kc-0q41-2x9t-1bj1",
        "KC0Q412X9T1BJ1",
        "0Q412X9T1BJ1",
        "KC 0Q41 2X9T 1BJ1",
        "kc oq4l 2x9t ibji",
        "KC-OQ4I-2X9T-LBJL",
        "phiếu KC-0Q41-2X9T-1BJ1 của em tới đâu rồi ạ",
        "mã em là 0q41 2x9t 1bj1, sđt 0912345678",
        "KC-0Q41-2X9T-1BJ1.",
        "(KC-0Q41-2X9T-1BJ1)",
        "0Q41-2X9T-1BJ0 không phải, 0Q41-2X9T-1BJ1 mới đúng",
    ],
)
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert find_code(typed) == KNOWN


def test_what_stands_beside_a_code_is_told_without_it() -> None:
    for typed in ("KC-0Q41-2X9T-1BJ1 5678", "kc 0q41 2x9t 1bj1 5678", "0Q412X9T1BJ1 5678"):
        code, rest = code_and_rest(typed)
        assert (code, rest.split()) == (KNOWN, ["5678"])
    assert code_and_rest("5678") == (None, "5678")


@pytest.mark.parametrize(
    "typed",
    [
        "KC-0Q41-2X9T-1BJ",
        "KC-0Q41-2X9T-1BJ11",
        "X0Q412X9T1BJ1",
        "KC--- 0Q41--2X9T-1BJ1",
        "0Q41/2X9T/1BJ1",
        "",
    ],
)
def test_what_is_too_long_too_short_or_torn_apart_is_no_code(typed: str) -> None:
    assert find_code(typed) is None


def test_everyday_messages_contain_no_code() -> None:
    assert len(SENTENCES) == 50
    assert [sentence for sentence in SENTENCES if find_code(sentence)] == []
