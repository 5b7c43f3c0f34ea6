"""A copy of one's data, asked for twice, and the way on which it reaches people: a file, an address, or staff."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.desk.tasks import ShownTask, StaffTasks
from handlers.messages import FileOf
from handlers.rights.codes import find_request_code, shown_request
from knowledge.base import KnowledgeBase
from storage.states import RequestKind, RequestState, TaskKind
from storage.tables_privacy import data_request
from tests.support.applications import an_application
from tests.support.factories import WEB
from tests.support.rights import ABROAD, PAPERS, PUBLIC_URL, RightsHouse
from tests.support.rows import rows


async def told_staff(here: RightsHouse, knowledge: KnowledgeBase) -> list[ShownTask]:
    return await StaffTasks(here.database, lambda: knowledge.phrase, lambda: knowledge.process).open_ones()


async def test_a_copy_is_asked_for_twice_and_comes_as_a_file_with_code_and_days(here: RightsHouse) -> None:
    row = await an_application(here.database, here.clock.now())
    await here.attaches(row.id, b"a picture")
    (asked,) = await here.hears("dữ liệu của tôi")
    assert "1 phiếu điền dở" in asked.text
    assert "1 ảnh, giấy tờ" in asked.text
    assert rows(here.database, data_request) == []
    receipt, copy = await here.hears(payload=asked.buttons[0].payload)
    (request,) = rows(here.database, data_request)
    assert "25/11/2026" in receipt.text
    assert "3/12/2026" in receipt.text
    assert find_request_code(receipt.text) == find_request_code(copy.text) == request.code
    assert copy.file is not None
    assert (copy.file.made_from, copy.file.id) == (FileOf.EXPORT, request.id)
    assert (request.kind, request.state, request.outcome) == (RequestKind.COPY, RequestState.DONE, "by_file")
    assert (request.first_answer_by, request.done_by) == (date(2026, 11, 25), date(2026, 12, 3))


async def test_a_copy_may_be_declined(here: RightsHouse) -> None:
    (asked,) = await here.hears("/dulieu")
    await here.hears(payload=asked.buttons[1].payload)
    assert rows(here.database, data_request) == []


@pytest.mark.parametrize("channel", [ABROAD, PAPERS])
async def test_abroad_and_where_no_copy_reaches_people_an_address_is_sent_and_only_its_hash_is_stored(
    here: RightsHouse, channel: str
) -> None:
    (asked,) = await here.hears("/dulieu", channel=channel)
    assert "một địa chỉ" in asked.text
    _, told = await here.hears(payload=asked.buttons[0].payload, channel=channel)
    assert told.file is None
    (link,) = [word for word in told.text.split() if word.startswith(PUBLIC_URL)]
    token = link.rpartition("/")[2]
    assert len(token) >= 43  # 256 bits
    assert token.isalnum()  # other marks may end an address in a chat
    (request,) = rows(here.database, data_request)
    assert request.link_hash
    assert token not in str(request)
    assert request.link_until - request.asked_at == timedelta(hours=24)


@pytest.mark.parametrize("public_url", [""])
@pytest.mark.parametrize("channel", [WEB, ABROAD])
async def test_without_an_address_the_copy_comes_as_a_file_wherever_one_reaches_people(
    here: RightsHouse, channel: str
) -> None:
    (asked,) = await here.hears("/dulieu", channel=channel)
    _, copy = await here.hears(payload=asked.buttons[0].payload, channel=channel)
    assert copy.file is not None


@pytest.mark.parametrize("public_url", [""])
async def test_where_neither_file_nor_address_reaches_people_staff_have_the_request_and_a_task(
    here: RightsHouse, knowledge: KnowledgeBase
) -> None:
    for _ in range(2):
        (asked,) = await here.hears("/dulieu", channel=PAPERS)
        assert "kênh này không gửi được" in asked.text
        receipt, told = await here.hears(payload=asked.buttons[0].payload, channel=PAPERS)
        assert (receipt.file, told.file) == (None, None)
        assert "/du-lieu/" not in told.text
        assert find_request_code(told.text) == find_request_code(receipt.text)
    requests = rows(here.database, data_request)
    assert {(row.state, row.outcome, row.link_hash) for row in requests} == {(RequestState.OPEN, None, None)}
    assert find_request_code(told.text) == requests[-1].code
    tasks = await told_staff(here, knowledge)
    assert [(task.kind, task.channel, task.about) for task in tasks] == [
        (TaskKind.DATA_REQUEST, PAPERS, shown_request(row.code)) for row in requests
    ]
    assert all("PUBLIC_URL" in task.why for task in tasks)


@pytest.mark.parametrize("public_url", [""])
async def test_a_copy_that_waited_for_staff_is_done_once_it_is_handed_over(
    here: RightsHouse, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    (asked,) = await here.hears("/dulieu", channel=PAPERS)
    await here.hears(payload=asked.buttons[0].payload, channel=PAPERS)
    await here.hears("/sua", channel=PAPERS)
    await here.hears("tên cơ sở, đúng là Hương Quê", channel=PAPERS)
    later = RightsHouse(here.database, here.clock, knowledge, tmp_path / "files")  # with an address by now
    await later.hears(payload=asked.buttons[0].payload, channel=PAPERS, chat_key="somebody else")
    assert [row.outcome for row in rows(here.database, data_request)] == [None, None, "by_link"]
    await later.hears(payload=asked.buttons[0].payload, channel=PAPERS)
    waited, correction, *_ = rows(here.database, data_request)
    assert (waited.state, waited.outcome) == (RequestState.DONE, "by_link")
    assert waited.finished_at == waited.answered_at == here.clock.now()
    assert correction.state == RequestState.OPEN
    assert await told_staff(here, knowledge) == []
