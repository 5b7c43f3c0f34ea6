"""`migrate` and `staff add`: what they leave in the database, on both kinds."""

import asyncio
import stat
from uuid import uuid4

import pytest

from tests.bot.cli.command import CommandLine
from tests.support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database with no table in it; empty text means the one under DATA_DIR."""
    if request.param == "sqlite":
        return ""
    server: Postgres = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name}")
    return f"{server.url}/{name}"


async def test_migrate_makes_the_newest_schema_and_may_be_called_again(
    bot: CommandLine, empty_url: str
) -> None:
    for _ in range(2):
        finished = await bot("migrate", DATABASE_URL=empty_url)
        assert (finished.code, finished.err) == (0, "")
        assert "mới nhất" in finished.out
    assert "lược đồ mới nhất" in (await bot("check", DATABASE_URL=empty_url)).out


async def test_a_staff_password_is_printed_once_and_a_second_account_of_the_name_refused(
    bot: CommandLine,
) -> None:
    first = await bot("staff", "add", "  Lan ", "--role", "officer")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("Tài khoản: Lan ")
    password = first.out.split()[-1]
    assert len(password) == 23
    second = await bot("staff", "add", "Lan", "--role", "admin")
    assert (second.code, second.out) == (1, "")
    assert "Lan" in second.err
    for path in bot.files():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert password.encode() not in path.read_bytes()


async def test_an_account_that_could_never_sign_in_is_not_made(bot: CommandLine) -> None:
    refused = await asyncio.gather(
        bot("staff", "add", " \u0007 ", "--role", "admin"),
        bot("staff", "add", "n" * 81, "--role", "admin"),
        bot("staff", "add", "lan", "--role", "boss"),
        bot("staff", "add", "lan"),
    )
    assert [(finished.code, finished.out) for finished in refused] == [(2, "")] * 4
    assert bot.files() == []
