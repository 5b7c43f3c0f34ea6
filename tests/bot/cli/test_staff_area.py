"""`staff area`: the places that an account looks after, named as people name them."""

import pytest

from tests.bot.cli.command import Inside


@pytest.fixture
def account(inside: Inside) -> str:
    assert inside("staff", "add", "Lan", "--role", "officer").code == 0
    return "Lan"


def test_a_province_or_one_commune_of_it_is_given_once_and_taken_off(inside: Inside, account: str) -> None:
    whole = inside("staff", "area", account, "--province", "tay ninh")
    assert (whole.code, whole.out) == (0, "Lan: cả Tây Ninh, đã giao\n")
    assert "không có gì đổi" in inside("staff", "area", account, "--province", "tay-ninh").out
    one = inside("staff", "area", account, "--province", "Phú Yên", "--commune", "xã Tây Hòa")
    assert one.out == "Lan: Tây Hòa, Đắk Lắk, đã giao\n"
    off = inside("staff", "area", account, "--province", "tay-ninh", "--remove")
    assert off.out == "Lan: cả Tây Ninh, đã bỏ\n"


def test_what_is_not_known_is_told_and_changes_nothing(inside: Inside, account: str) -> None:
    for arguments, told in (
        (("Minh", "--province", "tay-ninh"), "tài khoản tên Minh"),
        ((account, "--province", "sao hỏa"), "Chưa nhận ra tỉnh"),
        ((account, "--province", "tay-ninh", "--commune", "xã không có"), "Chưa nhận ra xã"),
    ):
        refused = inside("staff", "area", *arguments)
        assert (refused.code, refused.out) == (1, "")
        assert told in refused.err
    assert inside("staff", "area", account).code == 2
