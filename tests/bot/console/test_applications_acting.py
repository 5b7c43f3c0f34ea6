"""One application's page and what is done on it: by rights, at the sight one had, and told to its owner."""

import re
from html import unescape

import pytest

from bot.app import House, Role
from handlers.applications.codes import new_code, shown
from handlers.desk.accounts import NewAccount
from handlers.markup import plain
from knowledge.forms.replies import PlaceValue
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus
from storage.tables import audit_event
from storage.tables_applications import application, inspection
from tests.bot.console.desk import Desk, Page
from tests.support.applications import (
    ANSWERS,
    OWNER,
    PHONE,
    a_member,
    a_sent_application,
    an_application,
    the_application,
)
from tests.support.houses import Person
from tests.support.rows import rows

PATH = "/console/applications"
XSS = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
S = ApplicationStatus
_ACTION = re.compile(r'name="action" value="([a-z_]+)"')


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what the pages ask of it is tested on both elsewhere."""
    return sqlite_url


async def signed_in(house: House, desk: Desk, role: Role, name: str = "") -> NewAccount:
    account = await house.desk.staff.add(name or role.value, role, house.clock.now())
    assert (await desk.signs_in(account.name, account.password)).status == 303
    return account


async def does(desk: Desk, row: ApplicationRow, action: str, revision: int = -1, **filled: str) -> Page:
    """Sends the form of an action as the page of the application offers it."""
    token = (await desk.opens(PATH)).token
    seen = str(row.revision if revision < 0 else revision)
    fields = {"form": token, "action": action, "revision": seen, **filled}
    return await desk.sends(f"{PATH}/{row.code}/act", fields)


async def heard(chat_key: str, house: House) -> list[str]:
    return [line.reply.text for line in await Person(house, chat_key).transcript() if line.author == "bot"]


async def test_the_page_tells_all_and_leaves_one_trace(house: House, seated: Desk) -> None:
    lan = await a_member(house.database, house.clock.now(), name="Lan")
    columns = {"assignee_id": lan, "planned_vnd": 120_000_000, "visit_at": house.clock.now()}
    row = await a_sent_application(house.database, house.clock.now(), status=S.VISIT, **columns)
    await does(seated, row, "open_obstacle", obstacle="papers", text="xã chưa ký")
    before = len([each for each in rows(house.database, audit_event) if each.action == "application_read"])
    page = await seated.opens(f"{PATH}/{row.code}")
    for part in (
        shown(row.code), OWNER, PHONE, "Cơ sở bánh tráng Hương Quê", "xã Hảo Đước, Tây Ninh", "Lan",
        "Máy tráng bánh", "120.000.000 đồng", "Hẹn khảo sát", "09:00 23/11/2026", "Gửi phiếu", "Chủ phiếu",
        "Ghi vướng mắc", "xã chưa ký", f"{PATH}/{row.code}/phieu.docx", "Sắp nhắc",
    ):  # fmt: skip
        assert part in page.text, part
    reads = [each.subject for each in rows(house.database, audit_event) if each.action == "application_read"]
    assert reads[before:] == [f"application:{row.id}"]


async def test_a_viewer_sees_where_it_stands_and_nothing_of_the_person(house: House, desk: Desk) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    await signed_in(house, desk, Role.VIEWER)
    page = await desk.opens(f"{PATH}/{row.code}")
    assert (page.status, _ACTION.findall(page.text)) == (200, [])
    assert "Máy tráng bánh" in page.text
    for hidden in (OWNER, PHONE, "Hương Quê", "phieu.docx"):
        assert hidden not in page.text


async def test_the_map_holds_what_one_may_do_and_no_more(house: House, desk: Desk) -> None:
    now = house.clock.now()
    row = await a_sent_application(house.database, now, status=S.IN_REVIEW)
    taken = await a_sent_application(house.database, now, assignee_id=await a_member(house.database, now))
    await signed_in(house, desk, Role.OFFICER)
    offered = set(_ACTION.findall((await desk.opens(f"{PATH}/{row.code}")).text))
    assert {"claim", "ask_papers", "schedule_visit", "set_money", "note", "assign"} <= offered
    assert not {"approve", "refuse", "close_obstacle", "send"} & offered
    kept = await desk.opens(f"{PATH}/{taken.code}")
    assert _ACTION.findall(kept.text) == []
    assert "ngoài địa bàn" in kept.text
    await desk.signs_out()
    await signed_in(house, desk, Role.LEAD)
    assert {"approve", "refuse"} <= set(_ACTION.findall((await desk.opens(f"{PATH}/{row.code}")).text))


async def test_what_goes_out_is_shown_first_then_done_and_read_by_its_owner(
    house: House, seated: Desk
) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    filled = {"text": "Bản vẽ nhà xưởng", "due_on": "2026-12-15"}
    page = await does(seated, row, "ask_papers", **filled)
    assert page.status == 200
    assert "<b>Cần thêm giấy tờ</b>" in page.text
    said = page.text.partition('<p class="draft" dir="auto">')[2].partition("</p>")[0]
    assert "Bản vẽ nhà xưởng" in said
    assert (await the_application(house.database, row.code)).status is S.SENT
    assert await heard("an", house) == []
    done = await does(seated, row, "ask_papers", sure="1", **filled)
    assert (done.status, done.headers["Location"]) == (
        303,
        f"{PATH}/{row.code}?done=ask_papers&told=posted",
    )
    after = await the_application(house.database, row.code)
    assert (after.status, str(after.due_on)) == (S.MORE_WANTED, "2026-12-15")
    (notice,) = await heard("an", house)
    assert plain(notice).startswith(unescape(said.replace("<b>", "").replace("</b>", "")))
    shown_after = await seated.opens(done.headers["Location"])
    assert "Đã làm: Xin thêm giấy tờ." in shown_after.text
    assert "Chủ phiếu được nhắn." in shown_after.text


async def test_what_tells_nobody_is_done_at_once_and_mending_keeps_what_was_filled_in(
    house: House, seated: Desk
) -> None:
    row = await a_sent_application(house.database, house.clock.now(), status=S.INSPECTION)
    assert (await does(seated, row, "note", text="gọi lại")).status == 303
    row = await the_application(house.database, row.code)
    looked = await does(seated, row, "fail_inspection", findings="hở điện", text="Bọc dây điện.")
    assert "hở điện" in looked.text
    mended = await does(seated, row, "fail_inspection", findings="hở điện", text="Bọc dây điện.", sure="mend")
    assert ">hở điện</textarea>" in mended.text
    assert rows(house.database, inspection) == []


@pytest.mark.parametrize(
    ("action", "filled", "words"),
    [
        ("ask_papers", {}, "Thiếu lời ghi."),
        ("schedule_visit", {"at": "mai"}, "Ngày giờ hẹn chưa rõ."),
        ("schedule_visit", {"at": "2020-01-01T08:00"}, "Giờ hẹn phải ở phía trước"),
        ("assign", {"officer": "không ai"}, "Không có tài khoản"),
        ("refuse", {"reason": "x", "text": "y"}, "Lý do này không dùng"),
    ],
)
async def test_what_is_missing_or_wrong_is_asked_again(
    house: House, seated: Desk, action: str, filled: dict[str, str], words: str
) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    page = await does(seated, row, action, **filled)
    assert page.status == 422
    assert words in page.text
    assert _ACTION.findall(page.text) == [action]
    assert (await the_application(house.database, row.code)).revision == row.revision


async def test_a_sight_that_is_old_changes_nothing_and_tells_who_was_faster(
    house: House, seated: Desk
) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    assert (await does(seated, row, "claim")).status == 303
    for sure in ("", "1"):
        page = await does(seated, row, "ask_papers", text="Bản vẽ", sure=sure)
        assert page.status == 409
        assert "vừa làm trước" in page.text
        assert "Nhận xử lý" in page.text
        assert _ACTION.findall(page.text) == []
    assert (await the_application(house.database, row.code)).status is S.SENT


async def test_what_one_may_not_do_is_not_done_by_sending_its_form(house: House, desk: Desk) -> None:
    row = await a_sent_application(house.database, house.clock.now(), status=S.IN_REVIEW)
    await signed_in(house, desk, Role.OFFICER)
    assert (await does(desk, row, "approve", sure="1")).status == 409
    for wrong in ({"action": "x"}, {"action": ""}, {"action": "claim", "revision": "x"}):
        token = (await desk.opens(PATH)).token
        fields = {"form": token, "action": "claim", "revision": "1", **wrong}
        assert (await desk.sends(f"{PATH}/{row.code}/act", fields)).status == 403
    assert (await the_application(house.database, row.code)).status is S.IN_REVIEW


async def test_several_are_given_away_each_for_itself(house: House, seated: Desk) -> None:
    now = house.clock.now()
    lan = await a_member(house.database, now, name="Lan")
    first, second, third = [await a_sent_application(house.database, now) for _ in range(3)]
    assert (await does(seated, second, "claim")).status == 303
    token = (await seated.opens(PATH)).token
    ticked = {f"row-{each.code}": str(each.revision) for each in (first, second)}
    others = {f"row-{new_code()}": "1", "row-x": "1", f"row-{third.code}": "không"}
    fields = {"form": token, "officer": "Lan", "query": "late=1", **ticked, **others}
    page = await seated.sends(f"{PATH}/assign", fields)
    assert page.status == 200
    assert "1 trong 4 phiếu đã giao cho Lan." in page.text
    assert "vừa làm trước" in page.text
    assert f'href="{PATH}?late=1"' in page.text
    holders = [each.assignee_id for each in rows(house.database, application)]
    assert (holders[0], holders[2]) == (lan, None)
    assert holders[1] not in (lan, None)
    nobody = await seated.sends(f"{PATH}/assign", {"form": token, "officer": "x", **ticked})
    assert "0 trong 2" in nobody.text
    assert "Chưa chọn phiếu nào" in (await seated.sends(f"{PATH}/assign", {"form": token})).text


async def test_what_people_wrote_is_text_on_every_page(house: House, seated: Desk) -> None:
    answers = {**ANSWERS, "representative": XSS, "machine_name": XSS}
    answers["province"] = PlaceValue(area="tay-ninh", commune=XSS)
    row = await a_sent_application(house.database, house.clock.now(), answers=answers, commune=XSS[:80])
    pages = [
        await seated.opens(f"{PATH}?q={row.code}&commune={XSS}"),
        await seated.opens(f"{PATH}/board?commune={XSS}"),
        await seated.opens(f"{PATH}/{row.code}?done={XSS}&told={XSS}"),
        await does(seated, row, "ask_papers", text=XSS),
        await does(seated, row, "ask_papers", text=XSS, due_on=XSS),
        await does(seated, row, "assign", officer=XSS),
    ]
    for page in pages:
        assert "<img src=x" not in page.text
        assert "<script" not in page.text
    assert (await does(seated, row, "note", text=XSS)).status == 303
    assert "&lt;script&gt;" in (await seated.opens(f"{PATH}/{row.code}")).text


async def test_what_is_not_there_has_no_page(house: House, seated: Desk) -> None:
    draft = await an_application(house.database, house.clock.now())
    for code in (new_code(), draft.code, "x", "%00"):
        assert (await seated.opens(f"{PATH}/{code}")).status == 404
    assert (await does(seated, draft, "claim")).status == 409
