"""A day and an hour as staff type them, in any order."""

import pytest

from handlers.review.typed import Misread, Typed
from knowledge.base import KnowledgeBase
from tests.support.clock import HandClock
from tests.support.talks import ZONE


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("15/12/2026 8:30", "2026-12-15T08:30"),
        ("8h30 ngày mai", "2026-11-24T08:30"),
        ("8 giờ 30, 25/11", "2026-11-25T08:30"),
        ("8 GIỜ ngày mai", "2026-11-24T08:00"),
        ("ngày 5 tháng 12 lúc 9 giờ", "2026-12-05T09:00"),
        ("hôm nay 15:00", "2026-11-23T15:00"),
        ("14h", "2026-11-23T14:00"),  # it is nine o'clock
        ("8g", "2026-11-24T08:00"),
    ],
)
def test_a_moment_is_read_however_it_is_typed(
    knowledge: KnowledgeBase, clock: HandClock, said: str, meant: str
) -> None:
    read = Typed(knowledge, ZONE).moment(said, clock.now())
    assert not isinstance(read, Misread), read.text
    assert read.isoformat(timespec="minutes") == f"{meant}+07:00"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ngày mai", "Giờ chưa rõ"),
        ("25/11 26:00", "Giờ chưa rõ"),
        ("25/11 8:75", "Giờ chưa rõ"),
        ("", "Giờ chưa rõ"),
        ("8:30 xyz", "chưa hiểu ngày"),
        ("8:30 tháng 12", "Ngày chưa rõ"),
        ("hôm qua 8:00", "đã qua"),
    ],
)
def test_what_is_no_moment_is_told_why(
    knowledge: KnowledgeBase, clock: HandClock, said: str, told: str
) -> None:
    read = Typed(knowledge, ZONE).moment(said, clock.now())
    assert isinstance(read, Misread)
    assert told in read.text
