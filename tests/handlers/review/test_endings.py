"""Where work on an application ends: refused, settled, merged; with its sums, findings, obstacles and projects."""

from datetime import timedelta

from sqlalchemy import update

from handlers.review.model import MoneySource, ProjectKind, Sum
from knowledge.base import KnowledgeBase
from storage.states import ApplicationStatus, Ending, Role
from storage.tables_applications import application, inspection, obstacle, project
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.reviews import Office
from tests.support.rows import change, rows

S = ApplicationStatus


async def test_a_refusal_carries_the_reason_and_the_place_to_ask(
    office: Office, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    row = await a_sent_application(office.database, clock.now())
    lead = await office.member(Role.LEAD)
    await office.does(lead, row, "refuse", reason="plan_full", text="Mời đăng ký đợt sau.")
    now = await office.now(row)
    assert (now.status, now.ending, now.reason_code) == (S.NOT_THIS_TIME, Ending.NOT_THIS_YEAR, "plan_full")
    (told,) = await office.told()
    reason = knowledge.process.reason("plan_full")
    for part in (reason.sentence, reason.elsewhere, "Mời đăng ký đợt sau.", "Chưa được năm nay"):
        assert part in told.text
    assert told.buttons[0].payload == f"app:act:keep_for_next:{row.code}"
    (stored,) = rows(office.database, application)
    assert stored.ended_at == clock.now()
    await office.does(lead, row, "reopen")
    (stored,) = rows(office.database, application)
    assert (stored.status, stored.ending, stored.reason_code, stored.ended_at) == (S.SENT, None, None, None)


async def test_money_is_written_where_it_belongs_and_nothing_is_guessed(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now(), status=S.IN_REVIEW)
    lead = await office.member(Role.LEAD)
    await office.does(lead, row, "approve", amount=150_000_000)
    await office.does(
        lead, row, "set_money", amount=140_000_000, sum=Sum.CONTRACTED, source=MoneySource.NATIONAL
    )
    await office.does(lead, row, "set_money", amount=0, sum=Sum.OWN_SHARE)
    money = (await office.now(row)).money
    assert (money.planned_vnd, money.contracted_vnd, money.own_share_vnd) == (150_000_000, 140_000_000, 0)
    assert (money.advanced_vnd, money.paid_vnd, money.source) == (None, None, MoneySource.NATIONAL)
    change(office.database, update(application).values(status=S.INSPECTED))
    await office.does(lead, row, "settle", amount=139_000_000)
    assert (await office.now(row)).money.paid_vnd == 139_000_000
    assert len(await office.told()) == 2  # sums are the office's own business


async def test_an_inspection_keeps_its_findings_sealed_and_a_failed_one_goes_back(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(
        office.database, clock.now(), status=S.INSPECTION, inspection_at=clock.now()
    )
    lan = await office.member()
    await office.does(lan, row, "fail_inspection", findings="máy chưa chạy được", text="Sửa máy rồi báo lại.")
    assert (await office.now(row)).status is S.UNDER_WAY
    await office.does(lan, row, "schedule_inspection", at=clock.now() + timedelta(days=9))
    await office.does(lan, row, "pass_inspection", findings="máy chạy tốt")
    stored = rows(office.database, inspection)
    assert [(each.kind, each.is_passed) for each in stored] == [("acceptance", False), ("acceptance", True)]
    assert "máy" not in str(stored)
    told = [reply.text for reply in await office.told()]
    assert "Sửa máy rồi báo lại." in told[0]
    assert not any("máy chưa chạy được" in text or "máy chạy tốt" in text for text in told)


async def test_an_obstacle_is_opened_and_out_of_the_way(office: Office, clock: HandClock) -> None:
    row, lan = await a_sent_application(office.database, clock.now()), await office.member()
    await office.does(lan, row, "open_obstacle", obstacle="papers", text="xã chưa ký")
    await office.does(lan, row, "open_obstacle", obstacle="budget", text="chờ phân bổ")
    await office.does(lan, row, "close_obstacle")
    stored = rows(office.database, obstacle)
    assert [each.kind for each in stored] == ["papers", "budget"]
    assert all(each.closed_by == f"staff:{lan.id}" for each in stored)
    assert await office.told() == []


async def test_a_project_is_made_once_and_joined_by_its_name(office: Office, clock: HandClock) -> None:
    first = await a_sent_application(office.database, clock.now())
    second = await a_sent_application(office.database, clock.now(), chat_key="binh")
    lan = await office.member()
    await office.does(lan, first, "join_project", project="Máy sấy", project_kind=ProjectKind.GROUP)
    await office.does(lan, second, "join_project", project="Máy sấy", project_kind=ProjectKind.SINGLE)
    (made,) = rows(office.database, project)
    assert (made.name, made.kind, made.year) == ("Máy sấy", ProjectKind.GROUP, 2026)
    assert (await office.now(first)).project_id == (await office.now(second)).project_id == made.id


async def test_a_duplicate_points_to_the_other_keeps_its_own_and_its_owner_is_told(
    office: Office, clock: HandClock
) -> None:
    kept = await a_sent_application(office.database, clock.now())
    twice = await a_sent_application(office.database, clock.now())
    lan = await office.member()
    await office.does(lan, twice, "merge", other_code=kept.code)
    now = await office.now(twice)
    assert (now.status, now.ending, now.merged_into_id) == (S.NOT_THIS_TIME, Ending.DUPLICATE, kept.id)
    assert (await office.now(kept)).status is S.SENT
    (told,) = await office.told()
    assert "-".join(["KC", kept.code[:4], kept.code[4:8], kept.code[8:]]) in told.text
    async with office.database.reading() as store:
        events = [each.action for each in await store.applications.history(await office.now(kept))]
        own = [each.action for each in await store.applications.history(now)]
    assert (events, own) == (["send", "merged_in"], ["send", "merge"])
    third = await a_sent_application(office.database, clock.now())
    refusal = await office.refused(lan, third, "merge", other_code=twice.code)  # a duplicate itself
    assert refusal.need == "other_code"
    assert (await office.refused(lan, third, "merge", other_code=third.code)).need == "other_code"


async def test_the_code_of_somebody_elses_application_is_not_told(office: Office, clock: HandClock) -> None:
    kept = await a_sent_application(office.database, clock.now(), chat_key="binh")
    twice = await a_sent_application(office.database, clock.now())
    await office.does(await office.member(), twice, "merge", other_code=kept.code)
    (told,) = await office.told()
    assert kept.code[:4] not in told.text
    assert await office.told("binh") == []
