"""Who stands in which list, in which order, page by page; and that a list of many is as quick as one of few."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from handlers.inbox import listing
from handlers.inbox.model import OVERDUE_AFTER, Box, Listed, Mark
from handlers.messages import UpdateKind
from storage.repositories.inbox import page_of
from storage.tables import conversation
from tests.support.applications import PHONE, a_sent_application, an_application
from tests.support.factories import a_conversation
from tests.support.inboxes import Member, Office
from tests.support.rows import change

PEOPLE = tuple("abcde")


@pytest.fixture
async def lan(office: Office) -> Member:
    return await office.member()


async def listed(
    office: Office, member: Member, box: Box, channel: str = "", after: Mark | None = None
) -> Listed:
    return await office.room.lists.page(member, box, office.house.clock.now(), channel, after)


def ids(page: Listed) -> list[int]:
    return [line.row.id for line in page.lines]


async def overdue(office: Office) -> tuple[int, list[int]]:
    told = await office.room.lists.overdue(office.house.clock.now())
    return told.count, [row.id for row in told.longest]


def let_pass(office: Office, span: timedelta) -> None:
    office.house.clock.pass_seconds(span.total_seconds())  # type: ignore[attr-defined]


async def all_write(office: Office, words: Iterable[str]) -> list[int]:
    """Each a minute after the one before."""
    talks = []
    for chat_key, said in zip(PEOPLE, words, strict=False):
        let_pass(office, timedelta(minutes=1))
        talks.append(await office.writes(said, chat_key=chat_key))
    return talks


async def test_each_list_holds_its_own_the_last_to_move_first(office: Office, lan: Member) -> None:
    hung = await office.member("Hùng")
    asks, bare, held, answered, others = await all_write(
        office, ["gặp cán bộ", "xin chào", "xin chào", "gặp cán bộ", "gặp cán bộ"]
    )
    let_pass(office, timedelta(minutes=1))
    for member, talk in ((lan, held), (lan, answered), (hung, others)):
        await office.takes(member, talk)
    await office.answers(lan, answered, "chào")
    assert ids(await listed(office, lan, Box.WAITING)) == [others, asks]
    assert ids(await listed(office, lan, Box.DESK)) == [others, answered, held, asks]
    assert ids(await listed(office, lan, Box.MINE)) == [answered, held]
    assert ids(await listed(office, hung, Box.MINE)) == [others]
    assert ids(await listed(office, lan, Box.RECENT)) == [others, answered, held, bare, asks]
    let_pass(office, timedelta(minutes=1))
    await office.writes("em hỏi thêm ạ", chat_key="c")
    assert ids(await listed(office, lan, Box.WAITING)) == [held, others, asks]
    assert ids(await listed(office, lan, Box.MINE))[0] == held


async def test_pages_go_on_where_they_ended(
    office: Office, lan: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    talks = await all_write(office, ["gặp cán bộ"] * 5)
    for box in (Box.DESK, Box.WAITING, Box.RECENT):
        seen: list[int] = []
        page = await listed(office, lan, box)
        seen += ids(page)
        while page.next is not None:
            page = await listed(office, lan, box, after=page.next)
            seen += ids(page)
        assert seen == talks[::-1], box


async def test_people_of_one_moment_are_all_shown_once(
    office: Office, lan: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    talks = await all_write(office, ["gặp cán bộ"] * 3)
    change(office.house.database, conversation.update().values(desk_at=office.house.clock.now()))
    first = await listed(office, lan, Box.DESK)
    assert first.next is not None
    assert ids(first) + ids(await listed(office, lan, Box.DESK, after=first.next)) == talks[::-1]


async def test_a_list_of_one_channel(office: Office, lan: Member) -> None:
    await office.writes()
    talk = await office.writes(chat_key="p7", channel="telegram", bot_id="7")
    assert ids(await listed(office, lan, Box.DESK, "telegram")) == [talk]


async def test_a_line_tells_what_is_unread_and_what_was_said_last_and_the_look_is_traced(
    office: Office, lan: Member
) -> None:
    talk = await office.writes("xin chào **em**")
    await office.writes("gặp cán bộ")
    (line,) = (await listed(office, lan, Box.DESK)).lines
    assert (line.row.unread, line.said) == (2, "gặp cán bộ")
    await office.room.viewing.open(lan, talk, office.house.clock.now())
    await office.writes("x" * 500)
    (line,) = (await listed(office, lan, Box.DESK)).lines
    assert (line.row.unread, len(line.said)) == (1, 140)
    assert office.traces("inbox_listed") == [(f"staff:{lan.id}", "inbox_listed", "inbox")] * 2
    change(office.house.database, text("DELETE FROM message"))
    (line,) = (await listed(office, lan, Box.DESK)).lines
    assert (line.row.unread, line.said) == (0, "")


async def test_what_waits_or_lies_still_too_long_is_told_the_longest_first(
    office: Office, lan: Member
) -> None:
    still, waits, fresh = await all_write(office, ["xin chào", "gặp cán bộ", "xin chào"])
    await office.takes(lan, still)
    let_pass(office, OVERDUE_AFTER - timedelta(minutes=2))
    assert await overdue(office) == (0, [])
    let_pass(office, timedelta(minutes=3))
    await office.takes(lan, fresh)
    assert await overdue(office) == (2, [waits, still])
    assert (await office.room.lists.waiting()).waiting == 1
    lines = {line.row.id: line.is_overdue for line in (await listed(office, lan, Box.DESK)).lines}
    assert lines == {still: True, waits: True, fresh: False}
    await office.answers(lan, still, "chào")
    await office.gives(lan, waits)
    assert await overdue(office) == (0, [])
    assert (await office.room.lists.waiting()).waiting == 0


async def test_the_mark_changes_with_everything_that_moves(office: Office, lan: Member) -> None:
    async def mark() -> str:
        let_pass(office, timedelta(seconds=1))
        return (await office.room.lists.waiting()).mark

    marks = [await mark()]
    talk = await office.writes()
    marks.append(await mark())
    assert await mark() == marks[-1]
    await office.takes(lan, talk)
    marks.append(await mark())
    await office.answers(lan, talk, "chào")
    marks.append(await mark())
    await office.gives(lan, talk)
    marks.append(await mark())
    assert marks[0] == marks[-1]
    assert len(set(marks)) == len(marks) - 1


async def test_asking_for_a_person_within_a_form_waits_too(office: Office) -> None:
    talk = await office.writes("đăng ký")
    await office.writes("1")
    assert not office.waits(talk)
    await office.writes("gặp cán bộ")
    assert office.waits(talk)


async def test_who_leaves_while_staff_hold_the_chat_waits_for_nothing(office: Office, lan: Member) -> None:
    talk = await office.writes("xin chào")
    await office.takes(lan, talk)
    await office.people["an"].sends(UpdateKind.UNFOLLOW)
    let_pass(office, timedelta(seconds=5))
    for due in await office.house.dispatcher.due(office.house.clock.now(), 10):
        await office.house.dispatcher.work(due, office.house.clock.now())
    assert not office.waits(talk)
    (line,) = (await listed(office, lan, Box.DESK)).lines
    assert not line.row.is_reachable


async def test_people_are_found_by_code_telephone_and_number_in_all_their_chats(
    office: Office, lan: Member
) -> None:
    now, database = office.house.clock.now(), office.house.database
    row = await a_sent_application(database, now, chat_key="an")
    draft = await an_application(database, now, chat_key="binh")
    own = row.conversation_id
    elsewhere = await a_conversation(database, now, "an2", "telegram")
    change(
        database,
        text("UPDATE address SET contact_id = :of WHERE chat_key = 'an2'").bindparams(of=row.contact_id),
    )

    async def found(typed: str) -> list[int]:
        return sorted(ids(await office.room.lists.search(lan, typed, now)))

    both = sorted([own, elsewhere])  # type: ignore[type-var]
    code = row.code
    for typed in (
        code,
        f"KC-{code[:4]}-{code[4:8]}-{code[8:]}".lower(),
        PHONE,
        "+84 912 345 678",
        "0912.345.678",
    ):
        assert await found(typed) == both, typed
    assert await found(f"#{elsewhere}") == [elsewhere]
    for typed in (draft.code, "0987654321", "999999", "máy tráng bánh", "", "'; DROP TABLE conversation"):
        assert await found(typed) == [], typed
    assert PHONE not in str(office.traces("inbox_listed"))


_PLANS = {
    Box.DESK: "ix_conversation_desk",
    Box.WAITING: "ix_conversation_waiting",
    Box.MINE: "ix_conversation_held",
    Box.RECENT: "ix_conversation_last_inbound_at_id",
}


@pytest.mark.parametrize("box", list(Box))
async def test_each_list_walks_its_own_index_and_sorts_nothing(sqlite_url: str, box: Box) -> None:
    """By SQLite's own plan of the very statement: a page of 200.000 conversations reads as many rows as it shows."""
    statement = page_of(box, 30, 1, "", Mark(datetime(2026, 11, 23, tzinfo=UTC), 7))
    engine = create_engine(sqlite_url)
    compiled = statement.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = [row[-1] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
    engine.dispose()
    assert any(_PLANS[box] in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
