"""Nothing personal is asked or kept before it was agreed to; each yes and each no leaves its row."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import House
from handlers.answers import PERSON
from handlers.applications.content import Content
from handlers.applications.deeds import Filing, SaveDraft, Send
from handlers.applications.way import OWNER, REVIEW, Draft
from handlers.deeds import Doing
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import Purpose as Asked
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, Purpose
from storage.store import Store
from storage.tables_applications import application
from storage.tables_privacy import consent
from tests.support.applicants import Applicant
from tests.support.applications import an_application
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.rows import rows

MINORITY = "owner_is_minority"


async def test_under_eighteen_the_form_ends_and_nothing_of_it_is_kept(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-01", "short")
    await person.fills("?adult")
    told = await person.gets("fill:said:adult:no")
    assert "18 tuổi" in told
    assert person.payloads == [PERSON]
    assert (rows(house.database, application), rows(house.database, consent)) == ([], [])
    assert (await person.state()).memory.form is None
    assert "chưa có phiếu nào đang điền dở" in await person.gets("fill:said:adult:yes")


async def test_without_consent_the_form_ends_and_only_the_no_is_kept(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-01", "short")
    await person.fills("?consent")
    told = await person.gets("fill:said:consent:no")
    assert "không nhận phiếu khi anh/chị chưa đồng ý" in told
    assert rows(house.database, application) == []
    (no,) = await person.consents()
    notice = house.knowledge.privacy.notice(Asked.APPLICATION)
    assert (no.purpose, no.is_given, no.channel) == (Purpose.APPLICATION, False, "web")
    assert (no.text_version, no.text_hash) == (notice.version, notice.digest)
    assert no.inbound_id is not None


async def test_silence_and_words_are_no_consent(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    await person.fills("?consent")
    for typed in ("ok", "có", "gửi luôn đi", "bỏ qua", "0912345678", "Nguyễn Thị Hương"):
        assert "xin anh/chị đồng ý" in await person.hears(typed)
    assert await person.consents() == []
    await person.hears("tôi đồng ý")
    (yes,) = await person.consents()
    draft = await person.application()
    assert (yes.is_given, yes.application_id) == (True, draft.id)


async def test_a_form_for_somebody_else_names_them_and_declares_that_they_agree(house: House) -> None:
    person = Applicant(house)
    await person.sends_form("A-05")
    await person.begins("A-01", "short")
    await person.fills("?behalf")
    assert "điền thay cho ai?" in await person.gets("fill:said:behalf:no")
    assert "từ 2 đến 80 chữ" in await person.hears("B")
    told = await person.hears("Phạm   Văn Bảy")
    assert "đang điền thay cho Phạm Văn Bảy" in told
    assert "chưa nhận phiếu khi người đó chưa đồng ý" in await person.gets("fill:said:owner-agreed:no")
    content = await person.content()
    assert (content.is_on_behalf, content.owner, content.owner_has_agreed) == (None, "", None)
    await person.gets("fill:said:behalf:no")
    await person.hears("Phạm Văn Bảy")
    told = await person.gets("fill:said:owner-agreed:yes")
    assert "hình thức nào" in told
    assert "Bên mình đang có" not in told  # what is known is of the person who types
    await person.fills("representative")
    assert "Bên mình đang có" not in person.told
    await person.fills()
    await person.gets("fill:send")
    sent = await person.application()
    assert sent.is_on_behalf
    given = [(row.purpose, row.is_given) for row in await person.consents() if row.application_id == sent.id]
    assert given == [(Purpose.APPLICATION, True), (Purpose.ON_BEHALF, False), (Purpose.ON_BEHALF, True)]
    await person.begins("A-02", "short")
    await person.fills("representative")
    assert "Bên mình đang có" in person.told
    assert "Bảy" not in person.told  # the last form for themselves, not the one for another


async def test_a_sensitive_answer_has_a_consent_of_its_own_which_can_be_refused_and_given_later(
    house: House,
) -> None:
    person = Applicant(house)
    await person.stands_at("A-05", "?sensitive", is_short=False)
    assert "thông tin nhạy cảm: Chủ cơ sở là người dân tộc thiểu số" in person.told
    await person.gets(f"fill:said:sensitive:{MINORITY}:no")
    await person.fills()
    assert MINORITY not in (await person.content()).answers
    told = await person.gets(f"fill:mend:{MINORITY}")
    assert "Câu tới là thông tin nhạy cảm" in told  # asked for anew, never just opened
    assert "người dân tộc thiểu số không?" in await person.gets(f"fill:said:sensitive:{MINORITY}:yes")
    await person.hears("có")
    content = await person.content()
    assert (content.answers[MINORITY], content.waits_for) == (True, REVIEW)
    log = [(row.is_given, row.field) for row in await person.consents() if row.purpose is Purpose.SENSITIVE]
    assert log == [(False, MINORITY), (True, MINORITY)]
    field = house.knowledge.forms.forms["A-05"].fields[MINORITY]
    notice = house.knowledge.privacy.notice(Asked.SENSITIVE, field=field.label, why=field.why)
    assert (await person.consents())[-1].text_hash == notice.digest


async def test_a_yes_to_one_sensitive_question_is_none_to_another(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-09")
    await person.hears("2")  # an officer fills it on the spot, and may note where that is
    await person.fills("?sensitive")
    old = f"fill:said:sensitive:{MINORITY}:yes"
    await person.gets(old)
    await person.hears("có")
    await person.fills("?sensitive")
    assert "Tọa độ" in person.told
    for payload in (old, "fill:said:sensitive:yes", "fill:said:sensitive:phone:yes"):
        assert "Nút vừa bấm là của câu trước" in await person.gets(payload)
    assert (await person.content()).agreed_fields == (MINORITY,)
    await person.gets("fill:said:sensitive:coordinates:yes")
    await person.hears("13.0882, 109.0929")
    assert (await person.content()).answers["coordinates"] == "13.0882, 109.0929"


@pytest.fixture
async def open_house(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    """One that people find at an address of its own."""
    url = "https://khuyencong.example.vn"
    async with open_test_house(
        any_database_url, tmp_path / "data", clock, knowledge, public_url=url
    ) as opened:
        yield opened


async def test_on_a_foreign_platform_nothing_sensitive_is_asked_or_kept(open_house: House) -> None:
    person = Applicant(open_house, "77", "telegram", "7")
    await person.begins("A-05")
    await person.fills("?consent")
    assert "nền tảng nước ngoài" in person.told
    await person.fills("?sensitive")
    assert "https://khuyencong.example.vn/chat" in person.told
    assert person.payloads == [f"fill:said:sensitive:{MINORITY}:no"]
    forged = f"fill:said:sensitive:{MINORITY}:yes"
    for told in (await person.gets(forged), await person.hears("có"), await person.hears("đồng ý")):
        assert "người dân tộc thiểu số không?" not in told
    await person.hears("bỏ qua")
    await person.fills()
    content = await person.content()
    assert MINORITY not in content.answers
    assert not content.agreed_fields
    assert "https://khuyencong.example.vn/chat" in await person.gets(f"fill:mend:{MINORITY}")
    assert (await person.content()).waits_for == REVIEW


async def test_a_draft_that_came_over_to_a_foreign_platform_asks_there_no_sensitive_question(
    house: House,
) -> None:
    at_home = Applicant(house)
    await at_home.stands_at("A-05", "?sensitive", is_short=False)
    await at_home.gets(f"fill:said:sensitive:{MINORITY}:yes")
    draft = await at_home.application()
    abroad = Applicant(house, "77", "telegram", "7")
    await abroad.hears(f"{draft.code} 5678")
    told = await abroad.gets(f"form:resume:{draft.code}")
    assert "người dân tộc thiểu số không?" not in told
    assert abroad.payloads == [f"fill:said:sensitive:{MINORITY}:no"]
    assert "người dân tộc thiểu số không?" not in await abroad.hears("có")
    assert "tỉnh nào?" in await abroad.gets(f"fill:said:sensitive:{MINORITY}:no")
    assert MINORITY not in (await abroad.content()).answers


async def test_an_anonymous_matter_is_sent_without_a_name_a_number_or_a_consent(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-08")
    await person.hears("4", "Xin mở lớp ở xã", "bỏ qua", "có", "Gia Lai")
    assert (await person.content()).waits_for == REVIEW
    await person.gets("fill:send")
    (stored,) = rows(house.database, application)
    assert (stored.status, stored.phone_hash) == (ApplicationStatus.SENT, None)
    assert await person.consents() == []
    assert (await person.content()).answers.keys() == {
        "matter_kind",
        "matter_story",
        "is_anonymous",
        "province",
    }


async def test_a_name_told_before_somebody_wished_to_stay_unnamed_is_not_sent(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-08", "short")
    await person.hears("4", "Xin mở lớp ở xã", "không")
    await person.fills()
    assert "phone" in (await person.content()).answers
    assert "Điện thoại" not in await person.hears("sửa ẩn danh", "có")
    await person.gets("fill:send")
    assert "phone" not in (await person.content()).answers
    assert rows(house.database, application)[0].phone_hash is None


AGREED = Content(is_short=True, is_adult=True, has_consented=True, is_on_behalf=False)
NAME, PHOTO = {"representative": "Nguyễn Thị Hương"}, {"quotation": ("0" * 32,)}


@pytest.mark.parametrize(
    "content",
    [
        Content(NAME),
        Content(PHOTO),
        Content(owner="Bà Bảy"),
        replace(AGREED, answers=NAME, is_adult=None),
        replace(AGREED, answers=NAME, is_adult=False),
        replace(AGREED, answers=NAME, has_consented=None),
        replace(AGREED, answers=NAME, has_consented=False),
        replace(AGREED, answers=NAME, is_on_behalf=None),
        replace(AGREED, answers=NAME, is_on_behalf=True),
        replace(AGREED, answers=NAME, is_on_behalf=True, owner="Bà Bảy"),
        replace(AGREED, answers=NAME, is_on_behalf=True, owner="Bà Bảy", owner_has_agreed=False),
        replace(AGREED, answers={MINORITY: True}),
        replace(AGREED, answers={MINORITY: True}, refused_fields=(MINORITY,)),
    ],
)
async def test_whatever_a_skill_thinks_the_last_fence_keeps_out_what_was_not_agreed_to(
    database: Database, clock: HandClock, knowledge: KnowledgeBase, content: Content
) -> None:
    row = await an_application(database, clock.now(), form_id="A-05", answers={})
    draft = Draft(row.code, knowledge.forms.forms["A-05"], content, row.revision, row.id)
    filing = Filing(_plans_nothing)
    for deed, do in ((SaveDraft(draft), filing.save), (Send(draft, None, None, None), filing.send)):
        with pytest.raises(PermissionError):
            async with database.transaction() as store:
                await do(await _doing(store, row, clock), deed)  # type: ignore[operator]
    async with database.reading() as store:
        assert await store.applications.get(row.id) == row


async def test_the_fence_lets_through_what_was_agreed_to(
    database: Database, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    row = await an_application(database, clock.now(), form_id="A-05", answers={})
    content = replace(
        AGREED,
        answers={**NAME, **PHOTO, MINORITY: True},
        agreed_fields=(MINORITY,),
        is_on_behalf=True,
        owner="Bà Bảy",
        owner_has_agreed=True,
        waits_for=OWNER,
    )
    draft = Draft(row.code, knowledge.forms.forms["A-05"], content, row.revision, row.id)
    async with database.transaction() as store:
        await Filing(_plans_nothing).save(await _doing(store, row, clock), SaveDraft(draft))
    async with database.reading() as store:
        kept = await store.applications.get(row.id)
    assert kept is not None
    assert (kept.is_on_behalf, kept.revision) == (True, row.revision + 1)


async def _doing(store: Store, row: ApplicationRow, clock: HandClock) -> Doing:
    conversation = await store.conversations.lock(row.conversation_id or 0)
    assert conversation is not None
    return Doing(store, conversation, clock.now(), 1)


async def _plans_nothing(*_: object) -> None:
    return None
