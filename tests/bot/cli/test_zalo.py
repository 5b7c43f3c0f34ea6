"""`zalo template`, `tasks`, and the account's line of `check`."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.check_zalo_oa import zalo_oa_line
from bot.clock import SystemClock
from bot.openers import bring_schema_up
from bot.settings import Settings
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.states import TaskKind
from tests.bot.cli.command import CommandLine, Inside
from tests.standins.zalo import ZaloStandIn
from tests.support.houses import make_settings
from tests.support.zalo import grant, zalo_settings

_ADD = ("zalo", "template", "add", "283414", "--preview", "Phiếu {ma} đã được duyệt")
_KIND = ("--kind", "approve")


def test_a_form_is_registered_changed_and_listed(bot: CommandLine, inside: Inside) -> None:
    assert "Chưa có mẫu nào" in inside("zalo", "template", "list").err
    added = inside(*_ADD, *_KIND, "--parameter", "ma=code")
    assert (added.code, added.out) == (0, "Mẫu 283414: đã thêm, chờ duyệt\n")
    changed = inside(*_ADD, *_KIND, "--parameter", "ma=code", "--state", "approved", "--only-by-phone")
    assert changed.out == "Mẫu 283414: đã đổi, đã duyệt\n"
    listed = inside("zalo", "template", "list").out
    assert listed.splitlines() == [
        "283414  đã duyệt, chỉ theo số điện thoại  approve",
        "    Phiếu {ma} đã được duyệt",
        "    ma=code",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*_ADD, "--kind", "khong-co"), "Không có thông báo nào tên khong-co"),
        ((*_ADD, *_KIND, "--parameter", "ma=ten"), "không có giá trị nào tên ten"),
        (("zalo", "template", "add", "28/34", "--preview", "x", *_KIND), "Mã mẫu chỉ có"),
        ((*_ADD, *_KIND, "--parameter", "ma"), "name=value"),
        (_ADD, "--kind"),
    ],
)
def test_a_form_that_cannot_be_filled_is_refused(
    bot: CommandLine, inside: Inside, arguments: tuple[str, ...], told: str
) -> None:
    finished = inside(*arguments)
    assert finished.code != 0
    assert told in finished.err


def test_tasks_are_listed_and_closed(bot: CommandLine, inside: Inside) -> None:
    assert "Chưa có việc nào" in inside("tasks").err
    asyncio.run(_opens_a_task(bot))
    listed = inside("tasks")
    assert "Tin chưa gửi được" in listed.out
    assert "hơn 7 ngày" in listed.out
    assert inside("tasks", "--close", "1").out == "Đã đóng việc 1.\n"
    assert inside("tasks", "--close", "1").code == 1
    assert inside("tasks").out == ""


async def _opens_a_task(bot: CommandLine) -> None:
    url = database_url(f"sqlite:///{bot.data_dir / 'khuyencong.db'}")
    async with (
        Database(url, Vault("a secret of this test, long enough")) as database,
        database.transaction() as store,
    ):
        await store.tasks.open(TaskKind.NOT_SENT, "oa-230", SystemClock().now())


def _settings(api: ZaloStandIn, folder: Path, **changes: object) -> Settings:
    public = {"public_url": "https://khuyencong.gialai.gov.vn", **changes}
    return make_settings("", folder, **zalo_settings(api, **public))


async def test_the_line_of_check_tells_how_the_account_stands(tmp_path: Path) -> None:
    clock = SystemClock()
    async with ZaloStandIn() as api:
        assert (await zalo_oa_line(make_settings("", tmp_path), True)).startswith(
            "tắt  Zalo OA: chưa có ZALO_APP_ID"
        )
        settings = _settings(api, tmp_path)
        assert "migrate" in await zalo_oa_line(settings, False)
        await bring_schema_up(settings)
        assert (await zalo_oa_line(settings, True)).startswith(
            "THIẾU Zalo OA: chưa cấp quyền; mở /console/zalo"
        )
        vault = Vault(settings.secret_key.get_secret_value())
        async with Database(database_url(settings.resolved_database_url), vault) as database:
            await grant(database, api, clock.now())
            assert (await zalo_oa_line(settings, False)).startswith("ok   Zalo OA: đã cấp quyền, còn 90 ngày")
            right = await zalo_oa_line(settings, True)
            assert right.startswith("ok   Zalo OA: Khuyến công (thử) trả lời ở ")
            api.oa.has_package = False
            assert "SAI  Zalo OA: Zalo trả lời lỗi -224" in await zalo_oa_line(settings, True)
            away = _settings(api, tmp_path, zalo_api_url="http://127.0.0.1:1")
            assert (await zalo_oa_line(away, True)).startswith(
                "SAI  Zalo OA: không tới được http://127.0.0.1:1"
            )
            inside_only = _settings(api, tmp_path, public_url="")
            assert "PUBLIC_URL" in await zalo_oa_line(inside_only, False)
            await grant(database, api, clock.now() - timedelta(days=80))
            assert (await zalo_oa_line(settings, False)).startswith("THIẾU Zalo OA: quyền còn 10 ngày")
            async with database.transaction() as store:
                row = await store.zalo.get(api.identity.oa_id)
                assert row is not None
                await store.zalo.lose(row)
            assert (await zalo_oa_line(settings, True)).startswith("SAI  Zalo OA: quyền đã mất")
