"""Guessing passwords: how many tries are evaluated, whatever the guesser does."""

import asyncio
import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from bot.app import House
from handlers.desk.accounts import NewAccount
from handlers.desk.passwords import Passwords
from handlers.desk.sessions import Sessions
from handlers.desk.sign_in import Entered, Held, SignIn, Wrong
from storage.states import Role
from storage.tables import audit_event, staff
from tests.bot.console.desk import Desk
from tests.support.clock import HandClock
from tests.support.rows import rows

MINUTE = 60
QUARTER = 15 * MINUTE


class CountingHasher:
    """A real hasher, as cheap as argon2 gets, that counts how often it compares."""

    def __init__(self, time_cost: int = 1) -> None:
        self._inner = PasswordHasher(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.compared = 0

    def hash(self, password: str) -> str:
        return self._inner.hash(password)

    def verify(self, hash: str, password: str) -> bool:
        self.compared += 1
        return self._inner.verify(hash, password)

    def check_needs_rehash(self, hash: str) -> bool:
        return self._inner.check_needs_rehash(hash)


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture
def sign_in(house: House, hasher: CountingHasher) -> SignIn:
    return new_sign_in(house, hasher)


def new_sign_in(house: House, hasher: CountingHasher) -> SignIn:
    """As after a restart: nothing is in memory."""
    return SignIn(house.database, Passwords(hasher), Sessions(house.database))


async def test_a_wrong_password_and_an_unknown_name_cost_the_same_work(
    house: House, sign_in: SignIn, hasher: CountingHasher, account: NewAccount
) -> None:
    assert await sign_in.enter(account.name, "wrong", "a", house.clock.now()) == Wrong()
    assert hasher.compared == 1
    assert await sign_in.enter("nobody", "wrong", "a", house.clock.now()) == Wrong()
    assert hasher.compared == 2


async def test_of_200_tries_in_a_quarter_of_an_hour_ten_at_most_are_evaluated(
    house: House, clock: HandClock, desk: Desk, account: NewAccount
) -> None:
    token = (await desk.opens()).token
    statuses = []
    for number in range(200):
        desk.network = f"192.0.2.{number}"  # each from elsewhere, so that only the account's own count helps
        fields = {"form": token, "name": account.name, "password": f"guess {number}"}
        statuses.append((await desk.sends("/console/sign-in", fields)).status)
        clock.pass_seconds(QUARTER / 200)
    failed = [event for event in rows(house.database, audit_event) if event.action == "sign_in_failed"]
    assert statuses.count(403) == len(failed) <= 10
    assert statuses.count(429) == 200 - len(failed)


async def test_one_network_gets_twenty_tries_whatever_the_names(
    house: House, clock: HandClock, sign_in: SignIn, hasher: CountingHasher
) -> None:
    for number in range(200):
        await sign_in.enter(f"name {number}", "guess", "192.0.2.1", clock.now())
        clock.pass_seconds(QUARTER / 201)
    assert hasher.compared == 20
    assert isinstance(await sign_in.enter("name", "guess", "192.0.2.2", clock.now()), Wrong)
    clock.pass_seconds(QUARTER)
    assert isinstance(await sign_in.enter("name", "guess", "192.0.2.1", clock.now()), Wrong)


async def test_an_office_behind_one_address_may_sign_in_all_morning(
    house: House, clock: HandClock, hasher: CountingHasher, sign_in: SignIn
) -> None:
    password = await plain_account(house, hasher)
    for _ in range(30):
        assert isinstance(await sign_in.enter("can bo", password, "192.0.2.1", clock.now()), Entered)


async def test_guesses_at_the_same_moment_gain_nothing(
    house: House, sign_in: SignIn, hasher: CountingHasher, account: NewAccount
) -> None:
    now = house.clock.now()
    tries = (sign_in.enter(account.name, f"guess {number}", f"n{number}", now) for number in range(30))
    answers = await asyncio.gather(*tries)
    assert hasher.compared == answers.count(Wrong()) == 5


async def test_the_wait_grows_and_outlives_a_restart(
    house: House, clock: HandClock, hasher: CountingHasher, account: NewAccount
) -> None:
    waits = []
    for _ in range(12):
        sign_in = new_sign_in(house, hasher)
        answer = await sign_in.enter(account.name, "guess", "a", clock.now())
        if isinstance(answer, Held):
            assert answer.until is not None
            waits.append((answer.until - clock.now()) // timedelta(seconds=1))
            clock.pass_seconds(waits[-1])
    assert waits == [60, 120, 240, 480]


async def test_while_waiting_even_the_right_password_is_not_looked_at(
    house: House, clock: HandClock, sign_in: SignIn, hasher: CountingHasher
) -> None:
    password = await plain_account(house, hasher)
    for _ in range(5):
        await sign_in.enter("can bo", "guess", "a", clock.now())
    compared = hasher.compared
    assert isinstance(await sign_in.enter("can bo", password, "a", clock.now()), Held)
    assert hasher.compared == compared
    clock.pass_seconds(MINUTE)
    assert isinstance(await sign_in.enter("can bo", password, "a", clock.now()), Entered)
    for _ in range(4):  # and the count began anew
        assert await sign_in.enter("can bo", "guess", "a", clock.now()) == Wrong()
    assert isinstance(await sign_in.enter("can bo", password, "a", clock.now()), Entered)


@pytest.mark.parametrize("name", ["quantri", "nobody"])
async def test_names_with_and_without_an_account_are_held_alike(
    clock: HandClock, desk: Desk, account: NewAccount, name: str
) -> None:
    assert account.name == "quantri"
    for _ in range(5):
        assert (await desk.signs_in(name, "guess")).status == 403
    held = await desk.signs_in(name, "guess")
    assert (held.status, held.headers["Retry-After"]) == (429, "60")
    assert "Chờ 1 phút" in held.text


async def test_after_a_hundred_failures_in_a_row_waiting_does_not_help(
    house: House, clock: HandClock, sign_in: SignIn, hasher: CountingHasher
) -> None:
    password = await plain_account(house, hasher)
    answers = []
    for _ in range(120):
        answers.append(await sign_in.enter("can bo", "guess", "a", clock.now()))
        clock.pass_seconds(60 * MINUTE)
    assert answers.count(Wrong()) == hasher.compared == 100
    clock.pass_seconds(365 * 24 * 60 * MINUTE)
    assert await sign_in.enter("can bo", password, "a", clock.now()) == Held(None)


async def test_old_counts_of_names_without_an_account_are_forgotten(
    house: House, clock: HandClock, sign_in: SignIn, hasher: CountingHasher
) -> None:
    password = await plain_account(house, hasher)
    for name in ("nobody", "can bo"):
        for _ in range(4):
            await sign_in.enter(name, "guess", "a", clock.now())
    clock.pass_seconds(31 * 24 * 60 * MINUTE)
    async with house.database.transaction() as store:
        assert await store.holds.forget_strangers(clock.now() - timedelta(days=30)) == 1
    assert isinstance(await sign_in.enter("can bo", password, "a", clock.now()), Entered)


async def test_a_hash_of_older_parameters_is_renewed_at_sign_in(
    house: House, hasher: CountingHasher, sign_in: SignIn
) -> None:
    password = await plain_account(house, CountingHasher(time_cost=2))
    before = rows(house.database, staff)[0].password_hash
    assert isinstance(await sign_in.enter("can bo", password, "a", house.clock.now()), Entered)
    after = rows(house.database, staff)[0].password_hash
    assert ("t=2" in before, "t=1" in after) == (True, True)
    assert isinstance(await sign_in.enter("can bo", password, "a", house.clock.now()), Entered)
    assert rows(house.database, staff)[0].password_hash == after


class CrowdedHasher(CountingHasher):
    """Holds every comparison until two are inside, and remembers how many there ever were."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._pair = threading.Barrier(2, timeout=10)
        self._inside = 0
        self.most_inside = 0

    def verify(self, hash: str, password: str) -> bool:
        with self._lock:
            self._inside += 1
            self.most_inside = max(self.most_inside, self._inside)
        self._pair.wait()
        with self._lock:
            self._inside -= 1
        return super().verify(hash, password)


async def test_two_passwords_are_compared_at_once_and_never_three() -> None:
    hasher = CrowdedHasher()
    passwords = Passwords(hasher)
    await asyncio.gather(*(passwords.check("guess", None) for _ in range(10)))
    assert hasher.most_inside == 2


async def plain_account(house: House, hasher: CountingHasher) -> str:
    """The password of an account named "can bo", hashed by a hasher of the test's own."""
    password = "lua-thom-moi-gat-2026"
    async with house.database.transaction() as store:
        await store.staff.add("can bo", Role.OFFICER, hasher.hash(password), house.clock.now())
    return password
