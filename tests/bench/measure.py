"""Repeats a thing and says how long it took: median and 99th percentile, in milliseconds."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    name: str
    count: int
    p50_ms: float
    p99_ms: float
    per_second: float

    def row(self) -> str:
        return (
            f"| {self.name} | {self.count} | {self.p50_ms:.2f} | {self.p99_ms:.2f} | {self.per_second:,.0f} |"
        )


HEAD = "| what | runs | p50 ms | p99 ms | per second |\n|---|---|---|---|---|"


async def measure(name: str, count: int, act: Callable[[int], Awaitable[object]], items: int = 1) -> Figures:
    """Runs `act` so many times after a short warm-up; `items` is how much one run handles."""
    for number in range(min(3, count)):
        await act(-1 - number)
    times = []
    for number in range(count):
        began = time.perf_counter()
        await act(number)
        times.append(time.perf_counter() - began)
    return figures(name, times, items)


def figures(name: str, times: Sequence[float], items: int = 1) -> Figures:
    """The row for these durations in seconds; one run handled `items`."""
    ordered = sorted(times)
    return Figures(
        name,
        len(times),
        ordered[len(ordered) // 2] * 1000,
        ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000,
        len(times) * items / sum(times),
    )
