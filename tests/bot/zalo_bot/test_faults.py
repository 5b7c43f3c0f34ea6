"""What the platform refuses, delays or leaves in doubt: what becomes of a delivery, and what the logs tell."""

import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.logs import mask
from bot.zalo_bot.channel import ZaloBotChannel
from bot.zalo_bot.client import ZaloBotClient, ZaloBotError
from bot.zalo_bot.quota import Quota
from handlers.channels import (
    ChannelDown,
    Delivered,
    InDoubt,
    NotSent,
    Outcome,
    RefusedForGood,
    RefusedForNow,
)
from handlers.messages import Address, FileOf, FileRef, Reply
from knowledge.base import KnowledgeBase
from tests.standins.zalo import BotPerson, ZaloStandIn
from tests.support.clock import HandClock
from tests.support.services import Running

QUESTION = "ho tro mua may bao nhieu tien"


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One is enough: the outbox is tested elsewhere on both."""
    return sqlite_url


@pytest.fixture
def mode() -> str:
    return "polling"


@dataclass
class Sending:
    """The channel alone, and somebody to send to."""

    api: ZaloStandIn
    channel: ZaloBotChannel
    person: BotPerson
    clock: HandClock

    async def __call__(self, reply: Reply | str = "xin chào") -> Outcome:
        shown = Reply(reply) if isinstance(reply, str) else reply
        return await self.channel.send(Address("zalo_bot", "1", self.person.id), shown)


@pytest.fixture
async def sending(
    api: ZaloStandIn, person: BotPerson, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[Sending]:
    await person.say("chào")
    quota = Quota(lambda: clock.now().timestamp())
    async with ZaloBotClient(api.bot.token, api.bot_url) as client:
        channel = ZaloBotChannel(client, "1", quota, knowledge.phrase("zalo_bot_no_files"))
        yield Sending(api, channel, person, clock)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (400, RefusedForGood("bad_request")),
        (401, ChannelDown("unauthorized")),
        (403, InDoubt("refused_403")),
        (404, RefusedForGood("not_found")),
        (408, InDoubt("refused_408")),
        (429, RefusedForNow(10.0)),
        (500, InDoubt("refused_500")),
    ],
)
@pytest.mark.parametrize("is_http", [False, True], ids=["under 200", "as HTTP"])
async def test_each_code_of_the_platform_has_its_outcome(
    sending: Sending, code: int, outcome: Outcome, is_http: bool
) -> None:
    sending.api.bot.http_errors = is_http
    sending.api.faults.fail_next("sendMessage", code)
    assert await sending() == outcome
    assert isinstance(await sending(), Delivered)
    assert [reply.text for reply in sending.person.replies] == ["xin chào"]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (502, "<html>Bad Gateway</html>", InDoubt("refused_502")),
        (429, "", RefusedForNow(10.0)),
        (200, "<html>Xin chào</html>", InDoubt("no_answer")),
        (200, "[" * 50_000, InDoubt("no_answer")),
        (200, '{"ok": false}', InDoubt("refused_200")),
        (200, '{"ok": false, "error_code": "429"}', RefusedForNow(10.0)),
        (200, '{"ok": false, "error_code": 1e400}', InDoubt("refused_200")),
        (200, '{"ok": "true", "result": {"message_id": "1"}}', InDoubt("refused_200")),
        (200, '{"ok": true}', Delivered("")),
        (200, '{"ok": true, "result": {"message_id": 5}}', Delivered("5")),
    ],
)
async def test_whatever_stands_in_between_is_no_surprise(
    sending: Sending, status: int, body: str, outcome: Outcome
) -> None:
    sending.api.faults.answer_next("sendMessage", status, body)
    assert await sending() == outcome


async def test_a_cut_line_is_a_doubt_and_nobody_there_is_none(sending: Sending, api: ZaloStandIn) -> None:
    api.faults.cut_next("sendMessage", delivered=True)
    assert await sending() == InDoubt("no_answer")
    api.faults.redirect_next("sendMessage", "http://127.0.0.1:1/elsewhere")
    assert await sending() == InDoubt("refused_302")
    async with ZaloBotClient(api.bot.token, "http://127.0.0.1:1") as nobody:
        away = ZaloBotChannel(nobody, "1", Quota(lambda: 0.0), "")
        assert await away.send(Address("zalo_bot", "1", "x"), Reply("xin chào")) == NotSent("no_connection")


async def test_a_month_that_is_used_up_is_held_longer_and_told_to_staff(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    sending.api.bot.monthly_cap = 0
    outcomes = []
    for _ in range(7):
        outcome = await sending()
        assert isinstance(outcome, RefusedForNow)
        outcomes.append(outcome)
        sending.clock.pass_seconds(outcome.retry_after_seconds)
    assert outcomes[0] == RefusedForNow(10.0)
    assert outcomes[-1] == RefusedForNow(640.0, "quota_used_up")
    assert "quota_used_up" in caplog.messages


async def test_a_person_too_many_for_the_plan_is_given_up_and_the_others_are_served(
    sending: Sending, api: ZaloStandIn
) -> None:
    await sending()
    api.bot.users_cap = 1
    late = Sending(api, sending.channel, api.bot_person("Muộn"), sending.clock)
    await late.person.say("chào")
    for _ in range(3):
        assert await late() == RefusedForNow(10.0)
        assert isinstance(await sending(), Delivered)
    assert await late() == RefusedForGood("plan_full", is_person_gone=True)


@pytest.mark.parametrize(
    "words", ["**Lưu ý:** __kiểm tra__ 1 * 2", "ho\u0302\u0303 tro\u031b\u0323 " * 40, "ạ" * 2000]
)
async def test_words_go_out_bare_composed_and_whole(sending: Sending, words: str) -> None:
    assert isinstance(await sending(words), Delivered)
    (reply,) = sending.person.replies
    assert reply.text in ("Lưu ý: kiểm tra 1 * 2", "hỗ trợ " * 40, "ạ" * 2000)


async def test_in_place_of_a_file_it_is_said_how_to_get_it(sending: Sending) -> None:
    file = FileRef(FileOf.REQUEST, 7, "phieu.docx")
    for text in ("Phiếu đã điền.", "dài " * 600):
        assert isinstance(await sending(Reply(text, file=file)), Delivered)
    short, long = sending.person.replies
    assert short.text.startswith("Phiếu đã điền.\n\n")
    assert all(reply.text.endswith('nhắn "gặp cán bộ" giúp mình.') for reply in (short, long))


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Of every logger, before anything is masked."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


async def test_polling_and_sending_outlive_every_fault_and_no_log_tells_the_token(
    everything_logged: pytest.LogCaptureFixture, running: Running, api: ZaloStandIn, person: BotPerson
) -> None:
    api.faults.fail_next("getUpdates", 500)
    api.faults.answer_next("getUpdates", 504)
    api.faults.cut_next("getUpdates", delivered=False)
    api.faults.cut_next("sendMessage", delivered=False)
    api.faults.fail_next("sendMessage", 403)
    await person.say(QUESTION)
    assert "Trần quốc gia" in (await person.wait_for_reply()).text
    records = everything_logged.records
    assert {"zalo_bot_ready", "poll_failed", "delivery_attempted"} <= {found.msg for found in records}
    told = "\n".join(_all_of(found) for found in records)
    for secret in (api.bot.token, api.bot.token.partition(":")[2]):
        assert secret not in told


def _all_of(record: logging.LogRecord) -> str:
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    shown: dict[str, Any] = {name: value for name, value in vars(record).items() if name != "exc_info"}
    return f"{record.getMessage()} {shown} {trace}"


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1", "http://", "http://127.0.0.1:99999", "ftp://a"])
async def test_no_error_and_no_repr_names_an_address(api: ZaloStandIn, url: str) -> None:
    api.faults.cut_next("getMe", delivered=False)
    async with ZaloBotClient(api.bot.token, url or api.bot_url) as client:
        with pytest.raises(ZaloBotError) as failed:
            await client.name()
        assert api.bot.token not in repr(client)
    assert api.bot.token not in "".join(traceback.format_exception(failed.value))


@pytest.mark.parametrize(
    "token", ["12:ab", "1459232241454765289:a.b~c+d=e", f"1459232241454765289:{'x' * 200}"]
)
def test_an_address_with_a_token_is_masked_whatever_it_is_made_of(token: str) -> None:
    line = f"GET https://bot-api.zaloplatforms.com/bot{token}/getUpdates 504"
    assert mask(line) == "GET https://bot-api.zaloplatforms.com/bot<token>/getUpdates 504"
