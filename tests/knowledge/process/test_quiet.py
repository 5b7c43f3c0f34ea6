"""Hours in which nothing is sent."""

from datetime import UTC, datetime, time

import pytest

from knowledge.process.plans import Quiet


@pytest.mark.parametrize(
    ("begins", "ends", "at", "then"),
    [
        (21, 7, "23T20:59", "23T20:59"),
        (21, 7, "23T21:00", "24T07:00"),
        (21, 7, "23T06:59", "23T07:00"),
        (21, 7, "23T07:00", "23T07:00"),
        (12, 13, "23T11:59", "23T11:59"),
        (12, 13, "23T12:00", "23T13:00"),
        (12, 13, "23T13:00", "23T13:00"),
        (0, 6, "23T05:00", "23T06:00"),
        (7, 7, "23T07:00", "23T07:00"),
    ],
)
def test_a_moment_moves_to_the_end_of_the_quiet(begins: int, ends: int, at: str, then: str) -> None:
    moments = [datetime.fromisoformat(f"2026-11-{each}").replace(tzinfo=UTC) for each in (at, then)]
    assert Quiet(time(begins), time(ends)).after(moments[0]) == moments[1]
