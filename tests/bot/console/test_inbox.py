"""The pages of the inbox: who may open them, what they show, what their forms do, and what they ask by themselves."""

import json
import re
from datetime import timedelta

import aiohttp
import pytest

from bot.app import House, Role
from handlers.desk.accounts import NewAccount
from handlers.inbox.model import LONGEST_NOTE
from storage.states import TaskKind
from storage.tables import audit_event
from storage.tables_sessions import staff_session
from tests.bot.console.desk import Desk, Page
from tests.support.applications import PHONE, a_sent_application
from tests.support.inboxes import Office
from tests.support.rows import rows

PATH = "/console/inbox"
XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</template></textarea><svg/onload=alert(1)>",
    "{{ 7 * 7 }}",
)
HANDLING = (Role.OFFICER, Role.LEAD, Role.ADMIN)


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what the pages ask of it is tested on both elsewhere."""
    return sqlite_url


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


async def sends(seated: Desk, path: str, **fields: str) -> Page:
    return await seated.sends(path, {"form": (await seated.opens()).token, **fields})


async def answers(seated: Desk, talk: int, text: str, seen: int = 0) -> Page:
    """By the road that carries long texts."""
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in (("form", (await seated.opens()).token), ("seen", str(seen)), ("text", text)):
        form.add_field(name, value)
    url = f"{PATH}/{talk}/answer"
    async with seated.client.post(url, data=form, allow_redirects=False) as answer:
        return Page(answer.status, await answer.text(), dict(answer.headers))


async def asks(seated: Desk, path: str) -> dict[str, object]:
    page = await seated.opens(path)
    assert page.headers["Content-Type"].startswith("application/json")
    assert page.headers["Cache-Control"] == "no-store"
    told: dict[str, object] = json.loads(page.text)
    return told


async def test_somebody_who_asks_for_a_person_is_listed_taken_answered_and_given_back(
    office: Office, seated: Desk
) -> None:
    talk = await office.writes("gặp cán bộ")
    listed = (await seated.opens(PATH)).text
    for part in (
        f'href="{PATH}/{talk}"',
        "Trang web",
        "1 tin chưa xem",
        "gặp cán bộ",
        "Chờ từ",
        "Đang chờ (1)",
    ):
        assert part in listed
    page = await seated.opens(f"{PATH}/{talk}")
    assert "Nhận trả lời" in page.text
    assert "Câu trả lời của cán bộ" not in page.text
    taken = await sends(seated, f"{PATH}/{talk}/take")
    assert (taken.status, taken.headers["Location"]) == (303, f"{PATH}/{talk}")
    assert "Anh/chị đang trả lời" in (await seated.opens(f"{PATH}/{talk}")).text
    said = await answers(seated, talk, "Chào anh/chị,\r\ntôi là cán bộ.")
    assert (said.status, said.headers["Location"]) == (303, f"{PATH}/{talk}")
    assert await office.said("staff") == ["Chào anh/chị,\ntôi là cán bộ."]
    given = await sends(seated, f"{PATH}/{talk}/give")
    assert (given.status, given.headers["Location"]) == (303, PATH)
    assert "Không có ai cần cán bộ" in (await seated.opens(PATH)).text
    assert office.house.say("given_back") in await office.said("bot")


async def test_a_second_one_is_told_who_holds_it_and_takes_it_with_a_confirmation(
    office: Office, seated: Desk
) -> None:
    talk, lan = await office.writes(), await office.member()
    await office.takes(lan, talk)
    page = (await seated.opens(f"{PATH}/{talk}")).text
    assert "Lan đang trả lời" in page
    assert "Đúng, để tôi trả lời thay" in page
    assert "Nhận trả lời</button>" not in page
    refused = await sends(seated, f"{PATH}/{talk}/take")
    assert refused.status == 409
    assert "Lan đang trả lời cuộc trò chuyện này" in refused.text
    assert (await sends(seated, f"{PATH}/{talk}/take", instead_of=str(lan.id))).status == 303
    assert office.holding(talk)[1] != lan.id


async def test_what_could_not_be_sent_is_still_in_the_form(office: Office, seated: Desk) -> None:
    talk, lan = await office.writes(), await office.member()
    await sends(seated, f"{PATH}/{talk}/take")
    long = await answers(seated, talk, f"{XSS[2]} {'ệ' * 4096}")
    assert long.status == 422
    assert "Dài quá 4.096 ký tự" in long.text
    assert "&lt;/template&gt;&lt;/textarea&gt;" in long.text
    assert (await answers(seated, talk, "ệ" * 4096)).status == 303
    assert (await answers(seated, talk, " ")).status == 422
    note = await sends(seated, f"{PATH}/{talk}/note", note="ă" * (LONGEST_NOTE + 1))
    assert (note.status, note.text.count("ă" * (LONGEST_NOTE + 1))) == (422, 1)
    await office.takes(lan, talk, instead_of=office.holding(talk)[1])
    overtaken = await answers(seated, talk, "Câu trả lời viết dở")
    assert overtaken.status == 409
    assert "Lan đang trả lời cuộc trò chuyện này" in overtaken.text


async def test_what_people_and_staff_write_is_shown_as_text(office: Office, seated: Desk) -> None:
    talk = await office.writes()
    await sends(seated, f"{PATH}/{talk}/take")
    empty = [(await seated.opens(path)).text for path in (PATH, f"{PATH}/{talk}")]
    for payload in XSS:
        await office.writes(payload)
        await sends(seated, f"{PATH}/{talk}/note", note=payload)
        await answers(seated, talk, payload)
    for path, before in zip(
        (PATH, f"{PATH}/{talk}", f"{PATH}/{talk}?q={XSS[0]}"), [*empty, empty[1]], strict=True
    ):
        page = (await seated.opens(path)).text
        for tag in ("<script", "<img src=x", "<svg", "<template"):
            assert page.count(tag) == before.count(tag), (path, tag)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in (await seated.opens(f"{PATH}/{talk}")).text


async def test_an_answer_that_stands_ready_is_found_and_put_into_the_form(
    office: Office, seated: Desk
) -> None:
    talk = await office.writes()
    await sends(seated, f"{PATH}/{talk}/take")
    page = (await seated.opens(f"{PATH}/{talk}?q=mua máy")).text
    (first, *_) = re.findall(rf'href="({PATH}/{talk}\?insert=[a-z0-9-]+)"', page)
    filled = (await seated.opens(first)).text
    assert re.search(r"<textarea[^>]* data-text>[^<]*Kiểm tra ngày", filled)
    told = await asks(seated, f"{PATH}/answers?q=mua máy")
    assert told["answers"]
    assert "Không có câu nào gần" in page
    assert await asks(seated, f"{PATH}/answers?q=") == {"answers": []}


async def test_a_page_asks_for_what_is_new_and_for_nothing_else(office: Office, seated: Desk) -> None:
    talk = await office.writes("xin chào")
    first = await asks(seated, f"{PATH}/{talk}/news?after=0")
    lines: list[dict[str, object]] = first["lines"]  # type: ignore[assignment]
    assert [(line["from"], line["shown"]) for line in lines] == [
        ("you", "09:00 23/11"),
        ("bot", "09:00 23/11"),
    ]
    assert first["holder"] == "bot:0"
    again = await asks(seated, f"{PATH}/{talk}/news?after={lines[-1]['id']}")
    assert again["lines"] == []
    for odd in ("-1", "x", "9" * 30, "1.5"):
        assert (await seated.opens(f"{PATH}/{talk}/news?after={odd}")).status == 200
    for gone in ("999", "x", "9" * 30):
        assert (await seated.opens(f"{PATH}/{gone}/news?after=0")).status == 404
        assert (await seated.opens(f"{PATH}/{gone}")).status == 404
    waiting = await asks(seated, f"{PATH}/news")
    await office.writes("gặp cán bộ")
    after = await asks(seated, f"{PATH}/news")
    assert (waiting["waiting"], after["waiting"]) == (0, 1)
    assert waiting["mark"] != after["mark"]


async def test_a_page_that_asks_by_itself_keeps_no_session_alive(office: Office, seated: Desk) -> None:
    talk = await office.writes()
    (before,) = rows(office.house.database, staff_session)
    for _ in range(3):
        office.house.clock.pass_seconds(timedelta(minutes=9).total_seconds())  # type: ignore[attr-defined]
        for path in (f"{PATH}/news", f"{PATH}/{talk}/news?after=0", f"{PATH}/answers?q=may"):
            await asks(seated, path)
    assert rows(office.house.database, staff_session) == [before]
    office.house.clock.pass_seconds(timedelta(minutes=9).total_seconds())  # type: ignore[attr-defined]
    ended = await seated.opens(f"{PATH}/{talk}/news?after=0")
    assert ended.headers["Content-Type"].startswith("text/html")
    assert "Mật khẩu" in ended.text


async def test_every_look_at_peoples_words_is_traced_and_none_of_the_words(
    office: Office, seated: Desk, account: NewAccount
) -> None:
    talk = await office.writes("chuyện riêng của em")
    await seated.opens(f"{PATH}?box=recent")
    await seated.opens(f"{PATH}/{talk}")
    await sends(seated, PATH, q=PHONE)
    await asks(seated, f"{PATH}/{talk}/news?after=0")
    events = [each for each in rows(office.house.database, audit_event) if each.actor == "staff:1"]
    read = [
        (each.action, each.subject) for each in events if each.action.startswith(("inbox", "conversation"))
    ]
    assert read == [
        ("inbox_listed", "inbox"),
        ("conversation_read", f"conversation:{talk}"),
        ("inbox_listed", "inbox"),
        ("conversation_followed", f"conversation:{talk}"),
    ]
    assert "chuyện riêng" not in str(events)
    assert PHONE not in str(events)


async def test_the_search_finds_by_code_and_telephone_and_says_what_it_does_not(
    office: Office, seated: Desk
) -> None:
    row = await a_sent_application(office.house.database, office.house.clock.now())
    for typed in (row.code, PHONE, f"#{row.conversation_id}"):
        assert f'href="{PATH}/{row.conversation_id}"' in (await sends(seated, PATH, q=typed)).text
    none = await sends(seated, PATH, q="máy tráng bánh")
    assert "Không thấy cuộc trò chuyện nào" in none.text
    assert "Không tìm theo chữ trong tin nhắn" in none.text
    page = (await seated.opens(f"{PATH}/{row.conversation_id}")).text
    assert f'href="/console/applications/{row.code}"' in page


async def test_the_first_page_tells_who_waits_and_its_tasks_lead_there(office: Office, seated: Desk) -> None:
    talk = await office.writes()
    async with office.house.database.transaction() as store:
        await store.tasks.open(TaskKind.ANSWER_WAITING, "window_ends", office.house.clock.now(), talk)
    home = (await seated.opens()).text
    assert re.search(r'href="/console/inbox">Người đang chờ cán bộ</a> <b>1</b>', home)
    assert "chờ từ" not in home
    assert f'<a href="{PATH}/{talk}">Mở cuộc trò chuyện</a>' in home


async def test_what_waits_or_lies_still_for_hours_stands_on_the_first_page(
    office: Office, desk: Desk, account: NewAccount
) -> None:
    talk, lan = await office.writes("xin chào"), await office.member()
    await office.takes(lan, talk)
    office.house.clock.pass_seconds(timedelta(hours=5).total_seconds())  # type: ignore[attr-defined]
    await desk.signs_in(account.name, account.password)
    home = (await desk.opens()).text
    assert "Chờ lâu hoặc im lâu</span> <b>1</b>" in home
    assert "Lan giữ, im từ" in home
    assert "trả lại?" in home
    assert "Im quá 4 giờ" in (await desk.opens(PATH)).text
    assert "im đã quá 4 giờ" in (await desk.opens(f"{PATH}/{talk}")).text


@pytest.mark.parametrize("role", list(Role))
async def test_those_who_speak_with_people_open_it_and_nobody_else(
    office: Office, desk: Desk, role: Role
) -> None:
    talk = await office.writes()
    account = await office.house.desk.staff.add(role.value, role, office.house.clock.now())
    await desk.signs_in(account.name, account.password)
    token = (await desk.opens()).token
    pages = (PATH, f"{PATH}/news", f"{PATH}/answers", f"{PATH}/{talk}", f"{PATH}/{talk}/news")
    seen = [(await desk.opens(path)).status for path in pages]
    forms = (PATH, f"{PATH}/{talk}/take", f"{PATH}/{talk}/give", f"{PATH}/{talk}/note")
    seen += [(await desk.sends(path, {"form": token, "note": "ghi"})).status for path in forms]
    seen.append((await answers(desk, talk, "chào")).status)
    if role in HANDLING:
        assert seen == [200] * 6 + [303, 303, 409, 409]
    else:
        assert seen == [403] * 10
        assert office.traces("inbox_listed", "conversation_read") == []
    assert (f'href="{PATH}"' in (await desk.opens()).text) is (role in HANDLING)


async def test_a_stranger_gets_the_door(office: Office, desk: Desk, account: NewAccount) -> None:
    talk = await office.writes("chuyện riêng")
    for path in (PATH, f"{PATH}/{talk}", f"{PATH}/{talk}/news?after=0", f"{PATH}/news"):
        page = await desk.opens(path)
        assert "Mật khẩu" in page.text
        assert "chuyện riêng" not in page.text
    assert office.traces("inbox_listed", "conversation_read", "conversation_followed") == []


async def test_odd_addresses_of_a_list_are_its_beginning(office: Office, seated: Desk) -> None:
    talk = await office.writes()
    for query in (
        "box=none",
        "channel=<x>",
        "after=x_1",
        "after=2026-11-23T09:00:00_1",
        "after=_",
        "box=&after=",
    ):
        assert f'href="{PATH}/{talk}"' in (await seated.opens(f"{PATH}?{query}")).text, query
