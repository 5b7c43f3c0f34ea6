"""How a copy reaches people on each channel, by what that channel says it can carry."""

from pathlib import Path

import pytest

from handlers.messages import Reply
from handlers.rights.words import DATA_YES
from knowledge.base import KnowledgeBase
from storage.states import TaskKind
from tests.support.clock import HandClock
from tests.support.houses import Person, open_test_house, work_all
from tests.support.rights import PUBLIC_URL


def way(told: Reply) -> str:
    if told.file is not None:
        return "file"
    return "address" if f"{PUBLIC_URL}/du-lieu/" in told.text else "staff"


@pytest.mark.parametrize(
    ("public_url", "ways"),
    [
        (
            PUBLIC_URL,
            {"web": "file", "telegram": "address", "zalo_oa": "address", "zalo_bot": "address"},
        ),
        ("", {"web": "file", "telegram": "file", "zalo_oa": "staff", "zalo_bot": "staff"}),
    ],
)
async def test_nobody_is_promised_a_file_that_their_channel_does_not_carry(
    sqlite_url: str,
    tmp_path: Path,
    clock: HandClock,
    knowledge: KnowledgeBase,
    public_url: str,
    ways: dict[str, str],
) -> None:
    async with open_test_house(
        sqlite_url, tmp_path / "data", clock, knowledge, public_url=public_url
    ) as house:
        told = {}
        for channel, expected in ways.items():
            person = Person(house, channel=channel, bot_id="1")
            asked = await person.asks("dữ liệu của tôi")
            assert ("kênh này không gửi được" in asked) is (expected == "staff"), channel
            await person.presses(DATA_YES)
            await work_all(house)
            told[channel] = way((await person.last_answer()).reply)
        tasks = await house.desk.tasks.open_ones()
    assert told == ways
    assert sorted((task.kind, task.channel) for task in tasks) == [
        (TaskKind.DATA_REQUEST, channel) for channel in sorted(ways) if ways[channel] == "staff"
    ]
