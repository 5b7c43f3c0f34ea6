"""How much one person may send."""

from handlers.flood import FloodGuard


class Seconds:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def admitted(guard: FloodGuard, key: str, tries: int) -> int:
    return sum(guard.admits(key) for _ in range(tries))


def test_a_burst_is_admitted_and_no_more() -> None:
    assert admitted(FloodGuard(20, 1.0, Seconds()), "an", 50) == 20


def test_one_more_is_admitted_for_each_second_of_quiet() -> None:
    seconds = Seconds()
    guard = FloodGuard(5, 1.0, seconds)
    admitted(guard, "an", 5)
    seconds.now += 0.9
    assert not guard.admits("an")
    seconds.now += 2.1
    assert admitted(guard, "an", 10) == 3


def test_quiet_never_saves_up_more_than_a_burst() -> None:
    seconds = Seconds()
    guard = FloodGuard(5, 1.0, seconds)
    admitted(guard, "an", 5)
    seconds.now += 86_400
    assert admitted(guard, "an", 50) == 5


def test_being_refused_does_not_make_the_wait_longer() -> None:
    seconds = Seconds()
    guard = FloodGuard(1, 1 / 60, seconds)
    assert guard.admits("an")
    for _ in range(60):
        seconds.now += 1
        last = guard.admits("an")
    assert last


def test_one_chatty_person_costs_the_others_nothing() -> None:
    guard = FloodGuard(3, 1.0, Seconds())
    admitted(guard, "an", 1000)
    assert admitted(guard, "binh", 3) == 3


def test_memory_is_bounded_and_the_longest_silent_are_forgotten_first() -> None:
    guard = FloodGuard(1, 0.0, Seconds())
    guard.admits("first")
    guard.admits("second")
    for number in range(19_998):
        guard.admits(str(number))
    assert not guard.admits("first")  # remembered, and now the latest
    guard.admits("one too many")
    assert guard.admits("second")  # forgotten, so a fresh burst
    assert not guard.admits("first")
