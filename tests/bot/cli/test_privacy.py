"""What the command line tells of privacy: the chain, open requests, a breach, and a new key."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot.secret_key import secret_key
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.filelock import FileLock
from storage.migrate import migrate
from storage.repositories.requests import NewRequest
from storage.states import RequestKind
from storage.tables import audit_event, contact
from tests.bot.cli.command import CommandLine, Inside
from tests.support.applications import a_sent_application
from tests.support.rows import change, without_triggers

OLD = "the-key-of-before-of-these-tests-0123456789-abcdefg"
NEW = "the-key-that-follows-in-these-tests-0123456789-abcd"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def prepare(bot: CommandLine) -> Callable[[Callable[[Database], Coroutine[Any, Any, None]]], Database]:
    """Does something to the installation's own database before the commands look at it."""
    bot.data_dir.mkdir()
    url = database_url(f"sqlite:///{bot.data_dir / 'khuyencong.db'}")
    vault = Vault(secret_key("", bot.data_dir))

    @asynccontextmanager
    async def opened() -> AsyncIterator[Database]:
        async with Database(url, vault) as database:
            await migrate(url)
            yield database

    def run(work: Callable[[Database], Coroutine[Any, Any, None]]) -> Database:
        async def within() -> Database:
            async with opened() as database:
                await work(database)
            return database

        return asyncio.run(within())

    return run


Prepare = Callable[[Callable[[Database], Coroutine[Any, Any, None]]], Database]


async def two_events(database: Database) -> None:
    async with database.transaction() as store:
        await store.audit.add(NOW, "staff:1", "application_read", "application:1")
        await store.audit.add(NOW, "staff:1", "gaps_read", "gap", rows=3)


def test_check_says_that_the_trail_is_whole_and_where_it_is_broken(inside: Inside, prepare: Prepare) -> None:
    database = prepare(two_events)
    whole = inside("check")
    assert "ok   nhật ký: 2 việc, chuỗi nguyên vẹn" in whole.out
    without_triggers(database, update(audit_event).where(audit_event.c.id == 2).values(actor="nobody"))
    broken = inside("check")
    assert (whole.code, broken.code) == (0, 1)
    assert "SAI  nhật ký: 2 việc, chuỗi gãy ở việc số 2" in broken.out


async def requests(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.transaction() as store:
        for number, days_ago in enumerate((0, 30)):
            asked = now - timedelta(days=days_ago)
            new = NewRequest(
                f"00000000000{number}",
                number + 1,
                RequestKind.CORRECT,
                "web",
                asked.date() + timedelta(days=2),
                asked.date() + timedelta(days=10),
                note=f"sửa tên {number}",
            )
            await store.requests.add(new, asked)


def test_requests_are_listed_by_urgency_and_check_counts_them(inside: Inside, prepare: Prepare) -> None:
    prepare(requests)
    listed, lines = inside("requests"), inside("requests", "--jsonl")
    first, second = (json.loads(line) for line in lines.out.splitlines())
    assert (first["stage"], first["note"], first["is_answer_late"]) == ("overdue", "sửa tên 1", True)
    assert (second["stage"], second["contact"], second["is_answer_late"]) == ("fresh", 1, False)
    assert "QUÁ HẠN" in listed.out.splitlines()[0]
    assert "sửa tên 0" in listed.out
    assert "THIẾU yêu cầu về dữ liệu: 2 đang chờ, 1 quá hạn" in inside("check").out


def test_without_requests_the_output_is_empty(inside: Inside) -> None:
    finished = inside("requests", "--jsonl")
    assert (finished.code, finished.out) == (0, "")
    assert "Không có yêu cầu nào" in finished.err


async def a_bad_day(database: Database) -> None:
    row = await a_sent_application(database, NOW)
    other = await a_sent_application(database, NOW, chat_key="binh")
    async with database.transaction() as store:
        await store.audit.add(NOW, "staff:1", "application_read", f"application:{row.id}")
        await store.audit.add(NOW, f"contact:{other.contact_id}", "case_kept", "profile:999")
        await store.audit.add(NOW, "staff:1", "gaps_read", "gap", rows=3)
        await store.audit.add(
            NOW + timedelta(days=2), "staff:1", "application_read", f"application:{other.id}"
        )


def test_a_breach_is_told_in_figures_and_people_by_number(inside: Inside, prepare: Prepare) -> None:
    prepare(a_bad_day)
    window = ("--from", "2026-11-20", "--to", "2026-11-20")
    told, people = inside("breach", *window), inside("breach", *window, "--jsonl")
    assert "3 việc trong nhật ký" in told.out
    assert "Người liên quan: 2" in told.out
    assert "application_read: 1 lần, 1 người" in told.out
    assert "gaps_read: 1 lần, 0 người; 1 lần xem theo danh sách" in told.out
    assert "Không còn dẫn tới ai: 1" in told.out
    assert [json.loads(line) for line in people.out.splitlines()] == [
        {"contact": 1, "actions": ["application_read"]},
        {"contact": 2, "actions": ["case_kept"]},
    ]


def test_a_window_may_be_told_to_the_minute_in_the_people_s_zone(inside: Inside, prepare: Prepare) -> None:
    prepare(a_bad_day)
    inside_it = inside("breach", "--from", "2026-11-20T09:59", "--to", "2026-11-20T10:01")
    before_it = inside("breach", "--from", "2026-11-20T09:00", "--to", "2026-11-20T10:00")
    assert "3 việc" in inside_it.out
    assert "0 việc" in before_it.out
    assert inside("breach", "--from", "hôm qua").code == 2


async def many_events(database: Database) -> None:
    row = {"at": NOW, "actor": "staff:1", "action": "application_read", "detail": "{}"}
    change(database, insert(contact), [{"created_at": NOW}] * 100)
    subjects = [{**row, "subject": f"contact:{number % 100 + 1}"} for number in range(50_000)]
    change(database, insert(audit_event), subjects)


def test_a_breach_among_many_events_is_told_in_seconds(inside: Inside, prepare: Prepare) -> None:
    prepare(many_events)
    told = inside("breach", "--from", "2026-11-20", "--to", "2026-11-20")
    assert "Người liên quan: 100" in told.out


def test_a_new_key_needs_the_old_one(inside: Inside) -> None:
    missing = inside("rotate-keys", SECRET_KEY=NEW)
    assert missing.code == 1
    assert "SECRET_KEY_PREVIOUS" in missing.err
    short = inside("check", SECRET_KEY_PREVIOUS="short")
    assert short.code == 1
    assert short.err.startswith("SAI  SECRET_KEY_PREVIOUS: ")
    assert "short" not in short.err


def test_the_key_of_the_file_gives_way_to_one_of_the_settings(
    inside: Inside, bot: CommandLine, prepare: Prepare
) -> None:
    prepare(requests)
    old = (bot.data_dir / "secret.key").read_text(encoding="ascii").strip()
    keys = {"SECRET_KEY": NEW, "SECRET_KEY_PREVIOUS": f"{OLD}, {old}"}
    assert "THIẾU khóa: còn đọc theo khóa cũ" in inside("check", **keys).out
    finished = inside("rotate-keys", **keys)
    assert finished.code == 0
    assert "data_request.note: 2 dòng, xong" in finished.out
    assert "bỏ SECRET_KEY_PREVIOUS được" in finished.out
    assert "sửa tên 0" in inside("requests", SECRET_KEY=NEW).out


def test_a_rotation_without_the_right_key_says_so(inside: Inside, prepare: Prepare) -> None:
    prepare(requests)
    finished = inside("rotate-keys", SECRET_KEY=NEW, SECRET_KEY_PREVIOUS=OLD)
    assert finished.code == 1
    assert "2 dòng không khóa nào mở được" in finished.out


def test_a_rotation_does_not_run_beside_a_service_on_sqlite(
    inside: Inside, bot: CommandLine, prepare: Prepare
) -> None:
    prepare(requests)
    lock = FileLock(bot.data_dir / "khuyencong.db.lock")
    finished = inside("rotate-keys", SECRET_KEY=NEW, SECRET_KEY_PREVIOUS=OLD)
    lock.release()
    assert finished.code == 1
    assert "Dừng nó trước" in finished.err
