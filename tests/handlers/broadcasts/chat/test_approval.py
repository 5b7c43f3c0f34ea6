"""Above a set number of people a second member of staff decides; what each role may do, and who is told."""

import pytest

from handlers.channels import RefusedForGood
from storage.states import BroadcastState, Role
from storage.tables_broadcasts import broadcast
from tests.support.houses import Person, work_all
from tests.support.newsroom import Newsroom, NewsStaff
from tests.support.rows import rows

FAIR = "/tin Hội chợ Bình Định\nHội chợ mở **thứ bảy**, mời anh/chị ghé."
S = BroadcastState


async def submitted(office: Newsroom) -> NewsStaff:
    """Lan wants to write to four people."""
    await office.readers(4)
    lan = await office.member("Lan")
    await lan.asks(FAIR)
    assert "cần thêm một người" in await lan.taps("Tất cả")
    assert "cần thêm một người" in await lan.taps("Gửi ngay")
    assert "chờ người thứ hai duyệt" in await lan.taps("Gửi")
    return lan


async def test_a_second_person_is_asked_in_their_chat_and_says_yes(office: Newsroom) -> None:
    minh, officer = await office.member("Minh", Role.LEAD), await office.member("Hoa", Role.OFFICER)
    lan = await submitted(office)
    before = len(await lan.heard())
    await office.ticks()
    await office.ticks()
    (asked,) = await minh.heard()
    for part in ("Lan xin duyệt", "Gửi cho 4 người: mọi người đã đồng ý nhận tin", "mở **thứ bảy**", "Duyệt"):
        assert part in asked.text
    assert await officer.heard() == []
    assert len(await lan.heard()) == before  # whoever composed it knows
    assert await office.sends() == []

    assert "Đã duyệt" in await minh.asks("Duyệt")  # the label may be typed
    row = await office.broadcast()
    assert (row.state, row.approved_by) == (S.SCHEDULED, minh.member_id)
    await office.ticks()
    for told in (minh, lan):
        assert "bắt đầu gửi cho 4 người" in (await told.heard())[-1].text
    assert len(await office.sends()) == 4


async def test_whoever_composed_it_cannot_say_yes(office: Newsroom) -> None:
    lan = await submitted(office)
    row = await office.broadcast()
    await lan.asks(f"/tin {row.id}")
    assert await lan.labels() == ["Trả lại để sửa", "Gửi thử cho tôi", "Hủy tin"]
    assert "không tự duyệt" in await lan.sends_back(f"tn:ok:{row.id}:{row.revision}")
    assert (await office.broadcast()).state is S.WAITING


async def test_a_no_goes_back_to_whoever_composed_it_and_an_old_yes_is_worth_nothing(
    office: Newsroom,
) -> None:
    minh, lan = await office.member("Minh", Role.ADMIN), await submitted(office)
    await office.ticks()
    stale = await minh.payload("Duyệt")
    assert "về lại bản nháp" in await minh.taps("Trả lại để sửa")
    assert "Minh trả lại tin" in (await lan.heard())[-1].text
    assert "không còn ở bước" in await minh.sends_back(stale)

    await lan.taps("Mở tin")
    await lan.taps("Sửa lời")
    await lan.asks("Hội chợ dời sang chủ nhật.")
    await lan.taps("Gửi ngay")
    await lan.taps("Gửi")
    assert "vừa sửa tin này" in await minh.sends_back(stale)
    await office.ticks()
    assert "chủ nhật" in (await minh.heard())[-1].text  # asked anew, for the new words
    assert "Đã duyệt" in await minh.taps("Duyệt")


async def test_a_yes_to_something_later_is_told(office: Newsroom) -> None:
    minh, lan = await office.member("Minh", Role.LEAD), await office.member("Lan")
    await office.readers(4)
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    await lan.taps("Hẹn giờ")
    await lan.asks("9:30 ngày mai")
    await lan.taps("Gửi")
    await office.ticks()
    await minh.taps("Duyệt")
    await office.ticks()
    await office.ticks()
    told = [reply.text for reply in await lan.heard() if "Minh đã duyệt" in reply.text]
    assert len(told) == 1
    assert "9 giờ 30, thứ Ba 24/11/2026" in told[0]


async def test_when_more_than_a_tenth_fails_those_in_charge_hear_it_once(office: Newsroom) -> None:
    minh, lan = await office.member("Minh", Role.LEAD), await submitted(office)
    await office.ticks()
    await minh.taps("Duyệt")
    await office.ticks(61)
    held = {f"r{number}": RefusedForGood("forbidden", is_person_gone=True) for number in (0, 1)}
    assert len(await office.sends(held)) == 4
    await office.house.news.chat.watch.look(office.clock.now())
    office.clock.pass_seconds(61)
    await office.house.news.chat.watch.look(office.clock.now())
    office.clock.pass_seconds(61)
    await office.house.news.chat.watch.look(office.clock.now())
    for told in (minh, lan):
        assert (await told.texts()).count("đang lỗi nhiều, 2 tin") == 1
    assert "Tạm dừng" in await lan.labels()


async def test_at_night_nobody_is_woken(office: Newsroom) -> None:
    minh = await office.member("Minh", Role.LEAD)
    office.clock.pass_seconds(14 * 3600)  # 23:00
    await submitted(office)
    await office.ticks()
    assert len(await minh.heard()) == 1
    await office.sends()
    assert [str(row.state) for row in office.deliveries_to("Minh")] == ["pending"]
    office.clock.pass_seconds(8 * 3600)
    await office.sends()
    assert [str(row.state) for row in office.deliveries_to("Minh")] == ["sent"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER])
async def test_who_may_not_send_may_look(office: Newsroom, role: Role) -> None:
    lan, other = await submitted(office), await office.member("Hoa", role)
    assert "không soạn và gửi tin được" in await other.asks(FAIR)
    row = await office.broadcast()
    assert "**4 người**" in await other.asks(f"/tin {row.id}")
    assert await other.labels() == []
    assert "Soạn tin mới" not in await other.asks("/tin")
    for step in ("ok", "back", "stop", "stop-yes", "try", "now", "at", "text", "yes", "drop", "retry", "who"):
        assert "không soạn và gửi tin được" in await other.sends_back(f"tn:{step}:{row.id}:{row.revision}")
    assert await office.broadcast() == row
    assert "Soạn tin mới" in await lan.asks("/tin")


async def test_data_protection_has_nothing_to_do_with_it(office: Newsroom) -> None:
    other = await office.member("Hoa", Role.DATA_PROTECTION)
    for said in ("/tin", "/tin 1", FAIR):
        assert "không soạn và gửi tin được" in await other.asks(said)


@pytest.mark.parametrize("said", ["/tin", "/tin 1", "/tin Hội chợ thứ bảy"])
async def test_for_everybody_else_it_is_a_text_like_any_other(office: Newsroom, said: str) -> None:
    somebody, another = Person(office.house, "somebody"), Person(office.house, "another")
    assert await somebody.asks(said) == await another.asks(said.replace("/", "/ "))
    assert rows(office.house.database, broadcast) == []


async def test_a_button_in_other_hands_does_nothing(office: Newsroom) -> None:
    await submitted(office)
    row = await office.broadcast()
    somebody, another = Person(office.house, "somebody"), Person(office.house, "another")
    for person, pressed in ((somebody, f"tn:ok:{row.id}:{row.revision}"), (another, "old:button")):
        await person.presses(pressed)
        await work_all(office.house)
    assert (await somebody.last_answer()).reply == (await another.last_answer()).reply
    assert await office.broadcast() == row
