"""The channel's settings: refused by name when wrong, never told aloud."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.cli.check import setting_problems
from bot.settings import Settings
from tests.support.houses import make_settings

TOKEN = "2143842038476230952:rPMjSBQPLEpdMPmLMHBsyFhLKSPSCKSF-dj_HIxqXTUMiq"
STRONG = "vR3kq9TzL0wYbN5cJm8HsX2dFg7PaQ4eUi"


def _settings(**values: object) -> Settings:
    return make_settings("", Path("data"), **values)


def _problems(**values: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        _settings(**values)
    assert TOKEN not in str(refused.value)
    return list(setting_problems(refused.value))


@pytest.mark.parametrize("token", [TOKEN, "123456:abc.def~ghi+jkl=mno"])
def test_a_real_looking_token_is_taken_and_not_shown(token: str) -> None:
    settings = _settings(zalo_bot_token=token)
    assert settings.zalo_bot_token.get_secret_value() == token
    assert token not in repr(settings)


@pytest.mark.parametrize(
    "token",
    [
        "changeme",
        "123456:your-token-here",
        "123456:xxxxxxxxxxxxxxxxxxxx",
        "no-digits:abcdefghij",
        "123456:abc/../../getMe",
        "123456:abc?x=1",
        "123456:abc def",
        f"{TOKEN}:more",
    ],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    (line,) = _problems(zalo_bot_token=token)
    assert "ZALO_BOT_TOKEN" in line
    assert "Zalo Bot Manager" in line


@pytest.mark.parametrize(
    "address", ["", "bot-api.zaloplatforms.com", "ftp://a.vn", "https://", "https://a b"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    (line,) = _problems(zalo_bot_api_url=address)
    assert "ZALO_BOT_API_URL" in line


@pytest.mark.parametrize("secret", ["", "short", "changeme_" * 4, "x" * 40, "has spaces in it " * 3])
def test_a_webhook_without_a_real_secret_is_refused(secret: str) -> None:
    wrong = {"zalo_bot_mode": "webhook", "zalo_bot_webhook_secret": secret, "public_url": "https://bot.test"}
    (line,) = _problems(zalo_bot_token=TOKEN, **wrong)
    assert "ZALO_BOT_WEBHOOK_SECRET" in line
    assert "PUBLIC_URL" not in line


def test_what_two_channels_lack_for_their_webhooks_is_told_at_once() -> None:
    (line,) = _problems(
        zalo_bot_token=TOKEN, zalo_bot_mode="webhook", telegram_token=TOKEN, telegram_mode="webhook"
    )
    for name in ("ZALO_BOT_WEBHOOK_SECRET", "TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL"):
        assert name in line


def test_a_complete_webhook_is_taken_and_a_channel_that_is_off_needs_nothing() -> None:
    complete = {"zalo_bot_webhook_secret": STRONG, "public_url": "https://bot.test"}
    assert _settings(zalo_bot_token=TOKEN, zalo_bot_mode="webhook", **complete).is_https
    assert not _settings(zalo_bot_mode="webhook").is_https
