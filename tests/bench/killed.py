"""The trials of the fault tests at full length: so many people, so many kills."""

import random
import time
from pathlib import Path

from storage.crypto import Vault
from storage.database import Database, database_url
from storage.migrate import migrate
from tests.conftest import SECRET
from tests.faults.trials import Trial
from tests.standins.telegram import TelegramStandIn
from tests.support.nursery import Nursery


async def print_killed(name: str, url: str, folder: Path, kills: int) -> None:
    """One row: what was lost, what came twice, and how much of it a kill costs on average."""
    await migrate(database_url(url))
    chance, people = random.Random(1), 100 * kills
    async with (
        Database(database_url(url), Vault(SECRET)) as database,
        TelegramStandIn() as api,
        Nursery(folder) as nursery,
    ):
        trial = Trial(api, database, nursery, folder / f"killed-{name}")
        trial.takes_its_time(fails_too=True)
        began = time.monotonic()
        await trial.begins(people, 1 if database.is_sqlite else 2)
        await trial.is_disturbed(kills, chance, lambda: trial.kills_one(chance))
        result = await trial.ends()
    took = time.monotonic() - began
    print(
        f"| {name}: {people:,} people, {kills} kills in {took:.0f} s: {result.lost} lost, {result.doubles} doubled"
        f" ({result.doubles / kills:.1f} a kill), {result.most_copies} copies at most | | | | |",
        flush=True,
    )
