"""What staff do to an application reaches somebody who wrote long ago: through outbox, form and stand-in."""

from datetime import timedelta

from handlers.applications.codes import shown
from handlers.review.model import ActionInput, Done
from handlers.zalo.templates import VALUES
from handlers.zalo.wire import CHANNEL
from storage.repositories.zalo_templates import TemplateRow
from storage.states import ApplicationStatus, Role, TemplateState
from storage.tables import delivery
from storage.tables_tasks import staff_task
from tests.standins.zalo import Param, Person, Template
from tests.support.applications import a_member
from tests.support.reviews import Member
from tests.support.rows import rows
from tests.support.zalo import ZaloHouse, register, sent, with_application


async def _asks_papers(here: ZaloHouse, application: int) -> str:
    """A member of staff asks for papers; the code that people read."""
    now = here.clock.now()
    async with here.database.transaction() as store:
        row = await store.applications.get(application)
        assert row is not None
        await store.applications.change(row, now, status=ApplicationStatus.SENT, sent_at=now)
    member = Member(await a_member(here.database, now, Role.LEAD), "Chị Lan", Role.LEAD)
    wanted = ActionInput(text="ảnh chụp xưởng")
    done = await here.house.review.desk.act(member, row.code, "ask_papers", wanted, None, now)
    assert isinstance(done, Done), done
    return shown(row.code)


async def test_a_notice_fills_an_approved_form_when_the_window_is_shut(here: ZaloHouse, sau: Person) -> None:
    application = await with_application(here, sau)
    await here.meets(sau, timedelta(days=20))
    form = TemplateRow(
        "55", ("ask_papers",), {"ma": "code", "viec": "text", "buoc": "status"}, "…", TemplateState.APPROVED
    )
    await register(here.database, form, here.clock.now())
    here.api.oa.add_template(Template("55", {name: Param(60) for name in form.parameters}))
    code = await _asks_papers(here, application)
    await sent(here)
    (reply,) = sau.replies
    assert reply.template == ("55", {"ma": code, "viec": "ảnh chụp xưởng", "buoc": "Cần thêm giấy tờ"})
    (row,) = rows(here.database, delivery)
    assert (row.state.value, row.cost.value, row.platform_message_id) == (
        "sent",
        "template",
        reply.message_id,
    )


async def test_without_a_form_the_notice_is_a_task_that_names_the_application(
    here: ZaloHouse, sau: Person
) -> None:
    application = await with_application(here, sau)
    await here.meets(sau, timedelta(days=20))
    code = await _asks_papers(here, application)
    await sent(here)
    (row,) = rows(here.database, delivery)
    assert (row.state.value, row.outcome_code) == ("failed", "window")
    (task,) = await here.house.desk.tasks.open_ones()
    assert (task.code, task.channel) == (code, CHANNEL)
    assert "chưa có mẫu tin nào được duyệt" in task.why
    assert rows(here.database, staff_task)[0].application_id == application


async def test_at_night_the_notice_waits_in_the_outbox_and_others_go(here: ZaloHouse, sau: Person) -> None:
    application = await with_application(here, sau)
    form = TemplateRow("55", ("ask_papers",), {"ma": "code"}, "…", TemplateState.APPROVED)
    await register(here.database, form, here.clock.now())
    here.clock.pass_seconds(14 * 3600)  # eleven in the evening
    await here.meets(sau, timedelta(days=20))
    await _asks_papers(here, application)
    await sent(here)
    (row,) = rows(here.database, delivery)
    assert (row.state.value, row.attempts) == ("pending", 0)
    assert row.next_at == here.clock.now() + timedelta(hours=7)


async def test_the_values_that_forms_may_name_are_those_that_notices_tell(
    here: ZaloHouse, sau: Person
) -> None:
    application = await with_application(here, sau)
    await here.meets(sau)
    await _asks_papers(here, application)
    (parcel,) = await here.house.outbox.claim(CHANNEL, here.api.identity.oa_id, "me", here.clock.now(), 1)
    notice = parcel.reply.notice
    assert notice is not None
    assert (notice.kind, notice.application_id) == ("ask_papers", application)
    assert set(notice.values) <= VALUES
