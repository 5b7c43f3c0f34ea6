"""The service with a Telegram bot, polling or by webhook, against the stand-in; SQLite and PostgreSQL."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.standins.telegram import Person, TelegramStandIn
from tests.support.services import Running, running_service

WEBHOOK_SECRET = "s3cr3t-" + "k" * 40


@pytest.fixture
async def api() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as standin:
        yield standin


@pytest.fixture
def mode(any_database_url: str) -> str:
    """Each way in on one of the databases; what lies between them is tested elsewhere on both."""
    return "polling" if any_database_url.startswith("sqlite") else "webhook"


@pytest.fixture
async def running(
    mode: str,
    any_database_url: str,
    tmp_path: Path,
    knowledge: KnowledgeBase,
    api: TelegramStandIn,
) -> AsyncIterator[Running]:
    settings: dict[str, object] = {
        "telegram_token": api.token,
        "telegram_api_url": api.root_url,
        "telegram_mode": mode,
    }
    if mode == "webhook":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings |= {
            "port": port,
            "public_url": f"http://127.0.0.1:{port}",
            "telegram_webhook_secret": WEBHOOK_SECRET,
        }
    async with running_service(any_database_url, tmp_path / "data", knowledge, **settings) as service:
        yield service


@pytest.fixture
def person(api: TelegramStandIn) -> Person:
    return api.person(id=42, first_name="Sáu", has_started=True)
