"""Updates wait for a bot and are polled as on the platform."""

import asyncio

import aiohttp
import pytest
import telegram

from tests.standins.eventually import until
from tests.standins.library_client import library_client
from tests.standins.telegram import ManualClock, Person, TelegramStandIn, updates

DAY = 24 * 3600.0


def texts(batch: tuple[telegram.Update, ...]) -> list[str | None]:
    return [update.message.text for update in batch if update.message]


async def test_what_is_not_acknowledged_comes_again(person: Person, bot: telegram.Bot) -> None:
    for word in ("một", "hai", "ba"):
        await person.say(word)
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["một", "hai"]
    assert texts(await bot.get_updates(limit=2)) == ["một", "hai"]
    assert texts(await bot.get_updates(offset=first[-1].update_id + 1)) == ["ba"]
    assert texts(await bot.get_updates(offset=-1)) == ["ba"]
    assert await bot.get_updates(offset=first[-1].update_id + 2) == ()


async def test_a_long_poll_waits_for_the_next_word(
    api: TelegramStandIn, person: Person, bot: telegram.Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: len(api.log.of("getUpdates")) == 1)
    assert not poll.done()
    await person.say("đây")
    assert texts(await poll) == ["đây"]
    assert len(api.log.of("getUpdates")) == 1
    assert await bot.get_updates(offset=(await bot.get_updates())[0].update_id + 1, timeout=0) == ()


async def test_a_second_poller_sends_the_first_home(
    api: TelegramStandIn, person: Person, bot: telegram.Bot
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: len(api.log.of("getUpdates")) == 1)
    async with library_client(api.root_url, api.token) as twin:
        second = asyncio.create_task(twin.get_updates(timeout=30))
        with pytest.raises(telegram.error.Conflict, match="Conflict: terminated by other getUpdates"):
            await first
        await person.say("ai nghe?")
        assert texts(await second) == ["ai nghe?"]


async def test_polling_and_webhook_exclude_each_other(api: TelegramStandIn, bot: telegram.Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: len(api.log.of("getUpdates")) == 1)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(telegram.error.Conflict, match="Conflict: terminated by setWebhook"):
        await poll
    with pytest.raises(telegram.error.Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_kinds_not_given_mean_the_previous_choice(person: Person, bot: telegram.Bot) -> None:
    assert await bot.get_updates(allowed_updates=["callback_query", "no_such_kind"]) == ()
    await person.say("không ai nghe")
    assert await bot.get_updates() == ()
    person.press_unseen("x")
    assert [update.callback_query is not None for update in await bot.get_updates()] == [True]
    assert await bot.get_updates(offset=2**40, allowed_updates=[]) == ()
    await person.say("lại nghe")
    assert texts(await bot.get_updates()) == ["lại nghe"]


async def test_updates_are_kept_for_24_hours_and_ids_jump_after_a_silent_week(
    person: Person, bot: telegram.Bot, telegram_clock: ManualClock
) -> None:
    await person.say("hôm qua")
    telegram_clock.advance(DAY / 2)
    await person.say("sáng nay")
    telegram_clock.advance(DAY / 2 + 1)
    (update,) = await bot.get_updates()
    assert texts((update,)) == ["sáng nay"]
    telegram_clock.advance(8 * DAY)
    await person.say("tuần sau")
    (later,) = await bot.get_updates()
    assert abs(later.update_id - update.update_id) > 1


async def test_pending_updates_are_dropped_on_request(person: Person, bot: telegram.Bot) -> None:
    await person.say("cũ")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    await person.say("cũ nữa")
    await bot.set_webhook("http://127.0.0.1:9/hook", drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_odd_updates_pass_and_a_broken_one_breaks_strict_parsers(
    api: TelegramStandIn, person: Person, bot: telegram.Bot
) -> None:
    person.inject(*updates.unknown_kind())
    await person.send(updates.unknown_content())
    odd, empty = await bot.get_updates()
    assert odd.effective_chat is None
    assert empty.message is not None
    assert empty.message.text is None
    person.inject("callback_query", updates.broken_callback_query(person.user))
    with pytest.raises(TypeError, match="chat_instance"):
        await bot.get_updates()
    assert api.bot().queue.waiting()[-1].body["callback_query"]["id"] == "broken"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"url": "http://khuyencong.example.vn/hook"}, "An HTTPS URL must be provided"),
        ({"url": "https://khuyencong.example.vn:8080/hook"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "khuyencong"}, "invalid webhook URL"),
        ({"url": "https://a.vn/", "secret_token": "có dấu"}, "unallowed characters"),
        ({"url": "https://a.vn/", "secret_token": "a" * 257}, "too long"),
        ({"url": "https://a.vn/", "allowed_updates": "message"}, "allowed_updates"),
    ],
)
async def test_a_bad_webhook_is_refused(api: TelegramStandIn, values: dict[str, str], reason: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.base_url}{api.token}/setWebhook", data=values) as answer,
    ):
        assert answer.status == 400
        assert reason in (await answer.json())["description"]


async def test_a_poller_that_dies_loses_nothing(
    api: TelegramStandIn, person: Person, bot: telegram.Bot
) -> None:
    async with aiohttp.ClientSession() as session:
        poll = asyncio.create_task(
            session.get(f"{api.base_url}{api.token}/getUpdates", params={"timeout": 30})
        )
        await until(lambda: len(api.log.of("getUpdates")) == 1)
        poll.cancel()
        await asyncio.gather(poll, return_exceptions=True)
    await person.say("còn đây")
    await until(lambda: api.log.of("getUpdates")[0].status == 200)
    assert texts(await bot.get_updates()) == ["còn đây"]
