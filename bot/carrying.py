"""What each channel carries, and which of them are on: the house asks by name."""

from bot import terminal
from bot.settings import OnOff, Settings
from bot.telegram import channel as telegram
from bot.telegram import parse
from bot.telegram.fetching import TelegramFetcher
from bot.webchat import channel as webchat
from bot.zalo_bot.channel import ZaloBotChannel
from bot.zalo_bot.fetching import ZaloMediaFetcher
from bot.zalo_oa import channel as zalo_oa
from bot.zalo_oa.channel import ZaloChannel
from bot.zalo_oa.fetching import ZaloFetcher
from handlers.attachments.fetching import Fetcher
from handlers.channels import Abilities


def abilities(settings: Settings) -> dict[str, Abilities]:
    return {
        webchat.NAME: webchat.ABILITIES,
        terminal.NAME: terminal.ABILITIES,
        parse.NAME: telegram.abilities(settings.telegram_rate_per_second),
        ZaloBotChannel.name: ZaloBotChannel.abilities,
        ZaloChannel.name: zalo_oa.abilities(settings.zalo_buttons is OnOff.ON),
    }


def fetchers(settings: Settings) -> dict[str, Fetcher]:
    """Of each channel whose messages only name their files."""
    found: dict[str, Fetcher] = {ZaloBotChannel.name: ZaloMediaFetcher(settings.zalo_bot_api_url)}
    if token := settings.telegram_token.get_secret_value():
        found[parse.NAME] = TelegramFetcher(token, settings.telegram_api_url, settings.telegram_proxy)
    if settings.has_zalo_oa:
        found[ZaloChannel.name] = ZaloFetcher(settings.zalo_api_url)
    return found


def news_channels(settings: Settings) -> tuple[str, ...]:
    """Where people can be told something later: not the web page, whose visitors have gone."""
    channels = {
        parse.NAME: bool(settings.telegram_token.get_secret_value()),
        ZaloBotChannel.name: bool(settings.zalo_bot_token.get_secret_value()),
        ZaloChannel.name: settings.has_zalo_oa,
    }
    return tuple(name for name, is_on in channels.items() if is_on)
