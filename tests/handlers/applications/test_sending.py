"""A finished form is sent once; the receipt says what it is, and the paper holds every answer."""

from io import BytesIO

import pytest
from docx import Document

from bot.app import House
from handlers.applications.codes import shown
from handlers.messages import FileOf, FileRef
from knowledge.forms.model import Status
from knowledge.privacy.model import Purpose as Asked
from storage.states import ApplicationStatus, FollowUpState, Purpose, Role
from storage.tables_applications import application, application_event
from storage.tables_privacy import consent
from tests.support.applicants import Applicant
from tests.support.applications import a_member
from tests.support.rows import rows

SEND = "fill:send"


@pytest.mark.parametrize("ways", [("", ""), ("press", "press"), ("", "press"), ("press", "")])
async def test_said_or_pressed_twice_at_once_a_form_is_one_application(
    house: House, ways: tuple[str, str]
) -> None:
    person = Applicant(house)
    await person.stands_at("A-05")
    for is_pressed in ways:
        await (person.presses(SEND) if is_pressed else person.says("gửi phiếu"))
    await person.waits()
    (stored,) = rows(house.database, application)
    assert stored.status == ApplicationStatus.SENT
    assert person.told.count("Phiếu tiếp nhận thông tin") == 1
    assert [row.action for row in rows(house.database, application_event)] == ["send"]


async def test_the_button_of_a_sent_form_says_that_it_is_sent(house: House) -> None:
    person = Applicant(house)
    await person.stands_at("A-05")
    await person.gets(SEND)
    sent = await person.application()
    told = await person.gets(SEND)
    assert f"Phiếu {shown(sent.code)} đã gửi rồi" in told
    assert person.payloads == [f"app:open:{sent.code}"]
    await person.stands_at("A-01", "phone")
    await person.hears("để sau")
    assert "Mình mở lại phiếu" in await person.gets(SEND)  # what was left last may be meant
    assert len(rows(house.database, application)) == 2
    assert (await person.application()).status is ApplicationStatus.DRAFT


async def test_an_unfinished_form_is_not_sent_and_says_what_is_missing(house: House) -> None:
    person = Applicant(house)
    await person.stands_at("A-05", "phone")
    for told in (await person.hears("gửi phiếu"), await person.gets(SEND)):
        assert "còn thiếu ô cần có" in told
        assert "Số di động" in told
    assert (await person.application()).status is ApplicationStatus.DRAFT


async def test_the_receipt_says_what_was_received_what_it_is_not_and_what_comes_next(house: House) -> None:
    officer = await a_member(house.database, house.clock.now(), Role.OFFICER, areas=("dak-lak/Tây Hòa",))
    person = Applicant(house)
    draft = await person.stands_at("A-01")
    await person.gets(SEND)
    paper, receipt, news = person.last
    assert shown(draft.code) in receipt.text
    for said in (
        "Phiếu tiếp nhận thông tin",
        "chưa phải hồ sơ chính thức, chưa phải được duyệt",
        "Chưa mua, chưa đặt cọc",
        "Giấy nên để sẵn",
        "- Ảnh giấy đăng ký kinh doanh",
        "Trung tâm khuyến công của tỉnh đưa đúng mẫu",
    ):
        assert said in receipt.text, said
    assert paper.file == FileRef(FileOf.REQUEST, draft.id, f"phieu-A-01-{shown(draft.code)}.docx")
    assert "nhận tin khuyến công không" in news.text
    sent = await person.application()
    assert (sent.province, sent.commune, sent.assignee_id) == ("dak-lak", "Tây Hòa", officer)
    assert sent.sent_at == sent.status_at == house.clock.now()
    assert (await person.state()).memory.form is None
    async with house.database.reading() as store:
        assert [row.id for row in await store.applications.with_phone("0912345678")] == [sent.id]


async def test_who_has_sent_the_form_is_reminded_of_no_draft(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-08", "short")

    async def planned() -> list[str]:
        async with house.database.reading() as store:
            rows = await store.follow_ups.of((await person.application()).id)
        return [row.plan for row in rows if row.state is FollowUpState.PLANNED]

    assert await planned() == ["draft_reminder"]
    await person.hears("4", "Xin mở lớp ở xã", "có", "Gia Lai", "gửi phiếu")
    assert (await person.application()).status is ApplicationStatus.SENT
    assert await planned() == []


@pytest.mark.parametrize("form_id", ["A-01", "A-07", "A-08"])
async def test_the_paper_opens_as_a_document_with_every_answer_and_the_checklist(
    house: House, form_id: str
) -> None:
    person = Applicant(house)
    draft = await person.stands_at(form_id, is_short=False)
    review = person.last[-1].text
    await person.gets(SEND)
    told = await paper_of(house, person, draft.id)
    answers = [line.removeprefix("- ") for line in review.splitlines() if line.startswith("- ")]
    assert len(answers) > 4
    for label, _, value in (answer.partition(": ") for answer in answers):
        assert label in told, label
        assert value in told, value
    assert shown(draft.code) in told
    assert "không phải mẫu chính thức" in told
    for paper in house.knowledge.forms.forms[form_id].papers[Status.SENT].have:
        assert paper in told
    assert "nộp thay" not in told


async def test_the_paper_says_when_it_was_filed_for_somebody_else_and_is_made_for_its_owner_alone(
    house: House,
) -> None:
    person, other = Applicant(house), Applicant(house, "other")
    await person.begins("A-05", "short")
    await person.fills("?behalf")
    await person.gets("fill:said:behalf:no")
    await person.hears("Phạm Văn Bảy")
    await person.fills()
    await person.gets(SEND)
    await other.hears("chào em")
    sent = await person.application()
    assert "Phạm Văn Bảy" in await paper_of(house, person, sent.id)
    assert "Phiếu đã điền" in await person.gets(f"app:paper:{sent.code}")
    assert person.last[-1].file == FileRef(FileOf.REQUEST, sent.id, f"phieu-A-05-{shown(sent.code)}.docx")
    assert await made(house, other, sent.id) is None
    assert await made(house, person, sent.id + 1) is None


async def test_news_and_statistics_are_asked_after_sending_one_at_a_time_and_once(house: House) -> None:
    person = Applicant(house)
    await person.stands_at("A-05")
    await person.gets(SEND)
    assert "làm thống kê được không" in await person.gets("agree:news:yes")
    assert "Phiếu vẫn được xử lý như thường" in await person.gets("agree:statistics:no")
    log = {row.purpose: row for row in await person.consents()}
    assert {purpose: row.is_given for purpose, row in log.items()} == {
        Purpose.NEWS: True,
        Purpose.STATISTICS: False,
    }
    assert log[Purpose.NEWS].text_hash == house.knowledge.privacy.notice(Asked.NEWS).digest
    await person.stands_at("A-04")
    await person.gets(SEND)
    assert "nhận tin khuyến công không" not in person.told
    count = len(rows(house.database, consent))
    for payload in (
        "agree:application:yes",
        "agree:on_behalf:yes",
        "agree:news:maybe",
        "agree:",
        "agree:x:yes",
    ):
        await person.gets(payload)
    assert len(rows(house.database, consent)) == count


async def made(house: House, person: Applicant, identity: int) -> bytes | None:
    where = (person.address.channel, person.address.bot_id, person.address.chat_key)
    async with house.database.reading() as store:
        conversation = await store.conversations.find(*where)
    assert conversation is not None
    attached = await house.files.open(FileRef(FileOf.REQUEST, identity, "phieu.docx"), conversation)
    return attached.data if attached else None


async def paper_of(house: House, person: Applicant, identity: int) -> str:
    """All text of the paper."""
    data = await made(house, person, identity)
    assert data is not None
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    edges = [each.text for section in document.sections for each in section.header.paragraphs]
    return "\n".join([*(each.text for each in document.paragraphs), *cells, *edges])
