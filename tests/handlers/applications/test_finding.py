"""An application from another chat: by its code and four digits, and nothing else tells anybody anything."""

from contextlib import aclosing

import pytest

from bot.app import House
from handlers.applications.codes import find_code, new_code, shown
from handlers.applications.content import CONTENT
from handlers.messages import Upload
from storage.states import ApplicationStatus
from storage.tables_applications import application, application_event
from storage.tables_privacy import chat_try
from tests.support.applicants import Applicant, everything_in
from tests.support.applications import OWNER, PHONE, a_sent_application, an_application, the_application
from tests.support.rows import rows

HOUR = 3600
DIGITS = PHONE[-4:]


async def test_a_sent_application_tells_its_state_to_who_knows_code_and_digits_and_stays_where_it_is(
    house: House,
) -> None:
    row = await a_sent_application(house.database, house.clock.now(), chat_key="at home")
    before = everything_in(house, application)
    person = Applicant(house)
    told = await person.hears(f"{shown(row.code)} {DIGITS}")
    assert "Đã nhận phiếu" in told
    assert OWNER not in told
    assert "chuyển" in told
    assert everything_in(house, application) == before
    assert "chưa gửi phiếu nào" in await person.hears("phiếu của tôi")


async def test_code_and_digits_may_come_one_after_the_other_and_in_any_writing(house: House) -> None:
    row = await a_sent_application(house.database, house.clock.now(), chat_key="at home")
    person = Applicant(house)
    await person.gets("app:look-up")
    assert "chưa thấy mã nào đúng" in await person.hears("KC-1234")
    assert "4 số cuối" in await person.hears(shown(row.code).lower().replace("-", " "))
    assert "4 số cuối" in await person.hears("12345")  # five are not four
    assert "Đã nhận phiếu" in await person.hears(f"dạ {DIGITS} ạ")
    for typed in (
        f"KC {row.code} {DIGITS}",
        f"{row.code[:4]} {row.code[4:8]} {row.code[8:]}, {DIGITS}",
        f"số em {DIGITS}, mã {shown(row.code)}",
    ):
        assert "Đã nhận phiếu" in await person.hears(typed), typed


async def test_digits_within_a_code_are_not_those_of_the_telephone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = (f"{DIGITS}4321000{letter}" for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    code = next(body for body in bodies if find_code(body))
    monkeypatch.setattr("tests.support.applications.new_code", lambda: code)
    row = await a_sent_application(house.database, house.clock.now(), chat_key="at home")
    assert row.code == code
    person = Applicant(house)
    for typed in (
        shown(code),
        code,
        f"{code[:4]} {code[4:8]} {code[8:]}",
        shown(code).lower().replace("0", "o"),
    ):
        assert "4 số cuối" in await person.hears(typed), typed
        assert "Đã nhận phiếu" in await person.hears(f"{typed} {DIGITS}"), typed


async def test_wrong_code_wrong_digits_and_nothing_there_are_answered_byte_for_byte_the_same(
    house: House,
) -> None:
    now = house.clock.now()
    row = await a_sent_application(house.database, now, chat_key="at home")
    draft = await an_application(house.database, now, chat_key="at home")
    unnamed = await an_application(house.database, now, chat_key="at home", answers={})
    before = everything_in(house, application, application_event)
    told = set()
    for number, (code, digits) in enumerate(
        [
            (new_code(), DIGITS),
            (new_code(), "0000"),
            (row.code, "0000"),
            (row.code, "5679"),
            (draft.code, "0000"),
            (unnamed.code, DIGITS),
            (unnamed.code, "0000"),
        ]
    ):
        person = Applicant(house, f"stranger {number}")
        assert (await person.hears(shown(code))) == house.say("app_ask_digits")  # also for what is not there
        told.add(await person.hears(digits))
        assert person.last[-1].buttons == ()
        told.add(await person.hears(f"chuyển {shown(code)} {digits}"))
        assert (await person.state()).expects == ""
    assert told == {house.say("app_not_found")}
    assert everything_in(house, application, application_event) == before


async def test_ten_look_ups_an_hour_are_answered_and_no_more_not_even_a_right_one(house: House) -> None:
    row = await a_sent_application(house.database, house.clock.now(), chat_key="at home")
    person = Applicant(house)
    for number in range(10):
        assert await person.hears(f"{shown(row.code)} {number:04}") == house.say("app_not_found")
    before = len(rows(house.database, chat_try))
    for typed in (f"{shown(row.code)} {DIGITS}", f"chuyển {shown(row.code)} {DIGITS}"):
        assert await person.hears(typed) == house.say("app_too_many_tries")
    assert len(rows(house.database, chat_try)) == before == 10
    assert "Đã nhận phiếu" in await Applicant(house, "another").hears(f"{row.code} {DIGITS}")
    house.clock.pass_seconds(HOUR)
    assert "Đã nhận phiếu" in await person.hears(f"{shown(row.code)} {DIGITS}")


async def test_a_draft_comes_over_with_answers_and_files_and_the_old_chat_is_told_and_sees_it_no_more(
    house: House,
) -> None:
    old, new = Applicant(house, "old"), Applicant(house, "77", "telegram", "7")
    await old.stands_at("A-05", "facility_photos", is_short=False)
    picture = await old.sends_file()
    draft = await old.application()
    told = await new.hears(f"{shown(draft.code)} {DIGITS}")
    assert "từ giờ điền tiếp ở đây" in told
    await old.waits()
    assert f"Phiếu {shown(draft.code)} vừa được mở tiếp ở một cuộc trò chuyện khác" in old.told
    moved = await the_application(house.database, draft.code)
    assert moved.content == draft.content
    assert (moved.contact_id, moved.conversation_id) != (draft.contact_id, draft.conversation_id)
    async with house.database.reading() as store:
        keys = (await store.applications.key(moved)).of_files
        assert [event.action for event in await store.applications.history(moved)] == ["moved_here"]
    async with aclosing(house.blobs.read(picture.blob_id, keys)) as chunks:
        assert b"".join([chunk async for chunk in chunks]) == b"a picture"
    for told in (
        await old.gets(f"app:open:{draft.code}"),
        await old.gets(f"app:paper:{draft.code}"),
    ):
        assert told == house.say("app_not_found")
    for told in (await old.gets("fill:send"), await old.hears("điền tiếp"), await old.hears("phiếu của tôi")):
        assert "Mình mở lại phiếu" not in told
        assert OWNER not in told
    assert await old.applications() == []
    assert "Anh/chị xem lại phiếu" in await new.gets(f"form:resume:{draft.code}") + await new.hears("xong")
    await new.gets("fill:send")
    async with house.database.transaction() as store:
        assert await store.keys.destroy(draft.contact_id) == 1  # what the old chat erases is its own by now
    sent = await new.application()
    assert sent.status is ApplicationStatus.SENT
    assert CONTENT.validate_json(sent.content or "").answers["phone"] == PHONE


async def test_files_of_two_chats_stay_readable_with_whoever_takes_their_applications_over(
    house: House,
) -> None:
    """Whatever a file was sealed under, it opens: here, and after the next move when everybody before has left."""
    other, person = Applicant(house, "other"), Applicant(house)
    over = await other.stands_at("A-01", "facility_photos", is_short=False)
    sent = [(over.code, await other.sends_file())]
    own = await person.stands_at("A-05", "facility_photos", is_short=False)
    sent.append((own.code, await person.sends_file()))
    await person.hears("để sau", f"{shown(over.code)} {DIGITS}")
    for code in (own.code, over.code):
        await person.gets(f"form:resume:{code}")
        sent.append((code, await person.sends_file()))
        assert "Đã nhận 2/6" in person.told
    await all_open(house, sent)
    for code in (own.code, over.code):
        await Applicant(house, f"next with {code}").hears(f"{shown(code)} {DIGITS}")
    async with house.database.transaction() as store:
        for row in (own, over):
            await store.keys.destroy(row.contact_id)
    await all_open(house, sent)


async def all_open(house: House, sent: list[tuple[str, Upload]]) -> None:
    for code, upload in sent:
        row = await the_application(house.database, code)
        async with house.database.reading() as store:
            keys = await store.keys.of_files(row.contact_id)
        assert keys is not None
        async with aclosing(house.blobs.read(upload.blob_id, keys)) as chunks:
            assert b"".join([chunk async for chunk in chunks]) == b"a picture"


@pytest.mark.parametrize("is_at_once", [True, False])
async def test_a_sent_application_moves_only_when_that_is_wished(house: House, is_at_once: bool) -> None:
    row = await a_sent_application(house.database, house.clock.now(), chat_key="old")
    old, new = Applicant(house, "old"), Applicant(house, "new")
    if is_at_once:
        told = await new.hears(f"chuyển {shown(row.code)} {DIGITS}")
    else:
        await new.hears(f"chuyển phiếu {shown(row.code)}")
        told = await new.hears(DIGITS)
    assert "có tin gì mình báo ở đây" in told
    assert "Đã nhận phiếu" in await new.hears("Xem phiếu này")
    moved = await new.application()
    assert (moved.id, moved.content, moved.status) == (row.id, row.content, row.status)
    await old.waits()
    assert "Không phải anh/chị thì nhắn" in old.told
    assert await old.applications() == []
    told = await new.hears(f"chuyển {shown(row.code)} {DIGITS}")  # it is here already
    assert "Đã nhận phiếu" in told
    assert [event.action for event in rows(house.database, application_event)] == ["send", "moved_here"]


async def test_digits_may_follow_with_another_code_in_the_same_breath(house: House) -> None:
    now = house.clock.now()
    first = await a_sent_application(house.database, now, chat_key="a", form_id="A-01")
    second = await a_sent_application(house.database, now, chat_key="b", form_id="A-02")
    person = Applicant(house)
    await person.hears(shown(first.code))
    assert "Nhãn hiệu" in await person.hears(f"{shown(second.code)} {DIGITS}")
