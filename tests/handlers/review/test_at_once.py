"""Two at the same application at once: one wins, the other is told who was faster; nobody waits for ever."""

import asyncio

from handlers.applications.acting import Acting, ApplicantAct
from handlers.applications.planning import Planner
from handlers.deeds import Doing
from handlers.messages import Reply
from handlers.review.model import Done, Refusal, Why
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.states import ApplicationStatus, Role
from storage.tables import delivery
from storage.tables_applications import application_event
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.reviews import Office
from tests.support.rows import rows
from tests.support.talks import ZONE


async def test_of_two_on_the_same_sight_one_wins_and_the_other_hears_who_what_and_when(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    lan, minh = await office.member(Role.LEAD, name="Lan"), await office.member(Role.LEAD, name="Minh")
    outcomes = await asyncio.gather(
        office.tries(lan, row, "take_up", row.revision),
        office.tries(minh, row, "ask_papers", row.revision, text="thêm ảnh"),
    )
    (done,) = [each for each in outcomes if isinstance(each, Done)]
    (told,) = [each for each in outcomes if isinstance(each, Refusal)]
    assert told.why is Why.OVERTAKEN
    winner = "Lan" if done.action.id == "take_up" else "Minh"
    for part in (winner, done.action.title, "9 giờ, thứ Hai 23/11/2026"):
        assert part in told.text
    assert len(rows(office.database, application_event)) == 2
    assert len(rows(office.database, delivery)) == 1
    assert (await office.now(row)).revision == row.revision + 1


async def test_many_at_once_change_it_once(office: Office, clock: HandClock) -> None:
    row = await a_sent_application(office.database, clock.now())
    leads = [await office.member(Role.LEAD) for _ in range(8)]
    outcomes = await asyncio.gather(*(office.tries(lead, row, "take_up", row.revision) for lead in leads))
    assert sum(isinstance(each, Done) for each in outcomes) == 1
    assert {each.why for each in outcomes if isinstance(each, Refusal)} == {Why.OVERTAKEN}


async def test_the_second_claim_is_told_who_has_it(office: Office, clock: HandClock) -> None:
    row = await a_sent_application(office.database, clock.now())
    members = [await office.member(areas=("tay-ninh",)) for _ in range(2)]
    outcomes = await asyncio.gather(*(office.tries(member, row, "claim") for member in members))
    assert sum(isinstance(each, Done) for each in outcomes) == 1
    (told,) = [each for each in outcomes if isinstance(each, Refusal)]
    assert told.why is Why.HELD


async def test_the_owner_was_faster(
    office: Office, database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now())
    await the_owner(database, knowledge, clock, row.conversation_id or 0, row.code, "withdraw")
    told = await office.refused(await office.member(), row, "take_up", row.revision)
    assert told.why is Why.OVERTAKEN
    assert "Chủ phiếu" in told.text
    assert "Đã rút phiếu" in told.text


async def test_owner_and_staff_at_once_both_come_to_an_end(
    office: Office, database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    """Both lock the conversation first and then the application: neither holds what the other waits for."""
    lan = await office.member(Role.LEAD)
    for number in range(6):
        row = await a_sent_application(database, clock.now(), chat_key=f"an{number}")
        async with asyncio.timeout(20):
            await asyncio.gather(
                the_owner(database, knowledge, clock, row.conversation_id or 0, row.code, "add_papers"),
                office.tries(lan, row, "ask_papers", text="thêm ảnh"),
            )
        assert (await office.now(row)).status in (ApplicationStatus.MORE_WANTED, ApplicationStatus.SENT)


async def test_two_merged_into_each_other_at_once_do_not_wait_for_ever(
    office: Office, clock: HandClock
) -> None:
    lan = await office.member(Role.LEAD)
    for number in range(4):
        first = await a_sent_application(office.database, clock.now(), chat_key=f"an{number}")
        second = await a_sent_application(office.database, clock.now(), chat_key=f"binh{number}")
        async with asyncio.timeout(20):
            outcomes = await asyncio.gather(
                office.tries(lan, first, "merge", other_code=second.code),
                office.tries(lan, second, "merge", other_code=first.code),
            )
        assert sum(isinstance(each, Done) for each in outcomes) == 1


async def the_owner(
    database: Database,
    knowledge: KnowledgeBase,
    clock: HandClock,
    conversation_id: int,
    code: str,
    action: str,
) -> tuple[Reply, ...]:
    """What the person does, as the dispatcher lets them: under the lock of their conversation."""
    acting = Acting(lambda: knowledge, Planner(lambda: knowledge, ZONE), ZONE)
    async with database.transaction() as store:
        conversation = await store.conversations.lock(conversation_id)
        assert conversation is not None
        doing = Doing(store, conversation, clock.now(), 0)
        return await acting.act(doing, ApplicantAct(code, action))
