"""Files that the bot sends on Telegram: with their names and words, and every refusal told apart."""

from collections.abc import AsyncIterator

import pytest

from bot.telegram.channel import TelegramChannel
from bot.telegram.request import AiohttpRequest
from bot.telegram.service import make_bot
from handlers.channels import (
    Attached,
    ChannelDown,
    Delivered,
    InDoubt,
    NotSent,
    Outcome,
    RefusedForGood,
    RefusedForNow,
)
from handlers.messages import Address, FileOf, FileRef, Reply
from handlers.text import utf16_units
from tests.standins.telegram import Person, TelegramStandIn

NAME = 'Phiếu đăng ký "Hương Quê"; 100%.docx'
PAPER = Attached(NAME, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK words")
REPLY = Reply("Phiếu của **anh/chị** đây ạ <KC-1>.", file=FileRef(FileOf.REQUEST, 7, NAME))
TO = Address("telegram", "123456", "42")


@pytest.fixture
async def channel(api: TelegramStandIn) -> AsyncIterator[TelegramChannel]:
    requests = (AiohttpRequest(), AiohttpRequest())
    await requests[0].initialize()
    yield TelegramChannel(make_bot(api.token, api.root_url, requests), "123456", 25)
    await requests[0].shutdown()


async def test_a_file_arrives_with_its_name_its_bytes_and_its_words(
    channel: TelegramChannel, person: Person
) -> None:
    outcome = await channel.send(TO, REPLY, PAPER)
    (seen,) = person.replies
    assert outcome == Delivered(str(seen.message_id))
    assert (seen.text, seen.parse_mode) == ("Phiếu của anh/chị đây ạ <KC-1>.", "HTML")
    assert seen.file is not None
    assert seen.file.name == "Phiếu đăng ký 'Hương Quê'; 100%.docx"
    assert seen.file.content == PAPER.data


async def test_a_large_file_goes_without_a_warning(channel: TelegramChannel, person: Person) -> None:
    large = Attached("dữ liệu.zip", "application/zip", bytes(3_000_000))
    assert isinstance(await channel.send(TO, REPLY, large), Delivered)
    assert person.replies[0].file is not None
    assert person.replies[0].file.size == 3_000_000


async def test_words_too_long_for_a_file_are_cut_and_the_file_arrives(
    channel: TelegramChannel, person: Person
) -> None:
    long = Reply("Dòng chữ dài, có dấu. " * 100, file=REPLY.file)
    assert isinstance(await channel.send(TO, long, PAPER), Delivered)
    assert 0 < utf16_units(person.replies[0].text) <= 1024


async def test_broken_markup_falls_back_to_plain_words_once(
    channel: TelegramChannel, api: TelegramStandIn, person: Person
) -> None:
    api.fail_next("sendDocument", status=400, description="Bad Request: can't parse entities: broken")
    assert isinstance(await channel.send(TO, REPLY, PAPER), Delivered)
    assert (person.replies[0].text, person.replies[0].parse_mode) == ("Phiếu của anh/chị đây ạ <KC-1>.", None)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (429, RefusedForNow(1.0)),
        (403, RefusedForGood("forbidden", is_person_gone=True)),
        (400, RefusedForGood("bad_request")),
        (401, ChannelDown("InvalidToken")),
        (413, InDoubt("network")),
        (502, InDoubt("network")),
    ],
)
async def test_each_refusal_means_what_it_means_for_words(
    channel: TelegramChannel, api: TelegramStandIn, person: Person, status: int, outcome: Outcome
) -> None:
    api.fail_next("sendDocument", status=status)
    assert await channel.send(TO, REPLY, PAPER) == outcome
    assert person.replies == []


async def test_a_cut_connection_leaves_the_sending_in_doubt(
    channel: TelegramChannel, api: TelegramStandIn, person: Person
) -> None:
    api.cut_next("sendDocument", delivered=True)
    assert await channel.send(TO, REPLY, PAPER) == InDoubt("network")
    assert len(person.replies) == 1


async def test_a_platform_out_of_reach_was_not_sent_anything(
    channel: TelegramChannel, api: TelegramStandIn, person: Person
) -> None:
    await api.stop()
    assert await channel.send(TO, REPLY, PAPER) == NotSent("no_connection")
