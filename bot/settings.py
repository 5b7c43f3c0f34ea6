"""All settings, read once at start from the environment or `.env`; every error is told at once."""

import re
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


class ServiceRole(StrEnum):
    WEB = "web"
    SENDER = "sender"
    SCHEDULER = "scheduler"


class TelegramMode(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


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
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG … ERROR")
    operator_province: str = Field("", description="province the operator serves, e.g. gia-lai")
    timezone: str = Field("Asia/Ho_Chi_Minh", description="zone in which people's days and hours are counted")
    quiet_hours: str = Field("21:00-07:00", description="no news is sent between these hours")
    telegram_token: SecretStr = Field(
        SecretStr(""), description="token of the bot; the channel is off when empty"
    )
    telegram_mode: TelegramMode = Field(TelegramMode.POLLING, description="polling, or webhook at PUBLIC_URL")
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="32 or more of A-Z a-z 0-9 _ -; required in webhook mode"
    )
    telegram_api_url: str = Field("https://api.telegram.org", description="address of the Bot API")
    telegram_proxy: str = Field("", description="HTTP proxy for calls to the Bot API")
    telegram_rate_per_second: float = Field(25, gt=0, le=30, description="ceiling of sends over all chats")

    @field_validator("roles", mode="before")
    @classmethod
    def _split_roles(cls, value: object) -> object:
        return frozenset(part.strip() for part in value.split(",")) if isinstance(value, str) else value

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

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if token and (not _TELEGRAM_TOKEN.match(token) or _PLACEHOLDER.search(token.split(":")[1])):
            raise ValueError("không phải mã bot; chép lại từ @BotFather, hoặc để trống để tắt Telegram")
        return value

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> Self:
        if not self.telegram_token.get_secret_value() or self.telegram_mode is TelegramMode.POLLING:
            return self
        wrong = []
        secret = self.telegram_webhook_secret.get_secret_value()
        if not _WEBHOOK_SECRET.match(secret) or _PLACEHOLDER.search(secret):
            wrong.append("TELEGRAM_WEBHOOK_SECRET cần từ 32 ký tự A-Z a-z 0-9 _ - khi TELEGRAM_MODE=webhook")
        if not self.public_url:
            wrong.append("PUBLIC_URL phải có khi TELEGRAM_MODE=webhook")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'khuyencong.db'}"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")
