"""The list of applications and the downloads: who may list, who may read, and a trace of every look."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import docx
import pytest
from sqlalchemy import update

from bot.app import House, Role
from bot.console import access
from handlers.applications.codes import new_code, shown
from handlers.desk.accounts import NewAccount
from storage.repositories.applications import ApplicationRow
from storage.repositories.attachments import NewFile
from storage.states import ApplicationStatus
from storage.tables import audit_event
from storage.tables_applications import application_file, saved_filter
from storage.tables_privacy import person_key
from tests.bot.console.desk import Desk, Page
from tests.support.applications import OWNER, a_member, a_sent_application, an_application
from tests.support.rows import change, rows

PATH = "/console/applications"
PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 800  # some chunks


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what the pages ask of it is tested on both elsewhere."""
    return sqlite_url


async def a_file(house: House, row: ApplicationRow, kind: str = "jpeg", data: bytes = PICTURE) -> int:
    async def chunks() -> AsyncIterator[bytes]:
        yield data

    async with house.database.transaction() as store:
        key = await store.applications.key(row)
        stored = await house.blobs.write(chunks(), key.of_files, 10**7)
        new = NewFile(row.id, "photos", stored.id, kind, len(data), "0" * 64, True)
        return await store.files.add(new, house.clock.now())


async def signed_in(house: House, desk: Desk, role: Role) -> NewAccount:
    account = await house.desk.staff.add(role.value, role, house.clock.now())
    assert (await desk.signs_in(account.name, account.password)).status == 303
    return account


async def fetched(desk: Desk, path: str) -> tuple[int, bytes, dict[str, str]]:
    async with desk.client.get(path, allow_redirects=False) as answer:
        return answer.status, await answer.read(), dict(answer.headers)


def traces(house: House) -> list[tuple[str, str]]:
    wanted = ("applications_listed", "application_read", "applications_exported", "paper_read", "file_read")
    return [(row.action, row.subject) for row in rows(house.database, audit_event) if row.action in wanted]


async def test_the_newest_are_listed_with_state_form_province_time_and_who_has_them(
    house: House, seated: Desk
) -> None:
    lan = await a_member(house.database, house.clock.now(), name="Lan")
    row = await a_sent_application(house.database, house.clock.now(), assignee_id=lan)
    draft = await an_application(house.database, house.clock.now(), chat_key="binh")
    page = await seated.opens(PATH)
    for part in (
        shown(row.code),
        "Máy móc, dây chuyền, mô hình",
        "Đã nhận",
        "Tây Ninh",
        "09:00 23/11/2026",
        "Lan",
        f'href="{PATH}/{row.code}"',
        "1 phiếu.",
    ):
        assert part in page.text
    assert shown(draft.code) not in page.text
    assert OWNER not in page.text
    assert traces(house) == [("applications_listed", "application")]


async def test_fifty_are_on_a_page_and_the_rest_on_the_next(house: House, seated: Desk) -> None:
    for _ in range(51):
        await a_sent_application(house.database, house.clock.now())
    page = await seated.opens(f"{PATH}?status=da_gui")
    assert page.text.count('type="checkbox" name="row-') == 50
    after = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert after.startswith(f"{PATH}?status=da_gui&after=")
    assert (await seated.opens(after)).text.count('type="checkbox" name="row-') == 1


async def test_the_numbers_of_the_states_lead_to_their_lists_and_the_board_shows_both(
    house: House, seated: Desk
) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    other = await a_sent_application(house.database, house.clock.now(), status=ApplicationStatus.APPROVED)
    page = await seated.opens(f"{PATH}?province=tay-ninh&status=da_gui")
    assert f'href="{PATH}?status=duoc_duyet&amp;province=tay-ninh">Được duyệt <b>1</b>' in page.text
    assert shown(other.code) not in page.text
    board = await seated.opens(f"{PATH}/board?province=tay-ninh")
    for each in (row, other):
        assert f'href="{PATH}/{each.code}"' in board.text
    assert f'href="{PATH}?status=duoc_duyet&amp;province=tay-ninh"' in board.text
    assert shown(row.code) not in (await seated.opens(f"{PATH}/board?province=gia-lai")).text


async def test_a_filter_is_kept_by_its_name_and_dropped(house: House, seated: Desk) -> None:
    page = await seated.opens(f"{PATH}?late=1&q=0912345678")
    fields = {"form": page.token, "do": "keep", "name": "<b>Trễ</b>", "query": "late=1&q=0912345678"}
    kept = await seated.sends(f"{PATH}/filters", fields)
    assert (kept.status, kept.headers["Location"]) == (303, f"{PATH}?late=1&q=0912345678&kept=1")
    page = await seated.opens(PATH)
    assert f'<a href="{PATH}?late=1">&lt;b&gt;Trễ&lt;/b&gt;</a>' in page.text
    (row,) = rows(house.database, saved_filter)
    dropping = {"form": page.token, "do": "drop", "filter": str(row.id), "query": "x=1\r\nSet-Cookie: y"}
    dropped = await seated.sends(f"{PATH}/filters", dropping)
    assert (dropped.status, dropped.headers["Location"]) == (303, f"{PATH}?kept=2")
    assert rows(house.database, saved_filter) == []
    for wrong in ({"do": "x"}, {"do": "drop", "filter": "x"}):
        assert (await seated.sends(f"{PATH}/filters", {"form": page.token, **wrong})).status == 403


@pytest.mark.parametrize(
    "query", ["q=%00", "commune=%00%ff", "status=%00", "after=9999999999-1", "officer=9%2e9"]
)
async def test_an_address_that_nobody_made_is_a_list_like_any_other(seated: Desk, query: str) -> None:
    assert (await seated.opens(f"{PATH}?{query}")).status == 200
    assert (await seated.opens(f"{PATH}/board?{query}")).status == 200


async def test_the_filled_form_is_a_document_that_opens(house: House, seated: Desk) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    status, body, headers = await fetched(seated, f"{PATH}/{row.code}/phieu.docx")
    assert status == 200
    assert headers["Content-Disposition"] == f'attachment; filename="phieu-A-01-{shown(row.code)}.docx"'
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    document = docx.Document(io.BytesIO(body))
    cells = (cell.text for table in document.tables for line in table.rows for cell in line.cells)
    assert OWNER in "\n".join([*(each.text for each in document.paragraphs), *cells])
    assert traces(house) == [("paper_read", f"application:{row.id}")]


@pytest.mark.parametrize(
    ("kind", "mime", "suffix"),
    [
        ("jpeg", "image/jpeg", "jpg"),
        ("pdf", "application/pdf", "pdf"),
        ("odd", "application/octet-stream", "odd"),
    ],
)
async def test_a_file_comes_as_it_was_sent_and_is_never_shown_in_the_page(
    house: House, seated: Desk, kind: str, mime: str, suffix: str
) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    number = await a_file(house, row, kind)
    status, body, headers = await fetched(seated, f"{PATH}/{row.code}/files/{number}")
    assert (status, body, headers["Content-Type"]) == (200, PICTURE, mime)
    assert headers["Content-Disposition"] == f'attachment; filename="{shown(row.code)}-{number}.{suffix}"'
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert traces(house) == [("file_read", f"application_file:{number}")]


async def test_what_is_not_there_is_one_answer(house: House, seated: Desk) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    other = await a_sent_application(house.database, house.clock.now(), chat_key="binh")
    draft = await an_application(house.database, house.clock.now(), chat_key="chau")
    number, of_draft = await a_file(house, other), await a_file(house, draft)
    paths = (
        f"{new_code()}/phieu.docx",
        f"{draft.code}/phieu.docx",
        "x/phieu.docx",
        f"{row.code}/files/{number}",  # another application's
        f"{draft.code}/files/{of_draft}",
        f"{row.code}/files/999",
        f"{row.code}/files/x",
        f"{row.code}/files/{'9' * 40}",
    )
    pages = {(await seated.opens(f"{PATH}/{path}")).text for path in paths}
    assert len(pages) == 1
    assert traces(house) == []


async def test_a_file_that_is_gone_or_whose_key_is_gone_is_not_there(
    house: House, seated: Desk, tmp_path: Path
) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    gone, kept = await a_file(house, row), await a_file(house, row)
    await house.blobs.delete(rows(house.database, application_file)[0].blob_id)
    assert (await seated.opens(f"{PATH}/{row.code}/files/{gone}")).status == 404
    change(house.database, update(person_key).values(wrapped=b"broken"))
    assert (await seated.opens(f"{PATH}/{row.code}/files/{kept}")).status == 404
    assert (await seated.opens(f"{PATH}/{row.code}/phieu.docx")).status == 404


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_list_and_who_may_read(house: House, desk: Desk, role: Role) -> None:
    row = await a_sent_application(house.database, house.clock.now())
    number = await a_file(house, row)
    await signed_in(house, desk, role)
    paths = {
        access.APPLICATIONS: PATH,
        access.BOARD: f"{PATH}/board",
        access.APPLICATION: f"{PATH}/{row.code}",
        access.EXPORT: f"{PATH}/export.csv",
        access.PAPER: f"{PATH}/{row.code}/phieu.docx",
        access.FILE: f"{PATH}/{row.code}/files/{number}",
    }
    seen = {page: (await fetched(desk, path))[0] for page, path in paths.items()}
    handles = role in (Role.OFFICER, Role.LEAD, Role.ADMIN)
    lists = handles or role is Role.VIEWER
    open_to_viewers = (access.APPLICATIONS, access.BOARD, access.APPLICATION)
    expected = dict.fromkeys(paths, 200 if handles else 403)
    assert seen == expected | dict.fromkeys(open_to_viewers, 200 if lists else 403)
    home: Page = await desk.opens()
    assert ('href="/console/applications"' in home.text) is lists
    posts = {f"{PATH}/filters": lists, f"{PATH}/assign": handles, f"{PATH}/{row.code}/act": handles}
    for path, may in posts.items():
        sent = await desk.sends(path, {"form": home.token})
        assert ("không được mở" in sent.text) is not may, path


async def test_a_stranger_gets_the_door(house: House, desk: Desk, account: NewAccount) -> None:
    row = await a_sent_application(house.database, house.clock.now(), status=ApplicationStatus.IN_REVIEW)
    number = await a_file(house, row)
    for path in (
        PATH,
        f"{PATH}/{row.code}",
        f"{PATH}/export.csv",
        f"{PATH}/{row.code}/phieu.docx",
        f"{PATH}/{row.code}/files/{number}",
        "/console/link",
    ):
        page = await desk.opens(path)
        assert "Mật khẩu" in page.text
        assert shown(row.code) not in page.text
    assert traces(house) == []
