"""What people asked and did not get, read by those who are to teach it."""

import json

from handlers.desk.gaps import Gaps
from storage.database import Database
from storage.states import GapKind
from storage.tables import audit_event
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.rows import rows


async def test_the_newest_come_first_and_reading_is_audited(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now(), "an")
    for question in ("một", "hai", "ba"):
        async with database.transaction() as store:
            await store.gaps.add(GapKind.UNKNOWN, conversation, question, ("may",), 0.1, clock.now())
        clock.pass_seconds(1)
    read = await Gaps(database).latest(2, "operator:command line", clock.now())
    assert [gap.question for gap in read] == ["ba", "hai"]
    (noted,) = rows(database, audit_event)
    assert (noted.actor, noted.action) == ("operator:command line", "gaps_read")
    assert json.loads(noted.detail) == {"rows": 2}
