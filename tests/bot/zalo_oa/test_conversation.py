"""Whole conversations with an account that has no buttons: words, numbers, files, receipts, staff."""

import logging
from collections.abc import Iterator

import pytest

from storage.states import Holder
from storage.tables import conversation, delivery
from tests.handlers.attachments import samples
from tests.standins.eventually import until
from tests.standins.zalo import Person, ZaloStandIn
from tests.support.rows import rows, until_all_are, until_stored
from tests.support.services import Running

QUESTION = "ho tro mua may bao nhieu tien"


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    assert [record.getMessage() for record in records if record.levelno >= logging.ERROR] == []


async def test_a_question_is_answered_in_plain_words_and_a_number_leads_on(
    running: Running, sau: Person, api: ZaloStandIn
) -> None:
    await sau.follow()
    assert "trợ lý tự động" in (await sau.wait_for_reply()).text
    await sau.say(QUESTION)
    answer = await sau.wait_for_reply()
    assert "Thông tư 28/2018/TT-BTC" in answer.text
    assert "1. Xem thêm" in answer.text
    assert not {"**", "__"} & set(answer.text.split())
    assert answer.buttons == ()
    await sau.say("1")
    assert (await sau.wait_for_reply()).text != answer.text
    await until_all_are(running.house.database, "sent")
    assert {row.cost.value for row in rows(running.house.database, delivery)} == {"free"}
    await api.hooks.settled()
    assert all(
        answer.is_ok and answer.seconds < 2 for hook in api.hooks.deliveries for answer in hook.answers
    )
    assert len(sau.replies) == 3  # our own echoes have been answered by nobody


async def test_every_kind_of_content_gets_its_sentence(running: Running, api: ZaloStandIn) -> None:
    sentences = {
        "send_sticker": "chỉ đọc được chữ",
        "send_audio": "tin thoại",
        "send_location": "vị trí",
        "send_card": "số điện thoại",
        "send_link": "Kiểu tin này mình chưa đọc được",
        "send_gif": "Kiểu tệp này",
        "send_video": "Kiểu tệp này",
    }
    people = {deed: api.person(deed) for deed in sentences}
    for deed, person in people.items():
        await getattr(person, deed)()
    for deed, person in people.items():
        assert sentences[deed] in (await person.wait_for_reply()).text, deed


async def test_files_are_fetched_from_where_the_event_names_them(running: Running, api: ZaloStandIn) -> None:
    broken, photo, elsewhere = (api.person(name) for name in ("a", "b", "c"))
    await broken.send_file(b"%PDF-1.4", "đơn.pdf")
    assert "bị hỏng" in (await broken.wait_for_reply()).text
    await photo.send_photo(samples.phone_photo(), caption=QUESTION)
    answers = [(await photo.wait_for_reply()).text for _ in range(2)]
    assert "Trần quốc gia" in answers[1]  # the words came after the picture
    api.media_url = "http://169.254.169.254"
    await elsewhere.send_photo()
    assert "chưa lấy được tệp" in (await elsewhere.wait_for_reply()).text


async def test_receipts_mark_the_delivery(running: Running, sau: Person, api: ZaloStandIn) -> None:
    api.hooks.receipts = True  # they come at once, before the send has been written down
    await sau.say(QUESTION)
    reply = await sau.wait_for_reply()
    database = running.house.database
    await until_stored(lambda: all(row.received_at for row in rows(database, delivery)))
    await sau.see(reply)
    await until_stored(lambda: all(row.seen_at for row in rows(database, delivery)))


async def test_staff_in_zalos_own_tool_silence_the_bot(
    running: Running, sau: Person, api: ZaloStandIn
) -> None:
    await sau.say(QUESTION)
    await sau.wait_for_reply()
    api.staff_says(sau, "em là cán bộ, để em trả lời")
    database = running.house.database
    await until_stored(lambda: rows(database, conversation)[0].holder is Holder.STAFF)
    before = len(sau.replies)
    await sau.say("may cu co duoc ho tro khong vay")
    other = api.person("Bảy")
    await other.say(QUESTION)
    await other.wait_for_reply()  # by now the first would have been answered, too
    assert len(sau.replies) == before


async def test_somebody_who_leaves_is_written_to_no_more_until_they_come_back(
    running: Running, sau: Person
) -> None:
    await sau.follow()
    await sau.wait_for_reply()
    await sau.unfollow()
    await sau.say(QUESTION)
    assert "Trần quốc gia" in (await sau.wait_for_reply()).text


async def test_one_person_in_a_burst_is_told_once_to_slow_down(
    running: Running, sau: Person, api: ZaloStandIn
) -> None:
    noisy = api.person("Ồn")
    for number in range(60):
        await noisy.say(f"câu hỏi số {number}")
    await api.hooks.settled()
    await sau.say(QUESTION)
    assert "Trần quốc gia" in (await sau.wait_for_reply()).text
    await until(lambda: any("nhắn nhanh quá" in reply.text for reply in noisy.replies))
    assert len([reply for reply in noisy.replies if "nhắn nhanh quá" in reply.text]) == 1


@pytest.mark.parametrize("changes", [{"zalo_buttons": "on"}])
async def test_a_pressed_button_and_a_typed_number_mean_the_same(
    running: Running, sau: Person, api: ZaloStandIn
) -> None:
    api.oa.button_refusal = 0
    await sau.say(QUESTION)
    offered = await sau.wait_for_reply()
    await sau.press(offered.labels[1])
    pressed = await sau.wait_for_reply()
    await sau.say(QUESTION)
    await sau.wait_for_reply()
    await sau.say("2")
    assert (await sau.wait_for_reply()).text == pressed.text


async def test_while_the_platform_is_away_nothing_is_lost(
    running: Running, api: ZaloStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    people = [api.person(f"người {number}") for number in range(3)]
    for fault in (
        lambda: api.faults.answer_next("cs", 502, user_id=people[0].id),
        lambda: api.faults.cut_next("cs", delivered=False, user_id=people[1].id),
        lambda: api.faults.fail_next("cs", -216, user_id=people[2].id),
    ):
        fault()
    for person in people:
        await person.say(QUESTION)
    for person in people:
        assert "Trần quốc gia" in (await person.wait_for_reply()).text
    await until_all_are(running.house.database, "sent")
    assert api.oauth.doubled == []
