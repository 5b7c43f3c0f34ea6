"""The administrator's page of the Zalo account: the consent from link to tokens, and what staff have to see to."""

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import House
from bot.upkeep import Upkeep
from handlers.desk.sessions import Role
from handlers.messages import Address
from knowledge.base import KnowledgeBase
from storage.states import Holder, TaskKind
from storage.tables import audit_event, conversation
from storage.tables_tasks import staff_task
from storage.tables_zalo import zalo_account
from tests.bot.console.desk import Desk, console_app
from tests.standins.zalo import Identity, ZaloStandIn
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.rows import rows
from tests.support.zalo import a_form, register, zalo_settings

PAGE, BACK = "/console/zalo", "/console/zalo/callback"
_LINK = re.compile(r'class="button" href="([^"]+)"')


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is stored is tested elsewhere on both."""
    return sqlite_url


@pytest.fixture
async def api(clock: HandClock) -> AsyncIterator[ZaloStandIn]:
    identity = Identity(redirect_uri=f"http://127.0.0.1:0{BACK}")
    async with ZaloStandIn(now=clock.now, identity=identity) as standin:
        yield standin


@pytest.fixture
async def house(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase, api: ZaloStandIn
) -> AsyncIterator[House]:
    settings = zalo_settings(api, zalo_buttons="on")
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge, **settings) as opened:
        assert opened.zalo is not None
        async with opened.zalo.api:
            yield opened


def _link(page: str) -> str:
    found = _LINK.search(page)
    assert found is not None
    return html.unescape(found.group(1))


def _allowed(api: ZaloStandIn, link: str) -> str:
    """What "Allow" does on the platform's page: where it sends the browser, without the host."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    back = urlsplit(api.oauth.allow(**asked))
    return f"{back.path}?{back.query}"


async def _ended(desk: Desk, path: str) -> str:
    """The address that the callback leads to; what came with it is not in that."""
    answer = await desk.opens(path)
    assert answer.status == 303
    return answer.headers["Location"]


async def test_an_administrator_consents_and_the_account_may_be_spoken_for(
    house: House, seated: Desk, api: ZaloStandIn
) -> None:
    assert house.zalo is not None
    await Upkeep(house).zalo()
    page = (await seated.opens(PAGE)).text
    assert "chưa cấp quyền" in page
    link = _link(page)
    assert link.startswith(f"{api.oauth_url}/v4/oa/permission?app_id={api.identity.app_id}&")
    assert await _ended(seated, _allowed(api, link)) == f"{PAGE}?ended=done"
    told = (await seated.opens(f"{PAGE}?ended=done")).text
    assert "Đã cấp quyền" in told
    assert "(90 ngày)" in told
    token = await house.zalo.room.tokens.access(house.clock.now())
    assert token == api.oauth.current.access
    assert token not in told
    assert "zalo_consented" in {row.action for row in rows(house.database, audit_event)}
    assert [row.closed_by for row in rows(house.database, staff_task)] == [
        "staff:1"
    ]  # the one that asked for it


async def test_the_challenge_stays_the_same_so_that_it_can_be_saved_at_zalo(seated: Desk) -> None:
    first, second = [_link((await seated.opens(PAGE)).text) for _ in range(2)]
    assert first == second


async def test_an_answer_that_does_not_belong_to_this_session_is_refused(
    house: House, seated: Desk, api: ZaloStandIn
) -> None:
    mine = _allowed(api, _link((await seated.opens(PAGE)).text))
    for path in (
        BACK,
        f"{BACK}?code=&oa_id={api.identity.oa_id}&state=",
        re.sub(r"state=[^&]*", "state=0123456789abcdef0123456789abcdef", mine),
        re.sub(r"state=[^&]*", "state=%C3%A9", mine),
        re.sub(r"&?state=[^&]*", "", mine),
    ):
        assert await _ended(seated, path) == f"{PAGE}?ended=other_session"
    assert await _ended(seated, re.sub(r"oa_id=\d+", "oa_id=77", mine)) == f"{PAGE}?ended=other_account"
    assert [row.state for row in rows(house.database, zalo_account)] == [None]
    assert await _ended(seated, mine) == f"{PAGE}?ended=done"
    assert await _ended(seated, mine) == f"{PAGE}?ended=refused"  # a code works once


async def test_a_platform_out_of_reach_is_told_and_changes_nothing(
    house: House, seated: Desk, api: ZaloStandIn
) -> None:
    back = _allowed(api, _link((await seated.opens(PAGE)).text))
    api.faults.answer_next("access_token", 502)
    assert await _ended(seated, back) == f"{PAGE}?ended=no_answer"
    assert "Chưa tới được Zalo" in (await seated.opens(f"{PAGE}?ended=no_answer")).text
    assert [row.state for row in rows(house.database, zalo_account)] == [None]


async def test_an_ending_that_nobody_knows_is_not_repeated_on_the_page(seated: Desk) -> None:
    page = await seated.opens(f"{PAGE}?ended=<script>")
    assert page.status == 200
    assert "script&gt;" not in page.text


async def test_nobody_but_an_administrator_sees_the_page_or_comes_back_to_it(
    house: House, desk: Desk, api: ZaloStandIn
) -> None:
    lead = await house.desk.staff.add("Chị Lan", Role.LEAD, house.clock.now())
    for path in (PAGE, f"{BACK}?code=x"):
        assert "Đăng nhập" in (await desk.opens(path)).text
    await desk.signs_in(lead.name, lead.password)
    for path in (PAGE, f"{BACK}?code=x&oa_id={api.identity.oa_id}&state=x"):
        assert (await desk.opens(path)).status == 403
    assert "/console/zalo" not in (await desk.opens()).text
    assert rows(house.database, zalo_account) == []


async def test_forms_and_what_was_billed_are_shown(house: House, seated: Desk) -> None:
    await register(house.database, a_form(is_by_user=False), house.clock.now())
    page = (await seated.opens(PAGE)).text
    for shown in ("Phiếu {ma} đã được duyệt", "283414", "approve", "chỉ theo số điện thoại", "0 / 0"):
        assert shown in page


async def test_buttons_that_switched_themselves_off_may_be_switched_on(house: House, seated: Desk) -> None:
    assert house.zalo is not None
    page = await seated.opens(PAGE)
    assert "Bật lại nút" not in page.text
    await house.zalo.room.switch.turn_off("oa-233", house.clock.now())
    assert "Bật lại nút" in (await seated.opens(PAGE)).text
    assert (await seated.sends(PAGE, {"form": page.token, "do": "else"})).status == 403
    assert (await seated.sends(PAGE, {"form": page.token, "do": "buttons"})).status == 303
    assert [row.buttons_off_at for row in rows(house.database, zalo_account)] == [None]


async def test_tasks_stand_on_the_first_page_until_somebody_closes_them(house: House, seated: Desk) -> None:
    assert house.zalo is not None
    now = house.clock.now()
    where = Address("zalo_oa", house.settings.zalo_oa_id, "1234567890")
    await house.zalo.room.takeover.staff_said(where, "echo:1", "em chào", now)
    async with house.database.transaction() as store:
        await store.tasks.open(TaskKind.NOT_SENT, "oa-230", now + timedelta(minutes=1))
        await store.tasks.open(TaskKind.CHANNEL, "oa-777", now + timedelta(minutes=2))
    page = await seated.opens()
    told = page.text
    for shown in (
        "Cán bộ đang trả lời trong công cụ của Zalo",
        "hơn 7 ngày chưa nhắn lại",
        "lỗi oa-777, chưa có trong bảng",
        "Trả lại cho bot",
    ):
        assert shown in told
    for task in re.findall(r'name="task" value="(\d+)"', told):
        assert (await seated.sends("/console/tasks", {"form": page.token, "task": task})).status == 303
    assert "Chưa có việc nào" in (await seated.opens()).text
    assert rows(house.database, conversation)[0].holder is Holder.BOT
    for wrong in ("", "x", "1" * 19):
        assert (await seated.sends("/console/tasks", {"form": page.token, "task": wrong})).status == 403


async def test_while_the_channel_is_off_the_page_says_so(
    sqlite_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    async with (
        open_test_house(sqlite_url, tmp_path / "off", clock, knowledge) as house,
        TestClient(TestServer(console_app(house))) as client,
    ):
        account = await house.desk.staff.first_admin(clock.now())
        assert account is not None
        desk = Desk(client)
        await desk.signs_in(account.name, account.password)
        assert "Kênh Zalo đang tắt" in (await desk.opens(PAGE)).text
        assert await _ended(desk, f"{BACK}?code=x") == PAGE
