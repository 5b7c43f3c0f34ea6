"""Hangs the channels on the house: the web chat always, a platform's when it has a token."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from aiohttp import web
from telegram import BotCommand

from bot.app import House
from bot.console.accounts import account_pages
from bot.console.application import ApplicationPage
from bot.console.applications import ApplicationPages
from bot.console.calendar import CalendarPages
from bot.console.cookies import Cookies
from bot.console.inbox import InboxPages
from bot.console.inbox_live import LiveInbox
from bot.console.linking import LinkPages
from bot.console.live import Pace
from bot.console.pages import make_render
from bot.console.routes import Console
from bot.console.tasks import TaskPages
from bot.console.zalo import ZaloPages
from bot.gate import Gate
from bot.news import news_pages
from bot.reporting import report_pages
from bot.settings import Receiving
from bot.telegram.channel import TelegramChannel
from bot.telegram.door import TelegramDoor
from bot.telegram.request import AiohttpRequest
from bot.telegram.service import TelegramService, make_bot
from bot.telegram.webhook import TelegramWebhook
from bot.web.health import Health
from bot.webchat.channel import Waiters
from bot.webchat.pages import render_pages
from bot.webchat.routes import WebChat
from bot.zalo_bot.channel import ZaloBotChannel
from bot.zalo_bot.client import ZaloBotClient
from bot.zalo_bot.door import ZaloBotDoor
from bot.zalo_bot.quota import Quota
from bot.zalo_bot.service import ZaloBotService
from bot.zalo_bot.webhook import ZaloBotWebhook
from bot.zalo_oa.account import ZaloAccount
from bot.zalo_oa.channel import ZaloChannel
from bot.zalo_oa.door import ZaloDoor
from bot.zalo_oa.service import ZaloService
from bot.zalo_oa.signature import Signature
from bot.zalo_oa.webhook import ZaloWebhook
from handlers.channels import Channel

_PERSON_BURST, _PERSON_PER_SECOND = 20, 1.0
_NETWORK_BURST, _NETWORK_PER_SECOND = 200, 20.0
_NOTICE_PER_SECOND = 1 / 60
_NEWS_PACE = Pace()
_COMMANDS = (  # of Telegram's menu, in its order; each has a phrase telegram_command_<name> and a skill behind it
    "start",
    "gapcanbo",
    "trogiup",
)


class PlatformService(Protocol):
    """What runs beside the web server as long as a platform's channel does."""

    def connections(self) -> AbstractAsyncContextManager[None]: ...

    async def run(self, stop: asyncio.Event) -> None: ...


@dataclass(frozen=True, slots=True)
class Platform:
    """The three sides of one platform's bot; without routes when it is polled."""

    channel: Channel
    service: PlatformService
    routes: tuple[web.RouteDef, ...] = ()


def platforms(house: House) -> Iterator[Platform]:
    """Those that have a token."""
    if house.settings.telegram_token.get_secret_value():
        yield telegram(house)
    if house.settings.zalo_bot_token.get_secret_value():
        yield zalo_bot(house)
    if house.zalo is not None:
        yield zalo_oa(house, house.zalo)


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


def telegram(house: House) -> Platform:
    settings = house.settings
    token = settings.telegram_token.get_secret_value()
    bot_id = token.partition(":")[0]
    requests = (
        AiohttpRequest(settings.telegram_proxy),
        AiohttpRequest(settings.telegram_proxy, connections=1),
    )
    bot = make_bot(token, settings.telegram_api_url, requests)
    door = TelegramDoor(bot, bot_id, house.intake, house.clock, _gate(house))
    is_webhook = settings.telegram_mode is Receiving.WEBHOOK
    secret = settings.telegram_webhook_secret.get_secret_value()
    commands = tuple(BotCommand(name, house.say(f"telegram_command_{name}")) for name in _COMMANDS)
    return Platform(
        channel=TelegramChannel(bot, bot_id, settings.telegram_rate_per_second),
        service=TelegramService(
            bot, requests, door, commands, settings.public_url.rstrip("/") if is_webhook else "", secret
        ),
        routes=tuple(TelegramWebhook(door, secret).routes()) if is_webhook else (),
    )


def zalo_bot(house: House) -> Platform:
    settings = house.settings
    token = settings.zalo_bot_token.get_secret_value()
    bot_id = token.partition(":")[0]
    client = ZaloBotClient(token, settings.zalo_bot_api_url)
    door = ZaloBotDoor(client, bot_id, house.intake, house.clock, _gate(house))
    is_webhook = settings.zalo_bot_mode is Receiving.WEBHOOK
    secret = settings.zalo_bot_webhook_secret.get_secret_value()
    return Platform(
        channel=ZaloBotChannel(client, bot_id, Quota(time.monotonic), house.say("zalo_bot_no_files")),
        service=ZaloBotService(client, door, settings.public_url.rstrip("/") if is_webhook else "", secret),
        routes=tuple(ZaloBotWebhook(door, secret).routes()) if is_webhook else (),
    )


def zalo_oa(house: House, account: ZaloAccount) -> Platform:
    settings, room = house.settings, account.room
    door = ZaloDoor(
        settings.zalo_oa_id,
        house.intake,
        room.receipts,
        room.takeover,
        house.clock,
        _gate(house),
        room.sending.courtesy,
    )
    signature = Signature(settings.zalo_app_id, settings.zalo_oa_secret.get_secret_value())
    return Platform(
        channel=ZaloChannel(room.sending, settings.zalo_oa_id, room.switch.is_wanted),
        service=ZaloService(account.api, door, room),
        routes=tuple(ZaloWebhook(signature, door, house.clock).routes()),
    )


def _gate(house: House) -> Gate:
    """One for each channel, so that no channel's people count on another's."""
    return Gate(
        house.flood_guard(_PERSON_BURST, _PERSON_PER_SECOND),
        house.flood_guard(1, _NOTICE_PER_SECOND),
        house.say("too_fast"),
    )


def console(house: House, stopping: asyncio.Event | None = None, pace: Pace = _NEWS_PACE) -> Console:
    """`stopping` ends what would go on telling."""
    settings = house.settings
    zone = ZoneInfo(settings.timezone)
    cookies, render = Cookies(settings.is_https), make_render(zone)
    review = house.review
    return Console(
        sign_in=house.desk.sign_in,
        sessions=house.desk.sessions,
        today=house.desk.today,
        changes=house.desk.changes,
        applications=ApplicationPages(
            review.listing,
            review.saved,
            review.sheets,
            ApplicationPage(
                review.sheets, house.follow_ups.calendar, review.files, house.clock, cookies, render
            ),
            house.clock,
            cookies,
            render,
            zone,
        ),
        links=LinkPages(house.desk.linking, house.clock, cookies, render),
        tasks=TaskPages(house.desk.tasks, house.clock, render),
        calendar=CalendarPages(house.follow_ups.calendar, house.clock, cookies, render, zone),
        inbox=InboxPages(
            house.inbox, LiveInbox(house.inbox, house.clock, zone), house.clock, cookies, render
        ),
        news=news_pages(house, cookies, render, stopping or asyncio.Event(), pace),
        reports=report_pages(house, cookies, render, zone),
        zalo=ZaloPages(
            house.zalo.room if house.zalo is not None else None, house.forms, house.clock, cookies, render
        ),
        accounts=account_pages(house.desk, house.clock, cookies, render),
        clock=house.clock,
        cookies=cookies,
        render=render,
        channels={
            "web": True,
            "telegram": bool(settings.telegram_token.get_secret_value()),
            "zalo_oa": settings.has_zalo_oa,
            "zalo_bot": bool(settings.zalo_bot_token.get_secret_value()),
        },
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

    async def zalo_bot_setting() -> str:
        return "ok" if house.settings.zalo_bot_token.get_secret_value() else "off"

    async def zalo_oa_setting() -> str:
        return "ok" if house.settings.has_zalo_oa else "off"

    checks = {
        "database": database,
        "knowledge": knowledge,
        "telegram": telegram_setting,
        "zalo_bot": zalo_bot_setting,
        "zalo_oa": zalo_oa_setting,
    }
    return Health(checks)
