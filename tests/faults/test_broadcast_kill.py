"""A broadcast that is killed again and again: everybody gets it, and hardly anybody twice."""

import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.faults.trials import ON_THE_WIRE, Trial
from tests.standins.telegram import TelegramStandIn
from tests.support.nursery import Nursery

_KILLS = int(os.environ.get("KC_KILLS", "10"))
_PEOPLE = 100 * _KILLS
_STOPS = _KILLS // 2


@pytest.fixture
async def trial(database: Database, tmp_path: Path) -> AsyncIterator[Trial]:
    async with TelegramStandIn() as api, Nursery(tmp_path) as nursery:
        yield Trial(api, database, nursery, tmp_path)


@pytest.fixture
def replicas(database: Database) -> int:
    """SQLite belongs to one process."""
    return 1 if database.is_sqlite else 2


async def test_a_broadcast_survives_kill_9(trial: Trial, replicas: int) -> None:
    chance = random.Random(20261123)
    trial.takes_its_time(fails_too=True)
    await trial.begins(_PEOPLE, replicas)
    await trial.is_disturbed(_KILLS, chance, lambda: trial.kills_one(chance))
    result = await trial.ends()
    print(f"{_KILLS} kills, {_PEOPLE} people: {result}")
    assert (result.lost, result.to_gone) == (0, 0)
    assert result.doubles <= _KILLS * ON_THE_WIRE
    assert result.most_copies <= 3
    assert set(trial.states()) == {"sent", "blocked"}


async def test_a_stop_in_the_middle_of_a_broadcast_repeats_nothing(trial: Trial, replicas: int) -> None:
    chance = random.Random(20261124)
    trial.takes_its_time()
    await trial.begins(100 * _STOPS, replicas)

    async def stops_one() -> None:
        which = chance.randrange(len(trial.bots))
        assert await trial.bots[which].stop() <= 15
        assert '"event": "stopped"' in trial.bots[which].log()
        trial.bots[which] = await trial.a_bot()
        await trial.bots[which].started()

    await trial.is_disturbed(_STOPS, chance, stops_one)
    result = await trial.ends()
    print(f"{_STOPS} stops: {result}")
    assert (result.lost, result.doubles, result.to_gone) == (0, 0, 0)


async def test_three_replicas_send_nothing_twice(trial: Trial, database: Database) -> None:
    if database.is_sqlite:
        return  # it belongs to one process
    trial.takes_its_time()
    await trial.begins(300, bots=3)
    result = await trial.ends()
    assert (result.lost, result.doubles, result.to_gone) == (0, 0, 0)
    sent = [bot.log().count('"outcome": "Delivered"') for bot in trial.bots]
    assert min(sent) > 0, "one had nothing to do"
    assert sum(sent) == trial.states()["sent"]
