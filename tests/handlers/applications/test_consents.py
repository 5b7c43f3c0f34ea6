"""Nothing personal is asked or kept before it was agreed to; each yes and each no leaves its row."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import House
from handlers.answers import PERSON
from handlers.applications.way import REVIEW
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import Purpose as Asked
from storage.states import ApplicationStatus, Purpose
from storage.tables_applications import application
from storage.tables_privacy import consent
from tests.support.applicants import Applicant
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
    await person.fills(representative="Phạm Văn Bảy")
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


async def test_a_sensitive_answer_given_at_home_is_not_shown_on_a_foreign_platform(house: House) -> None:
    at_home, abroad = Applicant(house), Applicant(house, "77", "telegram", "7")
    await at_home.stands_at("A-05", "?sensitive", is_short=False)
    await at_home.gets(f"fill:said:sensitive:{MINORITY}:yes")
    await at_home.fills()
    label = "Chủ cơ sở là người dân tộc thiểu số"
    assert label in at_home.told
    assert label in str((await at_home.gets("fill:section:contact"), at_home.last[-1].buttons))
    draft = await at_home.application()
    await abroad.hears(f"{draft.code} 5678")
    assert "Anh/chị xem lại phiếu" in await abroad.gets(f"form:resume:{draft.code}")
    assert label not in abroad.told
    assert label not in str((await abroad.gets("fill:section:contact"), abroad.last[-1].buttons))
    assert (await abroad.content()).answers[MINORITY] is True


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
    await person.fills("?behalf")
    await person.gets("fill:said:behalf:no")
    await person.hears("Phạm Văn Bảy")
    await person.fills()
    assert "phone" in (await person.content()).answers
    assert "Điện thoại" not in await person.hears("sửa ẩn danh", "có")
    await person.gets("fill:send")
    sent = await person.application()
    assert "phone" not in (await person.content()).answers
    assert "Bảy" not in (sent.content or "")
    assert not sent.is_on_behalf
    assert rows(house.database, application)[0].phone_hash is None
