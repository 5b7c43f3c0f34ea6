"""What applicants do with what they have sent: as the process allows it, with a trace, and nothing else."""

import pytest

from bot.app import House
from handlers.applications.codes import shown
from knowledge.process.model import Role
from storage.states import ApplicationStatus, Ending, FollowUpState
from storage.tables import audit_event
from storage.tables_applications import application, application_event
from tests.support.applicants import Applicant, everything_in
from tests.support.applications import a_sent_application, the_application
from tests.support.rows import rows


async def test_withdrawing_asks_back_and_then_ends_the_application(house: House) -> None:
    person = Applicant(house)
    row = await a_sent_application(house.database, house.clock.now(), chat_key="visitor")
    told = await person.gets(f"app:act:withdraw:{row.code}")
    assert f"Rút phiếu {shown(row.code)} phải không?" in told
    assert person.payloads == [f"app:yes:withdraw:{row.code}", f"app:open:{row.code}"]
    assert (await the_application(house.database, row.code)).status is ApplicationStatus.SENT
    assert "Đã nhận phiếu" in await person.hears("2")
    await person.gets(f"app:act:withdraw:{row.code}")
    assert "Đã rút phiếu" in await person.hears("Rút phiếu, tôi chắc chắn")
    ended = await the_application(house.database, row.code)
    assert (ended.status, ended.ending) == (ApplicationStatus.NOT_THIS_TIME, Ending.WITHDRAWN)
    assert rows(house.database, application)[0].ended_at == house.clock.now()
    for payload in (f"app:yes:withdraw:{row.code}", f"app:act:withdraw:{row.code}"):  # twice changes nothing
        assert "đã dừng rồi, anh/chị không phải rút nữa" in await person.gets(payload)
    assert [event.action for event in rows(house.database, application_event)] == ["send", "withdraw"]
    assert "application_withdraw" in {line.action for line in rows(house.database, audit_event)}


async def test_words_that_were_asked_for_go_to_staff_as_they_were_said(house: House) -> None:
    person = Applicant(house)
    row = await a_sent_application(
        house.database,
        house.clock.now(),
        chat_key="visitor",
        status=ApplicationStatus.VISIT,
        visit_at=house.clock.now(),
    )
    for action, asked, said in (
        ("ask_change", "sửa gì", "đổi số điện thoại thành 0988 776 655"),
        ("ask_other_date", "ngày, giờ khác", "12"),  # a bare number is no button here
    ):
        assert asked in await person.gets(f"app:act:{action}:{row.code}")
        assert f"phiếu {shown(row.code)}" in await person.hears(said)
        async with house.database.reading() as store:
            event = (await store.applications.history(row))[-1]
        assert (event.action, event.note) == (action, said)
        assert (event.from_status, event.to_status) == (ApplicationStatus.VISIT, ApplicationStatus.VISIT)
    assert all(
        said not in bytes(event.note or b"")
        for event in rows(house.database, application_event)
        for said in (b"0988", b"12")
    )
    await person.gets(f"app:act:ask_change:{row.code}")
    before = everything_in(house, application_event)
    await person.hears("gặp cán bộ")  # a command is a command, and no wish for a change
    await person.hears("máy mới")  # what was expected is forgotten
    assert everything_in(house, application_event) == before


async def test_a_date_is_confirmed_at_once_and_its_reminder_needed_no_more(house: House) -> None:
    person = Applicant(house)
    now = house.clock.now()
    row = await a_sent_application(
        house.database, now, chat_key="visitor", status=ApplicationStatus.VISIT, visit_at=now
    )
    told = await person.gets(f"app:act:confirm_date:{row.code}")
    assert "anh/chị xác nhận ngày hẹn 9 giờ, thứ Hai 23/11/2026" in told
    async with house.database.reading() as store:
        planned = await store.follow_ups.of(row.id)
    assert all(each.state is not FollowUpState.PLANNED or each.plan == "visit_tomorrow" for each in planned)


async def test_whoever_writes_last_is_where_news_of_the_application_go(house: House) -> None:
    person = Applicant(house)
    row = await a_sent_application(house.database, house.clock.now(), chat_key="visitor")
    async with house.database.transaction() as store:
        await store.applications.change(row, house.clock.now(), conversation_id=None)
    await person.gets(f"app:yes:withdraw:{row.code}")
    assert (await the_application(house.database, row.code)).conversation_id == row.conversation_id


STANDINGS = [
    *((status, None) for status in ApplicationStatus if status is not ApplicationStatus.DRAFT),
    *((ApplicationStatus.NOT_THIS_TIME, ending) for ending in Ending),
]


async def test_what_a_card_does_not_offer_is_refused_in_words_and_changes_nothing(house: House) -> None:
    """Every act in every state, pressed on a button that is old by now."""
    process, person, now = house.knowledge.process, Applicant(house), house.clock.now()
    acts = [action for action in process.actions.values() if Role.APPLICANT in action.roles]
    refused = 0
    for status, ending in STANDINGS:
        row = await a_sent_application(
            house.database, now, chat_key="visitor", status=status, ending=ending, visit_at=now
        )
        await person.gets(f"app:open:{row.code}")
        offered = set(person.payloads)
        for action in acts:
            if f"app:act:{action.id}:{row.code}" in offered:
                continue
            before = everything_in(house, application, application_event)
            for prefix in ("app:act:", "app:yes:"):
                told = await person.gets(f"{prefix}{action.id}:{row.code}")
                assert person.payloads == [f"app:open:{row.code}"], (status, ending, action.id)
                assert told
                assert house.say("apology") not in told
            assert (await person.state()).expects == ""
            assert everything_in(house, application, application_event) == before
            refused += 1
    assert refused > 80


@pytest.mark.parametrize("action", ["approve", "claim", "note", "merge", "nothing", ""])
async def test_what_only_staff_may_do_is_not_found_for_an_applicant(house: House, action: str) -> None:
    person = Applicant(house)
    row = await a_sent_application(house.database, house.clock.now(), chat_key="visitor")
    before = everything_in(house, application, application_event)
    for payload in (f"app:act:{action}:{row.code}", f"app:yes:{action}:{row.code}", f"app:act:{action}"):
        assert await person.gets(payload) == house.say("app_not_found")
    assert everything_in(house, application, application_event) == before


async def test_an_application_kept_for_the_next_time_says_what_that_is(house: House) -> None:
    person = Applicant(house)
    row = await a_sent_application(
        house.database,
        house.clock.now(),
        chat_key="visitor",
        status=ApplicationStatus.NOT_THIS_TIME,
        ending=Ending.NOT_THIS_YEAR,
    )
    await person.gets(f"app:open:{row.code}")
    told = await person.hears("1")
    assert "Giữ phiếu chưa phải là được duyệt" in told
    kept = await the_application(house.database, row.code)
    assert (kept.status, kept.ending) == (row.status, row.ending)
