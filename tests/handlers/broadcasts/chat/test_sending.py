"""A broadcast from the first word in a staff member's chat to its last number."""

import asyncio
from datetime import timedelta

from handlers.channels import PutOff, RefusedForGood
from storage.states import BroadcastState
from storage.tables import audit_event
from storage.tables_broadcasts import broadcast
from tests.support.newsroom import Newsroom
from tests.support.rows import rows

FAIR = "/tin Hội chợ Bình Định\nHội chợ mở **thứ bảy**, mời anh/chị ghé."
S = BroadcastState


async def test_from_the_first_word_to_the_last_number(office: Newsroom) -> None:
    await office.readers(3)
    lan = await office.member()
    asked = await lan.asks(FAIR)
    number = await office.number()
    assert f"tin {number}:" in asked
    assert "Gửi cho ai?" in asked
    counted = await lan.taps("Tất cả người nhận tin")
    shown = await lan.texts()
    assert "Hội chợ mở **thứ bảy**, mời anh/chị ghé.\n\nHoặc" in shown
    assert "Ngừng nhận tin" in shown
    assert "Đang đếm" in shown
    assert "**3 người**" in counted
    assert "- Telegram: 3" in counted
    assert "- chưa đồng ý nhận tin: 1" in counted  # Lan herself

    question = await lan.taps("Gửi ngay")
    assert "Gửi cho 3 người?" in question
    assert "duyệt" not in question
    assert "bắt đầu đi" in await lan.asks("1")
    await office.ticks()
    assert "bắt đầu gửi cho 3 người" in await lan.texts()
    outcome = {"r2": RefusedForGood("bad_request")}
    assert await office.sends(outcome) == ["r0", "r1", "r2"]
    await office.ticks()
    over = (await lan.heard())[-1]
    for part in ("đã xong", "đã gửi 2", "Gửi lỗi 1: ứng dụng chat từ chối nội dung (1)"):
        assert part in over.text
    actions = [each.action for each in rows(office.house.database, audit_event)]
    assert [each for each in actions if each.startswith("broadcast")] == [
        "broadcast_composed",
        "broadcast_changed",
        "broadcast_scheduled",
        "broadcast_begun",
        "broadcast_built",
        "broadcast_done",
    ]

    card = await lan.asks(f"/tin {await office.number()}")
    assert "xong 100%" in card
    assert await lan.labels() == ["Gửi lại phần lỗi", "Làm mới"]
    assert "gửi lại 1 tin" in await lan.taps("Gửi lại phần lỗi")
    assert await office.sends() == ["r2"]
    await office.ticks()
    assert "đã gửi 3" in (await lan.heard())[-1].text


async def test_nobody_hears_the_same_twice(office: Newsroom) -> None:
    await office.readers(1)
    lan = await office.member()
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    await lan.taps("Gửi ngay")
    await lan.taps("Gửi")
    for _ in range(3):
        await office.ticks()
        await asyncio.gather(*(office.house.news.chat.watch.look(office.clock.now()) for _ in range(3)))
    await office.sends()
    office.clock.pass_seconds(90)
    await office.house.news.conductor.look(office.clock.now())
    await asyncio.gather(*(office.house.news.chat.watch.look(office.clock.now()) for _ in range(3)))
    await office.ticks()
    notices = [
        reply.text for reply in await lan.heard() if "bắt đầu gửi" in reply.text or "xong" in reply.text
    ]
    assert ["bắt đầu gửi" in notices[-2], "đã xong" in notices[-1]] == [True, True]
    assert sum("bắt đầu gửi cho" in text for text in notices) == 1
    assert sum("Hội chợ Bình Định** đã xong" in text for text in notices) == 1


async def test_one_line_is_its_own_title_and_a_wrong_text_says_what_to_do(office: Newsroom) -> None:
    lan = await office.member()
    await lan.asks("/tin Thứ bảy này hội chợ mở cửa ở sân vận động, mời anh/chị ghé.")
    row = await office.broadcast()
    assert (row.title, row.text[-4:]) == ("Thứ bảy này hội chợ mở cửa ở", "ghé.")
    assert "1.000 chữ" in await lan.asks("/tin tên\n" + "a" * 1001)
    assert "120 chữ" in await lan.asks("/tin " + "a" * 121 + "\nlời")
    assert len(rows(office.house.database, broadcast)) == 1


async def test_other_words_make_the_old_buttons_worth_nothing(office: Newsroom) -> None:
    await office.readers(1)
    lan = await office.member()
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    stale = await lan.payload("Gửi ngay")
    assert "Nhắn lời tin mới" in await lan.taps("Sửa lời")
    counted = await lan.asks("Hội chợ dời sang chủ nhật.")
    assert "**1 người**" in counted
    row = await office.broadcast()
    assert (row.title, row.text) == ("Hội chợ Bình Định", "Hội chợ dời sang chủ nhật.")
    assert "vừa sửa tin này" in await lan.sends_back(stale)
    await lan.taps("Gửi ngay")
    yes = await lan.payload("Gửi")
    await lan.asks("/viec")
    assert "cũ rồi" in await lan.sends_back(yes)  # something else was said in between
    assert (await office.broadcast()).state is S.DRAFT


async def test_a_yes_sends_only_what_was_asked(office: Newsroom) -> None:
    """The number of people decides whether a second person looks: nobody may write it themselves."""
    await office.readers(4)
    lan = await office.member()
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    row = await office.broadcast()
    for forged in (
        f"tn:yes:{row.id}:{row.revision}:1:",
        f"tn:yes:{row.id}:{row.revision}",
        "tn:yes:1",
        "tn:oh:1:1",
        "tn:",
    ):
        assert "cũ rồi" in await lan.sends_back(forged)
    await lan.taps("Gửi ngay")
    await lan.sends_back(f"tn:yes:{row.id}:{row.revision}:1:")
    assert (await office.broadcast()).state is S.WAITING


async def test_a_yes_to_another_question_than_the_last_does_nothing(office: Newsroom) -> None:
    await office.readers(1)
    lan = await office.member()
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    await lan.taps("Gửi ngay")
    yes = await lan.payload("Gửi")
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    await lan.taps("Gửi ngay")
    assert "cũ rồi" in await lan.sends_back(yes)
    assert (await office.broadcast()).state is S.DRAFT


async def test_it_is_sent_at_a_time_that_is_typed(office: Newsroom) -> None:
    await office.readers(1)
    lan = await office.member()
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    assert "Gửi lúc nào?" in await lan.taps("Hẹn giờ")
    assert "Giờ chưa rõ" in await lan.asks("ngày mai")
    question = await lan.asks("22:30 ngày mai")
    assert "Hẹn gửi cho 1 người lúc 22 giờ 30, thứ Ba 24/11/2026" in question
    assert "đợi tới 7 giờ, thứ Tư 25/11/2026" in question
    assert "Đã hẹn tin" in await lan.taps("Gửi")
    row = await office.broadcast()
    assert row.state is S.SCHEDULED
    assert row.scheduled_at is not None
    assert row.scheduled_at - office.clock.now() > timedelta(days=1)
    assert await lan.asks(f"/tin {await office.number()}")
    assert await lan.labels() == ["Trả lại để sửa", "Gửi thử cho tôi", "Hủy tin"]
    assert "về lại bản nháp" in await lan.taps("Trả lại để sửa")
    await lan.asks(f"/tin {await office.number()}")
    await lan.taps("Hẹn giờ")
    assert "đã qua" in await lan.asks("hôm qua 8:00")
    assert "ở phía trước" in await lan.asks("hôm nay 8:00")


async def test_a_test_goes_to_whoever_asks_and_to_nobody_else(office: Newsroom) -> None:
    await office.readers(2)
    lan = await office.member()
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    assert "bản thử vào 1 chat" in await lan.taps("Gửi thử")
    assert any("Chỉ anh/chị nhận được" in reply.text for reply in await lan.heard())
    assert await office.sends() == []
    assert "Đã bỏ bản nháp" in await lan.taps("Bỏ tin này")
    assert rows(office.house.database, broadcast) == []


async def test_nobody_to_send_to_is_said_and_nothing_is_asked(office: Newsroom) -> None:
    lan = await office.member()
    await lan.asks(FAIR)
    assert "**0 người**" in await lan.taps("Tất cả")
    assert "không có ai nhận được" in await lan.taps("Gửi ngay")


async def test_while_it_runs_it_can_be_stopped_and_goes_on_where_it_was(office: Newsroom) -> None:
    await office.readers(3)
    lan = await office.member()
    await lan.asks(FAIR)
    await lan.taps("Tất cả")
    await lan.taps("Gửi ngay")
    await lan.taps("Gửi")
    await office.ticks()
    await office.sends({"r2": PutOff(office.clock.now() + timedelta(minutes=5), "later")})
    card = await lan.asks(f"/tin {await office.number()}")
    assert "đang gửi" in card
    assert "tin một phút" in card
    assert "Đã tạm dừng" in await lan.taps("Tạm dừng")
    office.clock.pass_seconds(600)
    assert await office.sends() == []
    await lan.asks(f"/tin {await office.number()}")
    assert "chạy tiếp" in await lan.taps("Chạy tiếp")
    await lan.asks("/tin")
    assert any("· đang gửi" in label for label in await lan.labels())
    await lan.taps(f"Tin {await office.number()} ·")
    assert "Hủy hẳn tin" in await lan.taps("Hủy tin")
    assert "Đã hủy" in await lan.taps("Hủy hẳn")
    await office.ticks()
    await office.ticks()
    assert (await office.broadcast()).state is S.CANCELLED
    assert await office.sends() == []
