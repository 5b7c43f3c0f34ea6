"""Staff at work in their chat, through all rooms of the house; for everybody else there is no such desk."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.app import House
from handlers.applications.codes import new_code, shown
from handlers.review.commands import ACTIONS, WORDS
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, Role
from storage.tables import audit_event
from storage.tables_applications import application
from tests.support.applications import OWNER, PHONE, a_sent_application, the_application
from tests.support.clock import HandClock
from tests.support.houses import Person, work_all
from tests.support.rows import change, rows
from tests.support.staff_chats import staff

S = ApplicationStatus


async def sent(house: House, **columns: object) -> ApplicationRow:
    return await a_sent_application(house.database, house.clock.now(), **columns)  # type: ignore[arg-type]


@pytest.mark.parametrize("word", sorted(WORDS - {"lienket"}))
async def test_for_everybody_else_a_staff_command_is_a_text_like_any_other(house: House, word: str) -> None:
    row = await sent(house)
    somebody, another = Person(house, "somebody"), Person(house, "another")
    said = await somebody.asks(f"/{word} {shown(row.code)}")
    like_any = await another.asks(f"/{'x' * len(word)} {shown(row.code)}")
    assert said == like_any
    assert (await the_application(house.database, row.code)).revision == row.revision


@pytest.mark.parametrize(
    "payload", ["st:work:0", "st:show:{code}", "st:do:take_up:{code}:1", "st:sure:approve:{code}:1"]
)
async def test_a_staff_button_in_other_hands_does_nothing(house: House, payload: str) -> None:
    row = await sent(house)
    somebody, another = Person(house, "somebody"), Person(house, "another")
    for person, pressed in ((somebody, payload.format(code=row.code)), (another, "old:button")):
        await person.presses(pressed)
        await work_all(house)
    assert (await somebody.last_answer()).reply == (await another.last_answer()).reply
    assert await the_application(house.database, row.code) == row


async def test_work_is_listed_by_what_is_due_and_ten_at_a_time(house: House, clock: HandClock) -> None:
    lan = await staff(house, Role.OFFICER, areas=("tay-ninh",))
    assert "Hiện không có phiếu nào" in await lan.asks("/viec")
    for number in range(11):
        await sent(house, chat_key=f"p{number}")
    urgent = await sent(house, chat_key="gap", status=S.VISIT, visit_at=clock.now() + timedelta(hours=2))
    await sent(house, chat_key="xa", province="gia-lai", commune=None)
    text = await lan.asks("/viec")
    assert "12 phiếu" in text
    labels = await lan.labels()
    assert labels[0].startswith(shown(urgent.code))
    assert "hẹn 23/11/2026" in labels[0]
    assert "chưa ai nhận" in labels[0]
    assert len(labels) == 11
    assert OWNER not in text
    await lan.taps("Xem tiếp (còn 2)")
    assert len(await lan.labels()) == 2
    await lan.taps(f"{(await lan.labels())[1]}")
    assert "Bước: **Đã nhận**" in (await lan.last_answer()).reply.text


async def test_abroad_a_card_names_nobody_and_at_home_it_does(house: House) -> None:
    row = await sent(house)
    abroad = await (await staff(house)).asks(f"/phieu {shown(row.code)}")
    assert "N.T.H." in abroad
    for hidden in (OWNER, PHONE, "Hương Quê", "Hảo Đước", "bánh"):
        assert hidden not in abroad
    at_home = await (await staff(house, name="Minh", channel="web")).asks(f"/phieu {row.code}")
    for shown_too in (OWNER, PHONE, "Hương Quê", "xã Hảo Đước, Tây Ninh"):
        assert shown_too in at_home
    reads = [each for each in rows(house.database, audit_event) if each.action == "application_read"]
    assert [each.subject for each in reads] == [f"application:{row.id}"] * 2


async def test_a_viewer_may_look_and_reads_nobodys_name(house: House) -> None:
    row = await sent(house)
    viewer = await staff(house, Role.VIEWER, channel="web")
    card = await viewer.asks(f"/phieu {row.code}")
    assert shown(row.code) in card
    assert OWNER not in card
    assert PHONE not in card
    assert await viewer.labels() == []
    assert "không có phần xem, xử lý" in await viewer.asks("/viec")
    assert "không có phần xem, xử lý" in await viewer.asks(f"/xet {row.code}")


async def test_a_card_offers_what_may_be_done_and_a_number_does_it(house: House) -> None:
    row = await sent(house)
    lan = await staff(house, Role.OFFICER)
    await lan.asks(f"/phieu {row.code}")
    labels = await lan.labels()
    assert labels[:3] == ["Nhận xử lý", "Giao cho người khác", "Xin thêm giấy tờ"]
    assert "Duyệt" not in labels
    done = await lan.asks(str(labels.index("Đưa vào xét") + 1))
    assert "Đã ghi: Đưa vào xét" in done
    assert "tin số 1" in done
    assert (await the_application(house.database, row.code)).status is S.IN_REVIEW


async def test_a_button_that_needs_words_says_how_they_are_written(house: House) -> None:
    row = await sent(house)
    lan = await staff(house)
    await lan.asks(f"/phieu {row.code}")
    how = await lan.taps("Chưa được hoặc không thuộc diện")
    assert f"/tuchoi {shown(row.code)}" in how
    assert "1. Kế hoạch năm nay đã đủ" in how
    assert f"/henkhaosat {shown(row.code)} 15/12/2026 8:30" in (
        await lan.asks(f"/phieu {row.code}") and await lan.taps("Hẹn khảo sát")
    )
    assert await the_application(house.database, row.code) == row


async def test_what_is_hard_to_take_back_is_asked_first_and_done_with_what_was_typed(house: House) -> None:
    row = await sent(house)
    lan = await staff(house)
    question = await lan.asks(f"/tuchoi {shown(row.code)} 1 Mời anh/chị đợt sau.")
    for part in ("Xác nhận?", "Kế hoạch năm nay đã đủ", "Mời anh/chị đợt sau.", "Chưa được năm nay"):
        assert part in question
    assert await the_application(house.database, row.code) == row
    assert "Đã ghi" in await lan.taps("Đúng")
    after = await the_application(house.database, row.code)
    assert (after.status, after.reason_code) == (S.NOT_THIS_TIME, "plan_full")
    owner = await Person(house, "an").last_answer()
    assert "Mời anh/chị đợt sau." in owner.reply.text


async def test_no_means_no_and_an_old_yes_does_nothing(house: House) -> None:
    row = await sent(house, status=S.IN_REVIEW)
    lan = await staff(house)
    await lan.asks(f"/duyet {row.code}")
    yes = (await lan.last_answer()).reply.buttons[0].payload
    assert "Chưa làm gì" in await lan.taps("Thôi")
    assert "cũ rồi" in await lan.sends_back(yes)
    await lan.asks(f"/duyet {row.code}")
    await lan.asks("xin chào")
    assert "cũ rồi" in await lan.sends_back(yes)
    assert "cũ rồi" in await lan.sends_back(f"st:sure:no_such:{row.code}:1")
    assert (await the_application(house.database, row.code)).status is S.IN_REVIEW


async def test_a_yes_to_another_question_than_the_last_does_nothing(house: House) -> None:
    first, second = (
        await sent(house, status=S.IN_REVIEW),
        await sent(house, status=S.IN_REVIEW, chat_key="binh"),
    )
    lan = await staff(house)
    await lan.asks(f"/duyet {first.code}")
    yes = (await lan.last_answer()).reply.buttons[0].payload
    await lan.asks(f"/duyet {second.code}")
    assert "cũ rồi" in await lan.sends_back(yes)
    for row in (first, second):
        assert (await the_application(house.database, row.code)).status is S.IN_REVIEW


async def test_a_yes_to_what_has_changed_meanwhile_is_told_who_was_faster(house: House) -> None:
    row = await sent(house, status=S.IN_REVIEW)
    lan, minh = await staff(house), await staff(house, name="Minh")
    await lan.asks(f"/duyet {row.code}")
    await minh.asks(f"/xinthem {row.code} thêm báo giá")
    told = await lan.taps("Đúng")
    assert "Minh" in told
    assert "Xin thêm giấy tờ" in told
    assert (await the_application(house.database, row.code)).status is S.MORE_WANTED


async def test_a_refused_question_is_told_at_once(house: House) -> None:
    row = await sent(house)
    lan = await staff(house)
    assert "chưa làm được" in await lan.asks(f"/duyet {row.code}")
    officer = await staff(house, Role.OFFICER, name="Minh")
    assert "dành cho" in await officer.asks(f"/tuchoi {row.code} 1 x")
    assert "Không có phiếu nào" in await lan.asks(f"/xet {new_code()}")


async def test_who_cannot_be_reached_is_to_be_called(house: House) -> None:
    row = await sent(house)
    change(house.database, update(application).values(conversation_id=None))
    assert "gọi điện" in await (await staff(house)).asks(f"/xet {row.code}")


async def test_every_command_says_how_it_is_written(house: House) -> None:
    lan = await staff(house)
    await lan.asks("/lenh")
    helped = "\n".join(line.reply.text for line in await lan.transcript())
    for word in sorted(ACTIONS):
        assert f"/{word} MÃ" in helped, word
        told = await lan.asks(f"/{word}")
        assert "mã phiếu" in told, word
        assert f"/{word} MÃ" in told, word


async def test_what_is_not_there_to_do_is_not_offered(house: House) -> None:
    row = await sent(house)
    lan = await staff(house)
    await lan.asks(f"/phieu {row.code}")
    assert "Vướng mắc đã gỡ" not in await lan.labels()
    await lan.asks(f"/vuongmac {row.code} 1 xã chưa ký")
    await lan.asks(f"/nhanviec {row.code}")
    card = await lan.asks(f"/phieu {row.code}")
    assert "Vướng mắc từ 23/11/2026: Giấy tờ" in card
    assert "Người giữ: Lan" in card
    assert "Vướng mắc đã gỡ" in await lan.labels()
    assert "Nhận xử lý" not in await lan.labels()


@pytest.mark.parametrize(
    "payload",
    [
        "st:",
        "st:work:x",
        "st:work:99999999999999999999",
        "st:show:",
        "st:do:take_up",
        "st:do:take_up:x:1:2",
        "st:do:take_up:0:٣",
        "st:sure:::",
        "st:do:confirm_date:0:1",
    ],
)
async def test_a_broken_button_breaks_nothing(house: House, payload: str) -> None:
    lan = await staff(house)
    text = await lan.sends_back(payload)
    assert text
    assert not re.search("Xin lỗi", text)
