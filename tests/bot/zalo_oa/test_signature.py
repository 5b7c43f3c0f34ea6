"""Genuine hooks and forged ones: the known vector, every byte that may change, times of yesterday and tomorrow."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.zalo_oa.signature import Signature, is_timely
from tests.standins.zalo.samples import VECTOR

_CHECK = Signature(VECTOR.app_id, VECTOR.oa_secret)
_DIGITS = VECTOR.header.removeprefix("mac=")


@pytest.mark.parametrize(
    "header", [VECTOR.header, _DIGITS, f"mac = {_DIGITS}", _DIGITS.upper(), f"MAC={_DIGITS}", f" {_DIGITS} "]
)
def test_the_known_vector_is_genuine_however_its_header_is_written(header: str) -> None:
    event = _CHECK.event(VECTOR.raw, header)
    assert event is not None
    assert event["message"]["text"] == "Hỗ trợ vay vốn"


@pytest.mark.parametrize(
    "header", [None, "", "mac=", "mac=" + "0" * 64, _DIGITS[:-1], f"{_DIGITS}0", "mac=é", f"hmac={_DIGITS}"]
)
def test_another_header_is_forged(header: str | None) -> None:
    assert _CHECK.event(VECTOR.raw, header) is None


def test_every_altered_byte_is_seen() -> None:
    for place in range(len(VECTOR.raw)):
        for other in (VECTOR.raw[place] ^ 1, 0x20):
            raw = VECTOR.raw[:place] + bytes([other]) + VECTOR.raw[place + 1 :]
            assert raw == VECTOR.raw or _CHECK.event(raw, VECTOR.header) is None


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(json.loads(VECTOR.raw)).encode(),
        json.dumps(json.loads(VECTOR.raw), ensure_ascii=False).encode(),
        VECTOR.raw + b" ",
        VECTOR.raw + VECTOR.raw,
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_other_bytes_are_forged_even_when_they_say_the_same(raw: bytes) -> None:
    assert _CHECK.event(raw, VECTOR.header) is None


@pytest.mark.parametrize(
    "check",
    [
        Signature(VECTOR.app_id, ""),
        Signature(VECTOR.app_id, VECTOR.oa_secret + "x"),
        Signature("360846524940903967", VECTOR.oa_secret),
        Signature("", VECTOR.oa_secret),
    ],
)
def test_another_key_another_app_or_no_key_at_all_takes_nothing(check: Signature) -> None:
    assert check.event(VECTOR.raw, VECTOR.header) is None


def test_the_secret_shows_in_no_text_of_the_value() -> None:
    assert VECTOR.oa_secret not in repr(_CHECK)


_NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("late", "is_taken"),
    [
        (timedelta(0), True),
        (timedelta(hours=1), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5, seconds=-1), False),
    ],
)
def test_a_hook_is_at_most_a_day_old_and_five_minutes_ahead(late: timedelta, is_taken: bool) -> None:
    stamp = str(int((_NOW - late).timestamp() * 1000))
    assert is_timely({"timestamp": stamp}, _NOW) is is_taken


@pytest.mark.parametrize(
    "stamp", ["", "x", "-1", "1e12", "9" * 16, "9" * 400, "١٧٦٣٧١٢٠٠٠٠٠٠", None, True, {}]
)
def test_a_time_that_is_none_is_never_timely(stamp: object) -> None:
    assert not is_timely({"timestamp": stamp}, _NOW)
