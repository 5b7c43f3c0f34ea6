"""The account's settings: all four or none, and no word of a template."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.cli.check import setting_problems
from bot.settings import OnOff, Settings
from tests.standins.zalo import ZaloStandIn
from tests.support.houses import make_settings
from tests.support.zalo import zalo_settings


def _settings(**changes: object) -> Settings:
    return make_settings("", Path("data"), **zalo_settings(ZaloStandIn(), **changes))


def test_all_four_make_a_channel_and_show_in_no_text() -> None:
    settings = _settings()
    assert settings.has_zalo_oa
    for secret in (settings.zalo_app_secret, settings.zalo_oa_secret):
        assert secret.get_secret_value() not in repr(settings)


def test_none_of_them_is_no_channel() -> None:
    assert not make_settings("", Path("data")).has_zalo_oa


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zalo_app_id", ""),
        ("zalo_app_id", "my-app"),
        ("zalo_oa_id", ""),
        ("zalo_oa_id", "123"),
        ("zalo_app_secret", ""),
        ("zalo_app_secret", "changeme"),
        ("zalo_app_secret", "your-app-secret"),
        ("zalo_oa_secret", ""),
        ("zalo_oa_secret", "oa_secret_key"),
        ("zalo_oa_secret", "xxxxxxxxxxxx"),
        ("zalo_oa_secret", "short"),
    ],
)
def test_a_missing_or_copied_one_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _settings(**{name: value})
    told = "\n".join(setting_problems(refused.value))
    assert name.upper() in told
    assert value == "" or value not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zalo_api_url", "openapi.zalo.me"),
        ("zalo_business_api_url", ""),
        ("zalo_oauth_url", "ftp://x"),
        ("zalo_max_billed_per_month", -1),
        ("zalo_buttons", "maybe"),
    ],
)
def test_a_value_that_cannot_be_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        _settings(**{name: value})


@pytest.mark.parametrize("said", ["on", "ON", "true", "1", True])
def test_buttons_are_wished_for_in_several_words(said: object) -> None:
    assert _settings(zalo_buttons=said).zalo_buttons is OnOff.ON


def test_zalo_sends_administrators_back_to_the_public_address() -> None:
    settings = _settings(public_url="https://khuyencong.gialai.gov.vn/")
    assert settings.zalo_callback_url == "https://khuyencong.gialai.gov.vn/console/zalo/callback"
