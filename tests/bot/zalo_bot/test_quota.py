"""One code for three limits: what is held back, for how long, and who is not held back for whom."""

import pytest

from bot.zalo_bot.quota import Quota


class _Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> _Seconds:
    return _Seconds()


@pytest.fixture
def quota(seconds: _Seconds) -> Quota:
    return Quota(seconds)


def _refused_again_and_again(quota: Quota, seconds: _Seconds, times: int) -> list[float]:
    holds = []
    for _ in range(times):
        hold = quota.refused("sau")
        assert hold is not None
        holds.append(hold)
        seconds.now += hold
    return holds


def test_a_hold_doubles_while_nothing_gets_through_up_to_an_hour(quota: Quota, seconds: _Seconds) -> None:
    holds = _refused_again_and_again(quota, seconds, 11)
    assert holds[:4] == [10, 20, 40, 80]
    assert holds[-2:] == [3600, 3600]


def test_refusals_of_the_same_moment_count_once(quota: Quota, seconds: _Seconds) -> None:
    assert [quota.refused(chat) for chat in ("sau", "bay", "tam")] == [10, 10, 10]
    seconds.now += 4
    assert quota.refused("chin") == 6


def test_what_gets_through_ends_the_growing(quota: Quota, seconds: _Seconds) -> None:
    _refused_again_and_again(quota, seconds, 6)
    assert quota.is_used_up
    quota.passed("bay")
    assert not quota.is_used_up
    assert quota.refused("tam") == 10


def test_staff_hear_of_it_only_when_waiting_did_not_help(quota: Quota, seconds: _Seconds) -> None:
    _refused_again_and_again(quota, seconds, 5)
    assert not quota.is_used_up
    _refused_again_and_again(quota, seconds, 1)
    assert quota.is_used_up


def test_one_person_too_many_for_the_plan_holds_back_nobody_for_long(quota: Quota, seconds: _Seconds) -> None:
    holds = []
    for _ in range(6):
        holds.append(quota.refused("the fifty-first"))
        seconds.now += 60
        quota.passed("sau")
    assert holds == [10, 10, 10, None, None, None]
    quota.passed("the fifty-first")  # somebody left: there is room
    assert quota.refused("the fifty-first") == 10
