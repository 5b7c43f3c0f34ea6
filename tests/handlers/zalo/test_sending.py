"""One message by the cheapest open way, what it costs, and what staff hear when there is none."""

import asyncio
from datetime import timedelta

import pytest

from handlers.channels import (
    ChannelDown,
    Delivered,
    InDoubt,
    Outcome,
    PutOff,
    RefusedForGood,
    RefusedForNow,
)
from handlers.messages import Button, Reply
from handlers.zalo.wire import CHANNEL
from storage.states import Cost
from storage.tables import delivery
from storage.tables_tasks import staff_task
from storage.tables_zalo import zalo_template
from tests.standins.zalo import Param, Person, Template, ZaloStandIn
from tests.support.applications import PHONE
from tests.support.houses import Person as TalkingPerson
from tests.support.houses import work_all
from tests.support.rows import rows
from tests.support.zalo import FORM, ZaloHouse, a_form, a_notice, grant, register, sent, with_application

_HOURS, _DAYS = timedelta(hours=1), timedelta(days=1)
_CHOICES = tuple(Button(f"Việc {number}", f"entry:{number}") for number in range(1, 8))


async def test_in_the_free_window_a_text_goes_plain_composed_and_free(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau, 47 * _HOURS)
    outcome = await here.sends(sau, "**Chào** anh/chi\u0323")
    reply = await sau.wait_for_reply()
    assert outcome == Delivered(reply.message_id, Cost.FREE)
    assert reply.text == "Chào anh/chị"
    assert await here.room.budget.used(here.clock.now()) == 0


async def test_between_two_days_and_seven_it_is_billed_up_to_the_cap(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau, 3 * _DAYS)
    costs = [await here.sends(sau, str(number)) for number in range(3)]
    assert [each.cost for each in costs if isinstance(each, Delivered)] == [Cost.BILLED, Cost.BILLED]
    assert costs[2] == RefusedForGood("cap")
    assert [reply.cost for reply in sau.replies] == ["billed", "billed"]
    assert here.tasks() == [("not_sent", "cap")]
    here.clock.pass_seconds(10 * 24 * 3600)  # another month
    await here.meets(sau, 3 * _DAYS)
    assert isinstance(await here.sends(sau), Delivered)


async def test_nothing_is_billed_beyond_the_cap_however_many_send_at_once(
    here: ZaloHouse, api: ZaloStandIn
) -> None:
    people = [api.person(f"người {number}") for number in range(20)]
    for person in people:
        await here.meets(person, 4 * _DAYS)
    outcomes = await asyncio.gather(*(here.sends(person) for person in people))
    assert sum(isinstance(outcome, Delivered) for outcome in outcomes) == 2
    assert sum(reply.cost == "billed" for person in people for reply in person.replies) == 2
    assert await here.room.budget.used(here.clock.now()) == 2


async def test_what_the_package_pays_and_what_is_refused_does_not_count(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau, 3 * _DAYS)
    here.api.oa.package_quota = 1
    assert isinstance(paid := await here.sends(sau), Delivered)
    assert paid.cost is Cost.PACKAGE
    here.api.faults.fail_next("cs", -244)
    await here.sends(sau)
    here.api.faults.cut_next("cs", delivered=False)  # may have been billed: it stays counted
    assert isinstance(await here.sends(sau), InDoubt)
    assert await here.room.budget.used(here.clock.now()) == 1


async def test_a_message_that_was_billed_unawares_is_counted_too(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau, 47 * _HOURS)
    sau.interacted(50 * _HOURS)  # says the platform
    outcome = await here.sends(sau)
    assert isinstance(outcome, Delivered)
    assert outcome.cost is Cost.BILLED
    assert await here.room.budget.used(here.clock.now()) == 1


def _approved(api: ZaloStandIn, **changes: object) -> None:
    api.oa.add_template(Template(FORM, {"ma": Param()}, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("ago", [8 * _DAYS, 400 * _DAYS, None])
async def test_outside_the_windows_a_notice_goes_as_its_approved_form(
    here: ZaloHouse, sau: Person, ago: timedelta | None
) -> None:
    await here.meets(sau, ago)
    await register(here.database, a_form(), here.clock.now())
    _approved(here.api)
    outcome = await here.sends(sau, a_notice())
    assert isinstance(outcome, Delivered)
    assert outcome.cost is Cost.TEMPLATE
    assert sau.replies[-1].template == (FORM, {"ma": "KC-7Q4M-2X9T-1B5K"})
    assert await here.room.budget.used(here.clock.now()) == 0


async def test_a_form_that_zalo_takes_by_telephone_alone_goes_there_and_is_remembered(
    here: ZaloHouse, sau: Person
) -> None:
    await here.meets(sau, 30 * _DAYS)
    await register(here.database, a_form(), here.clock.now())
    _approved(here.api, by_uid=False)
    application = await with_application(here, sau)
    assert isinstance(await here.sends(sau, a_notice(application)), Delivered)
    assert sau.replies[-1].cost == "template_phone"
    assert here.api.calls("template_by_phone")[0].params["phone"] == f"84{PHONE[1:]}"
    assert [row.is_by_user for row in rows(here.database, zalo_template)] == [False]
    assert isinstance(await here.sends(sau, a_notice(application)), Delivered)
    assert len(here.api.calls("template")) == 1  # never tried by user id again


async def test_without_consent_no_telephone_is_used(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau, 30 * _DAYS)
    await register(here.database, a_form(is_by_user=False), here.clock.now())
    _approved(here.api, by_uid=False)
    application = await with_application(here, sau, has_agreed=False)
    assert await here.sends(sau, a_notice(application)) == RefusedForGood("window")
    assert here.api.calls("template_by_phone") == []
    (task,) = rows(here.database, staff_task)
    assert (task.kind.value, task.application_id) == ("not_sent", application)


async def test_forms_wait_for_the_morning_and_replies_do_not(here: ZaloHouse, sau: Person) -> None:
    await register(here.database, a_form(), here.clock.now())
    _approved(here.api)
    here.clock.pass_seconds(14 * 3600)  # 23:00 in Viet Nam
    await here.meets(sau, 9 * _DAYS)
    put_off = await here.sends(sau, a_notice())
    assert isinstance(put_off, PutOff)
    assert put_off.until - here.clock.now() == 7 * _HOURS
    await here.meets(sau, 1 * _HOURS)
    assert isinstance(await here.sends(sau), Delivered)


async def test_a_message_without_a_way_is_one_task_however_often_it_is_tried(
    here: ZaloHouse, sau: Person
) -> None:
    await here.meets(sau, 8 * _DAYS)
    for _ in range(3):
        assert await here.sends(sau) == RefusedForGood("window")
    assert here.tasks() == [("not_sent", "window")]
    assert here.api.calls("cs") == []


async def test_when_zalo_says_the_window_is_shut_the_form_goes_instead(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau, 1 * _HOURS)
    await register(here.database, a_form(), here.clock.now())
    _approved(here.api)
    here.api.faults.fail_next("cs", -230)
    outcome = await here.sends(sau, a_notice())
    assert isinstance(outcome, Delivered)
    assert outcome.cost is Cost.TEMPLATE


_CODES: dict[int, tuple[type[Outcome], list[tuple[str, str]]]] = {  # type: ignore[valid-type]
    -32: (RefusedForNow, []),
    -200: (InDoubt, []),
    -204: (ChannelDown, [("channel", "oa-204")]),
    -211: (PutOff, [("channel", "oa-211")]),
    -213: (RefusedForGood, []),
    -218: (PutOff, []),
    -224: (ChannelDown, [("channel", "oa-224")]),
    -227: (RefusedForGood, []),
    -232: (RefusedForGood, [("not_sent", "oa-232")]),
    -234: (PutOff, []),
    -248: (RefusedForGood, [("not_sent", "oa-248")]),
    -321: (RefusedForGood, [("channel", "oa-321"), ("not_sent", "oa-321")]),
    -999: (InDoubt, []),
}


@pytest.mark.parametrize("code", _CODES)
async def test_each_code_ends_as_its_table_says(here: ZaloHouse, sau: Person, code: int) -> None:
    await here.meets(sau)
    here.api.faults.fail_next("cs", code)
    outcome = await here.sends(sau)
    kind, tasks = _CODES[code]
    assert isinstance(outcome, kind)
    assert here.tasks() == tasks
    assert getattr(outcome, "is_person_gone", False) is (code in (-213, -227))


async def test_a_token_that_died_on_the_way_is_renewed_once_and_the_message_goes(
    here: ZaloHouse, sau: Person
) -> None:
    await here.meets(sau)
    here.api.faults.fail_next("cs", -216)
    assert isinstance(await here.sends(sau), Delivered)
    assert here.api.oauth.rotations == 1
    here.api.faults.fail_next("cs", -220, times=2)
    assert await here.sends(sau) == ChannelDown("oa-220")
    assert here.api.oauth.rotations == 2


async def test_without_consent_the_channel_is_down_and_nobody_is_burnt(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    here.api.oauth.revoke()
    assert await here.sends(sau) == ChannelDown("no_consent")
    assert await here.sends(sau) == ChannelDown("no_consent")
    assert len(here.api.oauth.refreshes) == 1


async def test_what_waited_for_a_consent_goes_when_there_is_one_again(here: ZaloHouse, sau: Person) -> None:
    person = TalkingPerson(here.house, sau.id, CHANNEL, here.api.identity.oa_id)
    sau.interacted(timedelta(0))
    here.api.oauth.revoke()
    await person.says("ho tro mua may bao nhieu tien")
    await work_all(here.house)
    await sent(here)
    assert [(row.state.value, row.attempts) for row in rows(here.database, delivery)] == [("pending", 0)]
    await grant(here.database, here.api, here.clock.now())
    here.clock.pass_seconds(120)
    await sent(here)
    assert "Trần quốc gia" in (await sau.wait_for_reply()).text
    assert [row.state.value for row in rows(here.database, delivery)] == ["sent"]


async def test_a_form_refused_to_a_fresh_token_means_that_the_person_has_blocked_the_account(
    here: ZaloHouse, sau: Person
) -> None:
    await here.meets(sau, 30 * _DAYS)
    await register(here.database, a_form(), here.clock.now())
    _approved(here.api)
    await sau.block()
    outcome = await here.sends(sau, a_notice())
    assert outcome == RefusedForGood("template-216", is_person_gone=True)
    assert here.api.oauth.doubled == []


async def test_buttons_are_off_unless_wished_for(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    here.api.oa.button_refusal = 0
    await here.sends(sau, Reply("Chọn: 1. Việc 1", _CHOICES))
    assert (await sau.wait_for_reply()).buttons == ()


async def test_the_platform_asks_for_a_proof_and_gets_it(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    here.api.oa.needs_proof = True
    assert isinstance(await here.sends(sau), Delivered)
    assert isinstance(await here.sends(sau), Delivered)
    assert [call.code for call in here.api.calls("cs")] == [-242, 0, 0]
