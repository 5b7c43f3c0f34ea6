"""Buttons that switch themselves off at the first refusal, while numbers go on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.channels import Delivered
from handlers.messages import Button, Reply
from knowledge.base import KnowledgeBase
from tests.standins.zalo import Person, ZaloStandIn
from tests.support.clock import HandClock
from tests.support.zalo import ZaloHouse, zalo_house

_CHOICES = tuple(Button(f"Việc {number} {'dài ' * 40}", f"entry:Viec-{number}") for number in range(1, 8))
_REPLY = Reply("Anh/chị chọn:\n1. Việc 1", _CHOICES)


@pytest.fixture
async def here(
    any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase, api: ZaloStandIn, clock: HandClock
) -> AsyncIterator[ZaloHouse]:
    async with zalo_house(
        any_database_url, tmp_path / "data", knowledge, api, clock, zalo_buttons="on"
    ) as opened:
        yield opened


async def test_at_most_five_hidden_buttons_stand_beside_the_numbers(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    here.api.oa.button_refusal = 0
    await here.sends(sau, _REPLY)
    reply = await sau.wait_for_reply()
    assert len(reply.buttons) == 5
    assert all(button.kind == "oa.query.hide" and len(button.title) <= 100 for button in reply.buttons)
    assert reply.buttons[0].payload == "#kc:entry:Viec-1"
    assert reply.text == _REPLY.text


@pytest.mark.parametrize("code", [-201, -210, -233])
async def test_a_refusal_switches_them_off_for_good_and_the_same_words_go_without(
    here: ZaloHouse, sau: Person, code: int
) -> None:
    await here.meets(sau)
    here.api.oa.button_refusal = code
    assert isinstance(await here.sends(sau, _REPLY), Delivered)
    reply = await sau.wait_for_reply()
    assert (reply.text, reply.buttons) == (_REPLY.text, ())
    assert here.tasks() == [("channel", "buttons_off")]
    await here.sends(sau, _REPLY)
    assert [call.code for call in here.api.calls("cs")] == [code, 0, 0]


async def test_an_administrator_may_switch_them_on_again(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    await here.sends(sau, _REPLY)
    here.api.oa.button_refusal = 0
    await here.room.switch.turn_on("staff:1", here.clock.now())
    await here.sends(sau, _REPLY)
    assert [len(reply.buttons) for reply in sau.replies] == [0, 5]


async def test_another_refusal_leaves_them_on(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    here.api.faults.fail_next("cs", -200)
    await here.sends(sau, _REPLY)
    assert await here.room.switch.is_on()
