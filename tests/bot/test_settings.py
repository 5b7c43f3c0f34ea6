"""Settings: read from the environment, refused by name, and never told aloud when secret."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.cli.check import setting_problems
from bot.settings import Receiving, ServiceRole, Settings
from tests.support.houses import make_settings

TOKEN = "7012345678:AAHfiqksKZ8WmR2zMxXXhtnRl4uOOWSd0bk"  # its shape; three x in a row may happen
STRONG = "vR3kq9TzL0wYbN5cJm8HsX2dFg7PaQ4eUi"


def problems(**values: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        make_settings("", Path("data"), **values)
    return list(setting_problems(refused.value))


def test_nothing_set_is_a_bot_that_runs_on_this_machine() -> None:
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    assert (settings.host, settings.port, settings.timezone) == ("127.0.0.1", 8080, "Asia/Ho_Chi_Minh")
    assert settings.roles == frozenset(ServiceRole)
    assert settings.telegram_token.get_secret_value() == ""
    assert settings.resolved_database_url == f"sqlite:///{Path.cwd() / 'data' / 'khuyencong.db'}"
    assert not settings.is_https


def test_the_environment_is_read_and_a_file_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nLOG_LEVEL=DEBUG\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setenv("ROLES", "web, sender")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/kc")
    settings = Settings()
    assert (settings.port, settings.log_level) == (9001, "DEBUG")
    assert settings.roles == {ServiceRole.WEB, ServiceRole.SENDER}
    assert settings.resolved_database_url == "postgresql://u@db/kc"


def test_a_real_looking_token_and_key_are_taken() -> None:
    settings = make_settings("", Path("data"), telegram_token=TOKEN, secret_key=STRONG)
    assert settings.telegram_token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    "token",
    [
        "123456:your-token-here",
        "123456789:YOUR_TOKEN_0123456789abcdefghijk",
        "123456789:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "123456789:changeme-changeme-changeme-change",
        "123456789:example_example_example_example_ex",
        "123456789:1234567890abcdefghijklmnopqrstuvwxy",
        "not a token",
        "changeme",
        TOKEN + " ",
    ],
)
def test_a_placeholder_for_the_bot_token_is_refused(token: str) -> None:
    (line,) = problems(telegram_token=token)
    assert "TELEGRAM_TOKEN" in line
    assert "BotFather" in line


@pytest.mark.parametrize(
    "key",
    [
        "short",
        "x" * 31,
        "change-me-change-me-change-me-change-me",
        "changeme" * 8,
        "your-secret-key-your-secret-key-your-secret",
        "placeholder-placeholder-placeholder-1",
        "x" * 64,
        "my-secret-key-0123456789-0123456789-abc",
        "1234567890" * 4,
    ],
)
def test_a_placeholder_or_short_key_is_refused(key: str) -> None:
    (line,) = problems(secret_key=key)
    assert "SECRET_KEY" in line


@pytest.mark.parametrize("secret", ["", "short", "changeme_" * 4, "x" * 40, "has spaces in it " * 3])
def test_a_webhook_without_a_real_secret_is_refused(secret: str) -> None:
    (line,) = problems(
        telegram_token=TOKEN,
        telegram_mode="webhook",
        telegram_webhook_secret=secret,
        public_url="https://bot.test",
    )
    assert "TELEGRAM_WEBHOOK_SECRET" in line
    assert "PUBLIC_URL" not in line


def test_a_webhook_lacking_everything_names_everything() -> None:
    (line,) = problems(telegram_token=TOKEN, telegram_mode="webhook")
    assert "TELEGRAM_WEBHOOK_SECRET" in line
    assert "PUBLIC_URL" in line


def test_a_complete_webhook_is_taken_and_a_channel_that_is_off_needs_nothing() -> None:
    complete = make_settings(
        "",
        Path("data"),
        telegram_token=TOKEN,
        telegram_mode="webhook",
        telegram_webhook_secret=STRONG,
        public_url="https://bot.test",
    )
    assert complete.telegram_mode is Receiving.WEBHOOK
    assert complete.is_https
    assert make_settings("", Path("data"), telegram_mode="webhook").telegram_token.get_secret_value() == ""


def test_every_mistake_is_told_at_once_by_the_name_people_set() -> None:
    wrong: dict[str, object] = {
        "port": 99_999,
        "roles": "web,cook",
        "log_level": "LOUD",
        "timezone": "Asia/Hanoi",
        "quiet_hours": "25:00-7:00",
        "secret_key": "short",
        "telegram_token": "changeme",
        "telegram_mode": "pigeon",
        "telegram_rate_per_second": 0,
    }
    told = problems(**wrong)
    assert {line.split(":")[0].split()[-1] for line in told} == {name.upper() for name in wrong}


@pytest.mark.parametrize("value", ["../etc/passwd", "", "UTC+7"])
def test_what_is_no_time_zone_is_refused(value: str) -> None:
    (line,) = problems(timezone=value)
    assert "TIMEZONE" in line


@pytest.mark.parametrize("value", ["21:00", "21:00-24:00", "9:00-17:00", "21:00 - 07:00", "21:00-07:00 "])
def test_what_is_no_span_of_hours_is_refused(value: str) -> None:
    (line,) = problems(quiet_hours=value)
    assert "QUIET_HOURS" in line


def test_secrets_are_shown_neither_by_the_settings_nor_by_their_errors() -> None:
    settings = make_settings("", Path("data"), telegram_token=TOKEN, secret_key=STRONG)
    assert TOKEN not in repr(settings) + str(settings)
    assert STRONG not in repr(settings) + str(settings)
    with pytest.raises(ValidationError) as refused:
        make_settings("", Path("data"), telegram_token=f"{TOKEN}?", secret_key="short-but-secret")
    assert TOKEN not in str(refused.value)
    assert "short-but-secret" not in str(refused.value)


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
