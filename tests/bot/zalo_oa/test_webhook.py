"""What comes in by HTTP: a thousand forgeries refused, every sample taken, repeats harmless."""

import io
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import House
from bot.parts import platforms
from bot.web.server import build_app
from bot.zalo_oa.signature import HEADER
from bot.zalo_oa.webhook import PATH
from handlers.messages import Address
from knowledge.base import KnowledgeBase
from storage.tables import conversation, inbound, message
from storage.tables_tasks import staff_task
from tests.standins.zalo import Identity, Signing, ZaloStandIn, api_samples, samples
from tests.standins.zalo.signing import sign
from tests.support.clock import HandClock
from tests.support.houses import open_test_house, work_all
from tests.support.rows import rows
from tests.support.zalo import zalo_settings

_IDENTITY = Identity(app_id=samples.APP, oa_id=samples.OA)


class Mouth:
    """Delivers hooks to a house without a service around it."""

    def __init__(self, house: House, client: "TestClient[web.Request, web.Application]") -> None:
        self.house = house
        self._client = client

    async def tells(self, body: Any, how: Signing | None = None, is_now: bool = True) -> int:
        """The status; a body that is no bytes happened now."""
        if is_now and isinstance(body, dict):
            body = samples.copy(body, timestamp=str(int(self.house.clock.now().timestamp() * 1000)))
        raw, headers = sign(body, _IDENTITY, how or Signing())
        return await self.posts(raw, headers)

    async def posts(self, raw: bytes, headers: dict[str, str]) -> int:
        async with self._client.post(PATH, data=io.BytesIO(raw), headers=headers) as answer:
            return answer.status


@pytest.fixture
async def mouth(
    any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase, clock: HandClock
) -> AsyncIterator[Mouth]:
    settings = zalo_settings(ZaloStandIn(identity=_IDENTITY))
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge, **settings) as house:
        (platform,) = platforms(house)
        async with TestClient(TestServer(build_app(platform.routes, house.say))) as client:
            yield Mouth(house, client)


def _forgeries(dice: random.Random) -> list[tuple[bytes, dict[str, str]]]:
    """Other keys, other apps, other bytes, other headers: a thousand, none like another."""
    names = [name for name in samples.HOOKS if name not in ("unknown", "feedback")]
    made: list[tuple[bytes, dict[str, str]]] = []
    at = {"timestamp": "1795399200000"}
    for number in range(1000):
        body = samples.copy(samples.HOOKS[dice.choice(names)], **at, mark=number)
        match number % 5:
            case 0:
                made.append(sign(body, _IDENTITY, Signing(key=f"other-key-{number}")))
            case 1:
                made.append(sign(body, _IDENTITY, Signing(app_id=f"36084652494090{number:04}")))
            case 2:
                made.append(sign(body, _IDENTITY, Signing(is_reserialised=True)))
            case 3:
                raw, headers = sign(body, _IDENTITY, Signing(prefix=dice.choice(("", "mac="))))
                place = dice.randrange(len(raw))
                other = (raw[place] + dice.randint(1, 255)) % 256
                made.append((raw[:place] + bytes([other]) + raw[place + 1 :], headers))
            case _:
                raw, headers = sign(body, _IDENTITY, Signing())
                digits = f"{dice.getrandbits(256):064x}"
                made.append((raw, {HEADER: f"mac={digits}"} if number % 2 else {}))
    return made


async def test_a_thousand_forged_and_altered_hooks_leave_nothing(mouth: Mouth) -> None:
    statuses = [await mouth.posts(*forged) for forged in _forgeries(random.Random(7))]
    assert statuses == [403] * 1000
    for table in (inbound, conversation, message, staff_task):
        assert rows(mouth.house.database, table) == []


async def test_without_a_secret_nothing_is_taken_on_trust(mouth: Mouth) -> None:
    for how in (Signing(key=""), Signing(is_absent=True), Signing(header="mac="), Signing(header="")):
        assert await mouth.tells(samples.HOOKS["text"], how) == 403


async def test_every_sample_is_answered_and_read_or_set_aside(mouth: Mouth) -> None:
    for name, body in samples.HOOKS.items():
        for how in (Signing(), Signing(prefix=""), Signing(is_upper=True)):
            assert await mouth.tells(body, how) == 200, name
    kept = rows(mouth.house.database, inbound)
    assert len([row for row in kept if row.state.value == "dead"]) == 6  # those that nobody knows
    assert len({row.update_key for row in kept}) == len(kept)
    await work_all(mouth.house)


async def test_wrong_shapes_are_answered_too(mouth: Mouth) -> None:
    for name, body in api_samples.WRONG.items():
        shape = samples.copy(body, app_id=samples.APP)
        assert await mouth.tells(shape) == 200, name


async def test_a_hook_of_yesterday_or_tomorrow_is_refused(mouth: Mouth) -> None:
    now = mouth.house.clock.now().timestamp()
    for seconds, status in ((86_400 - 1, 200), (86_400 + 1, 403), (-299, 200), (-301, 403)):
        body = samples.copy(samples.HOOKS["text"], timestamp=str(int((now - seconds) * 1000)))
        assert await mouth.tells(body, is_now=False) == status
    assert len(rows(mouth.house.database, inbound)) == 1


async def test_a_body_beyond_a_megabyte_is_refused(mouth: Mouth) -> None:
    body = samples.copy(samples.HOOKS["text"])
    body["message"]["text"] = "x" * 1_100_000
    assert await mouth.tells(body) == 413


async def test_three_times_in_any_order_comes_to_the_same(mouth: Mouth) -> None:
    hooks = [
        samples.HOOKS[name] for name in ("follow", "text", "image", "staff_text", "submit_info", "seen")
    ] * 3
    random.Random(3).shuffle(hooks)
    for hook in hooks:
        assert await mouth.tells(hook) == 200
    database = mouth.house.database
    assert len(rows(database, inbound)) == 5
    assert len(rows(database, conversation)) == 1
    assert len([row for row in rows(database, message) if row.author.value == "staff"]) == 1


async def test_of_what_a_form_of_zalo_tells_nothing_stays(mouth: Mouth) -> None:
    await mouth.tells(samples.HOOKS["submit_info"])
    await work_all(mouth.house)
    where = Address("zalo_oa", samples.OA, samples.USER)
    lines = await mouth.house.transcript.after(where, 0)
    assert ["số điện thoại" in line.reply.text for line in lines] == [True]
    assert [row.payload for row in rows(mouth.house.database, inbound)] == [None]
