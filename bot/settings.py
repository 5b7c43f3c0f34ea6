"""All settings, read once at start from the environment or `.env`; every error is told at once."""

import re
from collections.abc import Iterator
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_PLACEHOLDER = re.compile(  # a real token may well hold three x in a row, hardly ever six
    r"change.?me|your.?(token|secret)|example|placeholder|x{6}|secret.?key|1234567890", re.I
)
_QUIET_HOURS = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
_WEBHOOK_SECRET = re.compile(r"^[A-Za-z0-9_-]{32,256}$")
_TELEGRAM_TOKEN = re.compile(r"^\d{1,20}:[A-Za-z0-9_-]{3,100}$")
_ZALO_BOT_TOKEN = re.compile(r"^\d{1,25}:[A-Za-z0-9._~+=-]{3,200}$")
_ZALO_ID = re.compile(r"^\d{5,25}$")
_ZALO_PLACEHOLDER = (
    re.compile(  # a secret of theirs is named "OA Secret Key", so the words alone prove nothing
        r"change.?me|your.?(app|oa|token|secret)|example|placeholder|x{6}|^(app|oa)?.?secret.?key.?$", re.I
    )
)
_ADDRESS = re.compile(r"^https?://[^\s/?#]+(/[^\s?#]*)?$")

_SHORTEST_ZALO_SECRET = 8


class ServiceRole(StrEnum):
    WEB = "web"
    SENDER = "sender"
    SCHEDULER = "scheduler"


class Receiving(StrEnum):
    """How a platform's bot hears what people write."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class OnOff(StrEnum):
    ON = "on"
    OFF = "off"


class Settings(BaseSettings):
    """The settings and their defaults. `description` is what the README says of each."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", hide_input_in_errors=True
    )

    database_url: str = Field(
        "", description="SQLite under DATA_DIR when empty; postgresql://… for PostgreSQL"
    )
    data_dir: Path = Field(Path("data"), description="database, key and files of this installation")
    host: str = Field("127.0.0.1", description="address the web server listens on")
    port: int = Field(8080, ge=0, le=65535, description="port the web server listens on")
    public_url: str = Field("", description="address people use, https://… in the open; needed by webhooks")
    roles: Annotated[frozenset[ServiceRole], NoDecode] = Field(
        frozenset(ServiceRole), description="which parts this process runs: web,sender,scheduler"
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="seals stored fields; made in DATA_DIR when empty"
    )
    secret_key_previous: SecretStr = Field(
        SecretStr(""), description="older keys, separated by commas, that still read; see rotate-keys"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG … ERROR")
    operator_province: str = Field("", description="province the operator serves, e.g. gia-lai")
    timezone: str = Field("Asia/Ho_Chi_Minh", description="zone in which people's days and hours are counted")
    quiet_hours: str = Field("21:00-07:00", description="no news is sent between these hours")
    broadcast_approval_above: int = Field(
        200, ge=0, description="people from which on a second member of staff has to agree"
    )
    telegram_token: SecretStr = Field(
        SecretStr(""), description="token of the bot; the channel is off when empty"
    )
    telegram_mode: Receiving = Field(Receiving.POLLING, description="polling, or webhook at PUBLIC_URL")
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="32 or more of A-Z a-z 0-9 _ -; required in webhook mode"
    )
    telegram_api_url: str = Field("https://api.telegram.org", description="address of the Bot API")
    telegram_proxy: str = Field("", description="HTTP proxy for calls to the Bot API")
    telegram_rate_per_second: float = Field(
        25,
        gt=0,
        le=1000,
        description="ceiling of sends of one process over all chats; over 30 only for a local Bot API server",
    )
    zalo_bot_token: SecretStr = Field(
        SecretStr(""), description="token of a bot of the Zalo Bot Platform; the channel is off when empty"
    )
    zalo_bot_mode: Receiving = Field(Receiving.POLLING, description="polling, or webhook at PUBLIC_URL")
    zalo_bot_webhook_secret: SecretStr = Field(
        SecretStr(""), description="32 or more of A-Z a-z 0-9 _ -; required in webhook mode"
    )
    zalo_bot_api_url: str = Field(
        "https://bot-api.zaloplatforms.com", description="address of the Bot Platform's API"
    )

    zalo_app_id: str = Field(
        "", description="id of the app at developers.zalo.me; the channel is off when empty"
    )
    zalo_app_secret: SecretStr = Field(SecretStr(""), description="secret key of that app")
    zalo_oa_id: str = Field("", description="id of the Official Account")
    zalo_oa_secret: SecretStr = Field(SecretStr(""), description="OA Secret Key: hooks are checked with it")
    zalo_api_url: str = Field("https://openapi.zalo.me", description="address of the OA API")
    zalo_business_api_url: str = Field(
        "https://business.openapi.zalo.me", description="address for templates by telephone"
    )
    zalo_oauth_url: str = Field("https://oauth.zaloapp.com", description="address of consent and tokens")
    zalo_buttons: OnOff = Field(OnOff.OFF, description="on: buttons beside the numbers")
    zalo_max_billed_per_month: int = Field(
        0, ge=0, le=1_000_000, description="most messages a month that Zalo bills for"
    )

    @field_validator("roles", mode="before")
    @classmethod
    def _split_roles(cls, value: object) -> object:
        return frozenset(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("zalo_buttons", mode="before")
    @classmethod
    def _in_other_words(cls, value: object) -> object:
        said = str(value).strip().lower()
        return (
            OnOff.ON
            if said in ("1", "true", "yes")
            else OnOff.OFF
            if said in ("", "0", "false", "no")
            else said
        )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("không phải múi giờ; dùng tên như Asia/Ho_Chi_Minh") from None
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        if not _QUIET_HOURS.match(value):
            raise ValueError("phải có dạng 21:00-07:00")
        return value

    @field_validator("secret_key")
    @classmethod
    def _strong_key(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if secret and (len(secret) < 32 or _PLACEHOLDER.search(secret)):
            raise ValueError("cần từ 32 ký tự ngẫu nhiên; để trống thì bot tự tạo")
        return value

    @field_validator("secret_key_previous")
    @classmethod
    def _whole_keys(cls, value: SecretStr) -> SecretStr:
        if any(len(secret) < 32 for secret in _split(value)):
            raise ValueError("mỗi khóa cũ có từ 32 ký tự, cách nhau bằng dấu phẩy; chép đủ khóa đang bỏ")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if token and (not _TELEGRAM_TOKEN.match(token) or _PLACEHOLDER.search(token.split(":")[1])):
            raise ValueError("không phải mã bot; chép lại từ @BotFather, hoặc để trống để tắt Telegram")
        return value

    @field_validator("zalo_bot_token")
    @classmethod
    def _zalo_bot_token_shape(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if token and (not _ZALO_BOT_TOKEN.match(token) or _PLACEHOLDER.search(token.split(":")[1])):
            raise ValueError("không phải mã bot; chép lại từ Zalo Bot Manager, hoặc để trống để tắt Zalo Bot")
        return value

    @field_validator("zalo_bot_api_url", "zalo_api_url", "zalo_business_api_url", "zalo_oauth_url")
    @classmethod
    def _full_address(cls, value: str) -> str:
        if not _ADDRESS.match(value):
            raise ValueError("phải là địa chỉ đầy đủ, bắt đầu bằng https://")
        return value

    @model_validator(mode="after")
    def _webhooks_are_complete(self) -> Self:
        wrong: list[str] = []
        if self.telegram_token.get_secret_value() and self.telegram_mode is Receiving.WEBHOOK:
            wrong += self._lacking_for_webhook("TELEGRAM", self.telegram_webhook_secret)
        if self.zalo_bot_token.get_secret_value() and self.zalo_bot_mode is Receiving.WEBHOOK:
            wrong += self._lacking_for_webhook("ZALO_BOT", self.zalo_bot_webhook_secret)
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @model_validator(mode="after")
    def _zalo_is_whole(self) -> Self:
        """All four or none: a hook that cannot be checked is never taken on trust."""
        if wrong := list(self._lacking_for_zalo()):
            raise ValueError("; ".join(wrong))
        return self

    def _lacking_for_zalo(self) -> Iterator[str]:
        ids = {"ZALO_APP_ID": self.zalo_app_id, "ZALO_OA_ID": self.zalo_oa_id}
        secrets = {
            "ZALO_APP_SECRET": self.zalo_app_secret.get_secret_value(),
            "ZALO_OA_SECRET": self.zalo_oa_secret.get_secret_value(),
        }
        if not any((*ids.values(), *secrets.values())):
            return
        for name, value in ids.items():
            if not _ZALO_ID.match(value):
                yield f"{name} phải là dãy số; cần đủ cả bốn ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_ID, ZALO_OA_SECRET"
        for name, value in secrets.items():
            if len(value) < _SHORTEST_ZALO_SECRET or _ZALO_PLACEHOLDER.search(value):
                yield f"{name} chưa có hoặc là chữ mẫu; chép lại từ trang quản lý của Zalo"

    def _lacking_for_webhook(self, channel: str, secret: SecretStr) -> Iterator[str]:
        shown = secret.get_secret_value()
        if not _WEBHOOK_SECRET.match(shown) or _PLACEHOLDER.search(shown):
            yield f"{channel}_WEBHOOK_SECRET cần từ 32 ký tự A-Z a-z 0-9 _ - khi {channel}_MODE=webhook"
        if not self.public_url:
            yield f"PUBLIC_URL phải có khi {channel}_MODE=webhook"

    @property
    def has_zalo_oa(self) -> bool:
        return bool(self.zalo_app_id)

    @property
    def zalo_callback_url(self) -> str:
        """Where Zalo sends an administrator back to; saved in its console, letter by letter."""
        base = self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"
        return f"{base}/console/zalo/callback"

    @property
    def previous_keys(self) -> list[str]:
        return _split(self.secret_key_previous)

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'khuyencong.db'}"

    @property
    def quiet_times(self) -> tuple[time, time]:
        """When the quiet hours begin, and when they end."""
        begins, ends = self.quiet_hours.split("-")
        return time.fromisoformat(begins), time.fromisoformat(ends)

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def _split(secrets: SecretStr) -> list[str]:
    return [secret.strip() for secret in secrets.get_secret_value().split(",") if secret.strip()]
