"""The page "Hôm nay": what stands open, what people asked, and the trace of who read it."""

import re

from bot.app import House
from handlers.desk.accounts import NewAccount
from storage.states import GapKind
from storage.tables import audit_event
from tests.bot.console.desk import Desk
from tests.support.factories import a_conversation
from tests.support.houses import Person, work_all
from tests.support.rows import rows

_XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</p><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; & 'quote'",
)


async def a_gap(
    house: House, kind: GapKind, question: str, candidates: tuple[str, ...] = (), chosen: str = ""
) -> None:
    now = house.clock.now()
    conversation = await a_conversation(house.database, now)
    async with house.database.transaction() as store:
        gap = await store.gaps.add(kind, conversation, question, candidates, 0.3, now)
        if chosen:
            await store.gaps.choose(gap, chosen)


async def test_a_question_that_was_not_answered_is_there_to_read(house: House, seated: Desk) -> None:
    await a_gap(house, GapKind.UNKNOWN, "bao giờ có mưa")
    page = (await seated.opens()).text
    assert "bao giờ có mưa" in page
    assert "Chưa trả lời được" in page
    assert "09:00 23/11" in page  # Viet Nam's clock, not the server's


async def test_an_unclear_question_shows_what_was_offered_and_chosen(house: House, seated: Desk) -> None:
    first, second, third = list(house.knowledge.content.entries.values())[:3]
    await a_gap(house, GapKind.CLARIFY, "muc ho tro", (first.id, second.id, "gone-entry"), second.id)
    await a_gap(house, GapKind.PERSON, "")
    page = (await seated.opens()).text
    for shown in (
        first.title,
        second.title,
        "gone-entry",
        "Phải hỏi lại",
        "Muốn gặp cán bộ",
        "Không kèm câu chữ",
    ):
        assert shown in page
    assert third.title not in page
    (chosen,) = re.findall(r'<li class="chosen">(.*?) <b>', page)
    assert chosen == second.title


async def test_the_newest_fifty_come_first(house: House, seated: Desk) -> None:
    for number in range(60):
        await a_gap(house, GapKind.UNKNOWN, f"câu số {number} hết")
    page = (await seated.opens()).text
    assert re.findall(r"câu số (\d+) hết", page) == [str(number) for number in range(59, 9, -1)]


async def test_what_people_wrote_is_shown_as_text(house: House, seated: Desk) -> None:
    empty = (await seated.opens()).text
    for payload in _XSS:
        await a_gap(house, GapKind.UNKNOWN, payload)
    page = (await seated.opens()).text
    for tag in ("<script", "<img src=x", "<svg"):
        assert page.count(tag) == empty.count(tag)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "&amp;lt;b&amp;gt; &amp; &#39;quote&#39;" in page


async def test_each_view_leaves_one_row_in_the_audit_trail(house: House, seated: Desk) -> None:
    await a_gap(house, GapKind.UNKNOWN, "một chuyện riêng")
    await seated.opens()
    await seated.opens()
    events = rows(house.database, audit_event)
    read = [(event.actor, event.subject, event.detail) for event in events if event.action == "gaps_read"]
    assert read == [("staff:1", "gap", '{"rows": 1}')] * 2
    assert "một chuyện riêng" not in str(events)


async def test_a_stranger_sees_no_question_and_leaves_no_read(house: House, desk: Desk) -> None:
    await a_gap(house, GapKind.UNKNOWN, "một chuyện riêng")
    assert "một chuyện riêng" not in (await desk.opens()).text
    assert rows(house.database, audit_event) == []


async def test_channels_and_the_outbox_are_told_as_they_are(house: House, seated: Desk) -> None:
    page = (await seated.opens()).text
    on = re.findall(r'<b class="(on|off)">', page)
    assert on == ["on", "off", "off", "off"]  # the web; Telegram and both of Zalo's
    assert waiting(page) == 0
    await Person(house).says("chào")
    await work_all(house)
    assert waiting((await seated.opens()).text) >= 1


def waiting(page: str) -> int:
    found = re.search(r"Chờ gửi</span> <b>(\d+)</b>", page)
    assert found is not None
    return int(found.group(1))


async def test_nothing_asked_is_said_in_words(seated: Desk, account: NewAccount) -> None:
    page = (await seated.opens()).text
    assert "Chưa có câu nào" in page
    assert account.name in page
