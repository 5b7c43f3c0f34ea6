"""The methods by which a bot gets its updates."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from .errors import bad_request, conflict
from .params import Params
from .state import BotAccount
from .update_queue import Poll
from .webhook_setting import WebhookSetting

LONGEST_POLL_SECONDS = 50
WEBHOOK_PORTS = frozenset({80, 88, 443, 8443})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SECRET = re.compile(r"[A-Za-z0-9_-]+")


async def get_updates(bot: BotAccount, params: Params) -> list[dict[str, Any]]:
    """Waits up to `timeout` seconds for updates; `offset` acknowledges all before it."""
    if bot.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _choose_kinds(bot, params)
    bot.queue.confirm(params.integer("offset"))
    limit = params.integer("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100
    seconds = min(max(params.integer("timeout"), 0), LONGEST_POLL_SECONDS)
    poll = bot.queue.begin_poll()
    try:
        return await _wait_for_updates(bot, poll, limit, seconds)
    finally:
        bot.queue.finish_poll(poll)


async def _wait_for_updates(bot: BotAccount, poll: Poll, limit: int, seconds: float) -> list[dict[str, Any]]:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        if poll.ended_by:
            raise conflict(f"terminated by {poll.ended_by}")
        batch = bot.queue.waiting(limit)
        left = deadline - loop.time()
        if batch or left <= 0:
            return [update.body for update in batch]
        await bot.queue.bell.wait(left)


def set_webhook(bot: BotAccount, params: Params) -> bool:
    """Sets where updates are pushed; an empty `url` goes back to polling."""
    url = params.text("url")
    if not url:
        return delete_webhook(bot, params)
    _check_url(url)
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = params.integer("max_connections", 40)
    _choose_kinds(bot, params)
    if params.flag("drop_pending_updates"):
        bot.queue.drop_all()
    bot.webhook = WebhookSetting(url, secret, min(max(connections, 1), 100))
    bot.queue.end_poll("setWebhook request")
    bot.queue.bell.ring()
    return True


def delete_webhook(bot: BotAccount, params: Params) -> bool:
    """Back to polling; `drop_pending_updates` empties the queue."""
    bot.webhook = None
    if params.flag("drop_pending_updates"):
        bot.queue.drop_all()
    bot.queue.bell.ring()
    return True


def get_webhook_info(bot: BotAccount, params: Params) -> dict[str, Any]:
    """The webhook in force, an empty `url` when there is none."""
    del params
    if bot.webhook is not None:
        return bot.webhook.info(len(bot.queue), bot.queue.allowed)
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue),
    }
    if bot.queue.allowed:
        info["allowed_updates"] = list(bot.queue.allowed)
    return info


def _choose_kinds(bot: BotAccount, params: Params) -> None:
    """Not given leaves the previous choice in force; an empty list goes back to the default."""
    kinds = params.json("allowed_updates", "allowed_updates")
    if kinds is None:
        return
    if not isinstance(kinds, list):
        raise bad_request("can't parse allowed_updates: Expected an Array of String")
    bot.queue.choose(kinds)


def _check_url(url: str) -> None:
    """HTTPS on four ports, as on the platform; loopback is free, because tests live there."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if not parts.hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if parts.hostname in LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
