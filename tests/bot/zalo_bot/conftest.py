"""The service with a bot of the Bot Platform, polling or by webhook, against the stand-in; SQLite and PostgreSQL."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.standins.zalo import BotPerson, ZaloStandIn
from tests.support.services import Running, running_service

WEBHOOK_SECRET = "s3cr3t-" + "k" * 40


@pytest.fixture
async def api() -> AsyncIterator[ZaloStandIn]:
    async with ZaloStandIn() as standin:
        yield standin


@pytest.fixture
def mode(any_database_url: str) -> str:
    """Each way in on one of the databases; what lies between them is tested elsewhere on both."""
    return "polling" if any_database_url.startswith("sqlite") else "webhook"


@pytest.fixture
async def running(
    mode: str, any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase, api: ZaloStandIn
) -> AsyncIterator[Running]:
    settings: dict[str, object] = {
        "zalo_bot_token": api.bot.token,
        "zalo_bot_api_url": api.bot_url,
        "zalo_bot_mode": mode,
    }
    if mode == "webhook":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings |= {
            "port": port,
            "public_url": f"http://127.0.0.1:{port}",
            "zalo_bot_webhook_secret": WEBHOOK_SECRET,
        }
    async with running_service(any_database_url, tmp_path / "data", knowledge, **settings) as service:
        yield service


@pytest.fixture
def person(api: ZaloStandIn) -> BotPerson:
    return api.bot_person("Sáu")
