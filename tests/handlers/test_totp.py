"""Codes of the telephone: as the standard has them, half a minute early or late, and no further."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from handlers.desk.strength import LEAST, Weak, weakness
from handlers.desk.totp import address, code_of, grouped, matching_step, new_secret, step_of

_OF_THE_STANDARD = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    assert code_of(_OF_THE_STANDARD, step, digits=8) == code
    assert code_of(_OF_THE_STANDARD, step) == code[2:]


@pytest.mark.parametrize(("off", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_its_step_and_one_beside_it(off: int, is_taken: bool) -> None:
    now = datetime.fromtimestamp(1234567890, UTC)
    typed = code_of(_OF_THE_STANDARD, step_of(now + timedelta(seconds=30 * off)))
    assert matching_step(_OF_THE_STANDARD, typed, now) == (step_of(now) + off if is_taken else None)


def test_spaces_are_forgiven_and_anything_else_is_no_code() -> None:
    now = datetime.fromtimestamp(1234567890, UTC)
    assert matching_step(_OF_THE_STANDARD, " 005 924 ", now) == step_of(now)
    for typed in ("", "005925", "5924", "0059240", "００５９２４", "\ud800", "é"):
        assert matching_step(_OF_THE_STANDARD, typed, now) is None, typed


def test_a_secret_is_long_never_the_same_and_easy_to_type() -> None:
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert secret != new_secret()
    assert grouped("ABCDEFGH") == "ABCD EFGH"


def test_the_link_carries_names_in_any_letters() -> None:
    link = address("ABCD", "Chị Lan: số 1", "Khuyen cong")
    assert link == (
        "otpauth://totp/Khuyen%20cong:Ch%E1%BB%8B%20Lan%3A%20s%E1%BB%91%201?secret=ABCD&issuer=Khuyen%20cong"
    )


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("x" * (LEAST - 1), Weak.SHORT),
        ("a1B2c3D4e5F6g7", Weak.SHORT),
        ("a" * 201, Weak.LONG),
        ("aaaaaaaaaaaaaaaa", Weak.EASY),
        ("lanhuong lanhuong", Weak.EASY),
        ("Password123456789", Weak.EASY),
        ("MatKhau-KhuyenCong-2026", Weak.EASY),
        ("Hồng Thắm hồng thắm 1", Weak.EASY),
        ("cái cày, lò rèn, mái chèo", None),
        ("gjx4-uw8p-qz7k-mmt2", None),
    ],
)
def test_a_password_that_others_would_try_is_refused(password: str, why: Weak | None) -> None:
    assert weakness(password, "Hồng Thắm") == why
