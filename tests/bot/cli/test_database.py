"""`migrate` and `staff add`: what they leave in the database."""

import stat
from uuid import uuid4

import pytest

from storage.database import database_url
from storage.migrate import is_current
from tests.bot.cli.command import CommandLine, Inside
from tests.support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, bot: CommandLine) -> str:
    """A database with no table in it."""
    if request.param == "sqlite":
        return f"sqlite:///{bot.data_dir / 'kc.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name}")
    return f"{server.url}/{name}"


async def test_migrate_makes_the_newest_schema(bot: CommandLine, empty_url: str) -> None:
    finished = await bot("migrate", DATABASE_URL=empty_url)
    assert (finished.code, finished.err) == (0, "")
    assert "mới nhất" in finished.out
    assert await is_current(database_url(empty_url))


def test_migrate_may_be_called_again(inside: Inside) -> None:
    assert "lược đồ cũ hoặc trống" in inside("check").out
    assert [inside("migrate").code for _ in range(2)] == [0, 0]
    assert "lược đồ mới nhất" in inside("check").out


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
    assert {path.name for path in bot.files()} >= {"khuyencong.db", "secret.key"}
    for path in bot.files():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert password.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [[" \u0007 ", "--role", "admin"], ["n" * 81, "--role", "admin"], ["lan", "--role", "boss"], ["lan"]],
)
def test_an_account_that_could_never_sign_in_is_not_made(
    bot: CommandLine, inside: Inside, arguments: list[str]
) -> None:
    finished = inside("staff", "add", *arguments)
    assert (finished.code, finished.out) == (2, "")
    assert bot.files() == []
