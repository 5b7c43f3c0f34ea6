"""Hangs the channels on the house: the web chat always, Telegram when it has a token."""

import asyncio
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from telegram import BotCommand

from bot.app import House
from bot.console.cookies import Cookies
from bot.console.pages import make_render
from bot.console.routes import Console
from bot.settings import TelegramMode
from bot.telegram.channel import TelegramChannel
from bot.telegram.door import TelegramDoor
from bot.telegram.request import AiohttpRequest
from bot.telegram.service import TelegramService, make_bot
from bot.telegram.webhook import TelegramWebhook
from bot.web.health import Health
from bot.webchat.channel import Waiters
from bot.webchat.pages import render_pages
from bot.webchat.routes import WebChat

_PERSON_BURST, _PERSON_PER_SECOND = 20, 1.0
_NETWORK_BURST, _NETWORK_PER_SECOND = 200, 20.0
_NOTICE_PER_SECOND = 1 / 60
_COMMANDS = (  # of Telegram's menu, in its order; each has a phrase telegram_command_<name> and a skill behind it
    "start",
    "gapcanbo",
    "trogiup",
)


@dataclass(frozen=True, slots=True)
class Telegram:
    """The three sides of one Telegram bot; `webhook` is None when polling."""

    channel: TelegramChannel
    service: TelegramService
    webhook: TelegramWebhook | None


def web_chat(house: House, waiters: Waiters, stopping: asyncio.Event) -> WebChat:
    return WebChat(
        pages=render_pages(),
        intake=house.intake,
        arrivals=house.arrivals,
        files=house.files,
        transcript=house.transcript,
        waiters=waiters,
        clock=house.clock,
        person_guard=house.flood_guard(_PERSON_BURST, _PERSON_PER_SECOND),
        network_guard=house.flood_guard(_NETWORK_BURST, _NETWORK_PER_SECOND),
        stopping=stopping,
        public_url=house.settings.public_url,
        say=house.say,
    )


def telegram(house: House) -> Telegram | None:
    """None when no token is set."""
    settings = house.settings
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    bot_id = token.partition(":")[0]
    requests = (
        AiohttpRequest(settings.telegram_proxy),
        AiohttpRequest(settings.telegram_proxy, connections=1),
    )
    bot = make_bot(token, settings.telegram_api_url, requests)
    door = TelegramDoor(
        bot,
        bot_id,
        house.intake,
        house.clock,
        guard=house.flood_guard(_PERSON_BURST, _PERSON_PER_SECOND),
        notice_guard=house.flood_guard(1, _NOTICE_PER_SECOND),
        too_fast=house.say("too_fast"),
    )
    is_webhook = settings.telegram_mode is TelegramMode.WEBHOOK
    secret = settings.telegram_webhook_secret.get_secret_value()
    commands = tuple(BotCommand(name, house.say(f"telegram_command_{name}")) for name in _COMMANDS)
    return Telegram(
        channel=TelegramChannel(bot, bot_id, settings.telegram_rate_per_second),
        service=TelegramService(
            bot, requests, door, commands, settings.public_url.rstrip("/") if is_webhook else "", secret
        ),
        webhook=TelegramWebhook(door, secret) if is_webhook else None,
    )


def console(house: House) -> Console:
    settings = house.settings
    return Console(
        sign_in=house.sign_in,
        sessions=house.sessions,
        today=house.today,
        changes=house.changes,
        clock=house.clock,
        cookies=Cookies(settings.is_https),
        render=make_render(ZoneInfo(settings.timezone)),
        channels={"web": True, "telegram": bool(settings.telegram_token.get_secret_value())},
        public_url=settings.public_url,
    )


def health(house: House) -> Health:
    async def database() -> str:
        await house.ping()
        return "ok"

    async def knowledge() -> str:
        return "ok" if house.entry_count else "empty"

    async def telegram_setting() -> str:
        return "ok" if house.settings.telegram_token.get_secret_value() else "off"

    return Health({"database": database, "knowledge": knowledge, "telegram": telegram_setting})
