"""kill -9 at random during 50 scripted conversations: nothing lost, nothing doubled beyond what was on the wire."""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.faults.scripts import QUESTIONS, Heard, Talker, TelegramTalker, WebTalker
from tests.standins.telegram import TelegramStandIn
from tests.support.processes import BotProcess

_KILLS = int(os.environ.get("KC_KILLS", "5"))
_PEOPLE_EACH = 25
_ON_THE_WIRE = 10


@pytest.fixture
def kills(any_database_url: str) -> int:
    """On PostgreSQL the work of a dead process waits for its lease (60 s), so one kill must do."""
    return _KILLS if any_database_url.startswith("sqlite") else 1


async def test_conversations_survive_kill_9(
    any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase, kills: int
) -> None:
    chance = random.Random(20261121)
    async with TelegramStandIn() as api:
        bot = BotProcess(
            tmp_path / "data",
            DATABASE_URL=any_database_url,
            TELEGRAM_TOKEN=api.token,
            TELEGRAM_API_URL=api.root_url,
        )
        await bot.start()
        people: list[Talker] = [WebTalker(bot.url) for _ in range(_PEOPLE_EACH)]
        people += [
            TelegramTalker(api.person(id=1000 + number, first_name="Sáu", has_started=True))
            for number in range(_PEOPLE_EACH)
        ]
        talks = [asyncio.create_task(person.run(random.Random(seed))) for seed, person in enumerate(people)]
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.3, 1.5))  # the moment of death is the point of the test
            await bot.kill()
            await bot.start()
        heard = await asyncio.gather(*talks)
        code, seconds = await bot.stop()
    assert code == 0
    assert seconds < max(5, bot.start_seconds)
    _nothing_lost(heard, knowledge)
    assert all(max(Counter(talk.answers).values()) == 1 for talk in heard[:_PEOPLE_EACH]), "twice on the web"
    doubles = sum(len(talk.answers) - len(set(talk.answers)) for talk in heard[_PEOPLE_EACH:])
    print(f"{kills} kills, {len(heard) * len(QUESTIONS)} answers, 0 lost, {doubles} doubled on Telegram")
    assert doubles <= kills * _ON_THE_WIRE


def _nothing_lost(heard: list[Heard], knowledge: KnowledgeBase) -> None:
    """Everybody heard the answer to each of their questions."""
    for talk in heard:
        for question, identity in QUESTIONS:
            entry = knowledge.entry(identity)
            assert entry is not None
            assert any(entry.answer in answer for answer in talk.answers), question
