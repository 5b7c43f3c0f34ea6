"""What is forgotten of applications, and of what proves how people were answered."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.consents import ConsentRow
from storage.repositories.requests import NewRequest
from storage.states import ApplicationStatus, Purpose, RequestKind, TryKind
from storage.tables import (
    contact,
    conversation,
)
from storage.tables_applications import staff_link
from storage.tables_privacy import chat_try, consent, data_request, join_code
from tests.support.applications import a_member, a_sent_application
from tests.support.clock import HandClock
from tests.support.factories import WEB, a_conversation
from tests.support.forgetting import DAY, HOUR, Forgetting
from tests.support.kept import a_contact
from tests.support.rows import change, rows


@pytest.fixture
def forget(database: Database, knowledge: KnowledgeBase, clock: HandClock) -> Forgetting:
    return Forgetting(database, knowledge, clock)


def let_pass(clock: HandClock, span: timedelta) -> None:
    clock.pass_seconds(span.total_seconds())


@pytest.mark.parametrize("status", [ApplicationStatus.SETTLED, ApplicationStatus.NOT_THIS_TIME])
async def test_an_application_goes_two_years_after_its_end(
    database: Database, clock: HandClock, forget: Forgetting, status: ApplicationStatus
) -> None:
    await a_sent_application(database, clock.now(), status=status, ended_at=clock.now() + DAY)
    let_pass(clock, 731 * DAY)
    assert "application" not in await forget()
    let_pass(clock, timedelta(seconds=1))
    assert (await forget())["application"] == 1


async def test_whoever_had_asked_for_deletion_goes_with_the_last_application(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    """Unless they have come back since."""
    people = {}
    for name in ("left", "back", "stranger"):
        row = await a_sent_application(
            database, clock.now(), chat_key=name, status=ApplicationStatus.SETTLED, ended_at=clock.now()
        )
        people[name] = row.contact_id
        if name != "stranger":
            await a_request(database, clock, row.contact_id, RequestKind.DELETE)
        if name == "back":
            later = clock.now() + DAY
            change(
                database,
                update(conversation)
                .where(conversation.c.id == row.conversation_id)
                .values(last_inbound_at=later),
            )
    let_pass(clock, 731 * DAY)
    await forget()
    assert {row.id for row in rows(database, contact) if row.erase_at} == {people["left"]}


async def a_request(
    database: Database,
    clock: HandClock,
    contact_id: int,
    kind: RequestKind = RequestKind.COPY,
    outcome: str | None = "by_file",
    link: str | None = None,
) -> int:
    day = clock.now().date()
    new = NewRequest(
        code=f"{contact_id:05}{kind.value[:4]}",
        contact_id=contact_id,
        kind=kind,
        channel=WEB,
        first_answer_by=day,
        done_by=day,
        outcome=outcome,
        link_hash=link,
        link_until=clock.now() + DAY if link else None,
    )
    async with database.transaction() as store:
        return await store.requests.add(new, clock.now())


async def test_requests_go_two_years_after_they_were_done_and_open_ones_never(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    await a_request(database, clock, 1)
    waiting = await a_request(database, clock, 2, outcome=None)
    let_pass(clock, 731 * DAY)
    assert (await forget())["data_request"] == 1
    assert [row.id for row in rows(database, data_request)] == [waiting]


async def test_the_address_of_a_copy_ends_with_its_time(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    await a_request(database, clock, 1, link="f" * 64)
    let_pass(clock, DAY)
    assert "export_link" not in await forget()
    let_pass(clock, timedelta(seconds=1))
    assert (await forget())["export_link"] == 1
    assert rows(database, data_request)[0].link_hash is None


async def test_consents_go_two_years_after_they_were_taken_back_and_what_stands_stays(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    person = await a_contact(database, clock.now())

    async def says(contact_id: int, purpose: Purpose, is_given: bool) -> int:
        row = ConsentRow(contact_id, purpose, is_given, 1, "0" * 64, WEB, None, clock.now())
        async with database.transaction() as store:
            return await store.consents.add(row)

    await says(person, Purpose.NEWS, True)
    standing = await says(person, Purpose.APPLICATION, True)
    await says(999, Purpose.NEWS, True)  # of somebody who is gone
    let_pass(clock, 700 * DAY)
    await says(person, Purpose.NEWS, False)
    again = await says(person, Purpose.NEWS, True)
    let_pass(clock, 31 * DAY)
    assert (await forget())["consent"] == 1
    let_pass(clock, 700 * DAY)
    assert (await forget())["consent"] == 2
    assert [row.id for row in rows(database, consent)] == [standing, again]


async def test_tries_and_codes_that_nobody_took_go(
    database: Database, clock: HandClock, forget: Forgetting
) -> None:
    here = await a_conversation(database, clock.now())
    member = await a_member(database, clock.now())
    async with database.transaction() as store:
        await store.tries.take(here, TryKind.LOOK_UP, clock.now(), HOUR, 10)
        await store.links.offer(member, "ABCD", clock.now() + HOUR, clock.now())
        await store.joins.offer(here, "EFGH", clock.now() + HOUR, clock.now())
    let_pass(clock, 25 * HOUR)
    assert await forget() == {"chat_try": 1, "staff_code": 1, "join_code": 1}
    assert rows(database, chat_try) == rows(database, staff_link) == rows(database, join_code) == []
