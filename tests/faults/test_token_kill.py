"""kill -9 of real processes that share one account: no refresh token is spent twice, and no message is lost.

Here three processes write to one SQLite file, which the service itself never does.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle

import pytest

from handlers.channels import Abilities
from handlers.messages import Reply
from handlers.outbox import Door
from handlers.zalo.tokens import FRESH, LEASE
from handlers.zalo.wire import CHANNEL
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.repositories.zalo_accounts import ZaloAccountRow
from storage.states import DeliveryState, GrantState
from storage.tables_tasks import staff_task
from tests.conftest import SECRET
from tests.faults.keepers import Keeper, Nest
from tests.faults.token_keeper import ANSWERED, ASKS
from tests.standins.eventually import until
from tests.standins.zalo import ZaloStandIn
from tests.support.clock import HandClock
from tests.support.rows import delivery_states, rows
from tests.support.zalo import grant

ROTATED = "rotated"  # the platform has made the new pair, and its answer is on the way
ANYWHERE, AT_REST = "anywhere", "at rest"
_HOUR = 3600
_STEPS_A_DAY = 4
_STEP_SECONDS = 24 * _HOUR / _STEPS_A_DAY
_STEPS = 92 * _STEPS_A_DAY  # three months
_AWAY = 2 * _STEPS_A_DAY  # until a killed one is back; so long all is well at the end
_KILL, _LOSE = 0.12, 0.05  # how likely where a refresh is due
_LONGEST_LOOK_SECONDS = 0.05


@dataclass(slots=True)
class Office:
    """Two processes over one database, and somebody who writes and waits for answers."""

    first: Keeper
    second: Keeper
    database: Database
    api: ZaloStandIn
    clock: HandClock
    chance: random.Random = field(default_factory=lambda: random.Random(20261123))
    queued: list[str] = field(default_factory=list)

    async def queue(self) -> None:
        """Somebody has written a moment ago, and is to be answered."""
        now, person = self.clock.now(), self.api.person("Sáu")
        person.interacted(now - now)
        self.queued.append(f"câu trả lời số {len(self.queued) + 1}")
        door = Door({CHANNEL: Abilities(2000)}, "", "")
        async with self.database.transaction() as store:
            where = (CHANNEL, self.api.identity.oa_id, person.id)
            identity = await store.conversations.find_or_create(*where, now)
            to = await store.conversations.lock(identity)
            assert to is not None
            await store.conversations.save(to.id, to.state, now)
            await door.post(store, to, (Reply(self.queued[-1]),), now)

    async def look(self, *keepers: Keeper) -> None:
        await asyncio.gather(*(keeper.look(self.clock.now()) for keeper in keepers))

    async def dies(self, victim: Keeper, moment: str) -> bool:
        """Kills it there; False when it did not come by there."""
        now, is_there = self.clock.now(), True
        if moment == ANYWHERE:
            victim.tell(now.isoformat())
            await asyncio.sleep(self.chance.uniform(0, _LONGEST_LOOK_SECONDS))  # wherever it is by then
        elif moment == ROTATED:
            before = self.api.oauth.rotations
            self.api.faults.hang_next("access_token", delivered=True)
            is_there = await victim.look(now, ASKS)
            victim.tell("go")
            await until(lambda: self.api.oauth.rotations > before)
        elif moment != AT_REST:
            is_there = await victim.look(now, moment)
        await victim.kill()
        self.api.faults.clear()
        return is_there

    async def consent(self) -> None:
        """What an administrator does when staff were told."""
        assert self.reasons() == ["answer_lost"]
        await grant(self.database, self.api, self.clock.now())

    async def row(self) -> ZaloAccountRow:
        async with self.database.reading() as store:
            found = await store.zalo.get(self.api.identity.oa_id)
        assert found is not None
        return found

    async def will_refresh(self) -> bool:
        """Whether the next who looks asks for a new pair, and has nothing to find out before."""
        row = await self.row()
        is_due = row.access_until is not None and row.access_until - self.clock.now() <= FRESH
        return is_due and not row.doubts

    def reasons(self) -> list[str]:
        return [row.reason for row in rows(self.database, staff_task) if row.closed_at is None]

    def heard(self) -> Counter[str]:
        return Counter(reply.text for reply in self.api.person("Sáu").replies)


@pytest.fixture(scope="module")
def nest() -> Iterator[Nest]:
    opened = Nest()
    yield opened
    opened.close()


@pytest.fixture
async def office(any_database_url: str, nest: Nest, clock: HandClock) -> AsyncIterator[Office]:
    async with AsyncExitStack() as opened:
        api = await opened.enter_async_context(ZaloStandIn(now=clock.now))
        database = Database(database_url(any_database_url), Vault(SECRET))
        await opened.enter_async_context(database)
        await grant(database, api, clock.now())
        first, second = (Keeper(nest, name, any_database_url, api.root_url) for name in ("first", "second"))
        for keeper in (first, second):
            opened.push_async_callback(keeper.kill)
            await keeper.start()
        yield Office(first, second, database, api, clock)


@pytest.mark.parametrize(
    ("moment", "state", "told"),
    [
        (ASKS, GrantState.ACTIVE, []),
        (ROTATED, GrantState.LOST, ["answer_lost"]),
        (ANSWERED, GrantState.LOST, ["answer_lost"]),
    ],
)
async def test_whoever_dies_with_a_refresh_costs_a_lease_or_the_consent_and_no_second_refresh(
    office: Office, moment: str, state: GrantState, told: list[str]
) -> None:
    office.clock.pass_seconds(12 * _HOUR + 60)
    await office.queue()
    assert await office.dies(office.first, moment)
    rotations = office.api.oauth.rotations
    await office.look(office.second)
    assert (await office.row()).state is GrantState.ACTIVE  # it is somebody's until the lease ends
    assert office.api.oauth.rotations == rotations
    office.clock.pass_seconds(LEASE.total_seconds())
    await office.look(office.second)
    assert ((await office.row()).state, office.reasons()) == (state, told)
    assert office.api.oauth.rotations == 1
    assert office.api.oauth.doubled == []
    if state is GrantState.LOST:
        assert delivery_states(office.database) == [DeliveryState.PENDING]
        await office.consent()
        office.clock.pass_seconds(60)
        await office.look(office.second)
    assert office.heard() == Counter(office.queued)
    assert delivery_states(office.database) == [DeliveryState.SENT]


async def test_three_months_of_kills_and_lost_answers_spend_no_refresh_token_twice(office: Office) -> None:
    chance, both = office.chance, (office.first, office.second)
    moments = cycle(chance.sample((ASKS, ROTATED, ANSWERED, ANYWHERE, AT_REST), 5))
    away: dict[Keeper, int] = {}
    kills: Counter[str] = Counter()
    lost = consents = 0
    for step in range(_STEPS):
        for keeper in [keeper for keeper, back in away.items() if step >= back]:
            await keeper.start()
            del away[keeper]
        if step % _STEPS_A_DAY == 0:
            await office.queue()
        may_fail = step < _STEPS - _AWAY and await office.will_refresh()
        if may_fail and not away and chance.random() < _KILL:
            victim, moment = chance.choice(both), next(moments)
            assert await office.dies(victim, moment)
            away[victim] = step + _AWAY
            kills[moment] += 1
        elif may_fail and chance.random() < _LOSE:
            office.api.faults.cut_next("access_token", delivered=True)
            lost += 1
        await office.look(*(keeper for keeper in both if keeper not in away))
        if (await office.row()).state is GrantState.LOST:
            _nothing_is_lost(office)
            await office.consent()
            consents += 1
        office.clock.pass_seconds(_STEP_SECONDS)
    print(
        f"{kills.total()} kills, {lost} lost answers, {consents} consents, {office.api.oauth.rotations} refreshes"
    )
    assert office.api.oauth.doubled == []
    assert len(kills) == 5  # each moment
    assert consents >= kills[ROTATED] + kills[ANSWERED] + lost
    assert office.api.oauth.rotations > 150  # of two a day
    _nothing_is_lost(office)
    assert set(delivery_states(office.database)) == {DeliveryState.SENT}
    assert office.heard().total() - len(office.queued) <= kills[ANYWHERE]  # those that were on the wire


def _nothing_is_lost(office: Office) -> None:
    """What was queued waits, or was heard."""
    states, heard = delivery_states(office.database), office.heard()
    assert len(states) == len(office.queued)
    assert set(states) <= {DeliveryState.PENDING, DeliveryState.SENT}
    assert states.count(DeliveryState.SENT) <= len(heard)
