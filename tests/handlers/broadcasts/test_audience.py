"""Whom an audience means, who of them is written to and at what cost, and why the others are not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from handlers.broadcasts.audiences import Audiences
from handlers.broadcasts.model import AUDIENCE, AudienceQuery, Criteria, Left, Reach
from handlers.broadcasts.ways import NewsWays, Window
from handlers.messages import NEWS_KIND
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.zalo_templates import TemplateRow
from storage.states import ApplicationStatus, TemplateState
from storage.tables import address, contact, conversation, delivery
from tests.support.applications import a_sent_application, an_application
from tests.support.broadcasts import TELEGRAM, a_broadcast, a_reader
from tests.support.campaigns import Campaign
from tests.support.clock import HandClock
from tests.support.rows import asked, change, rows

ZALO = "zalo_oa"
FREE_FOR, OPEN_FOR = timedelta(hours=48), timedelta(days=7)
A = ApplicationStatus


async def a_village(database: Database, now: datetime) -> None:
    """An: Gia Lai, applied for a machine. Bình: Lâm Đồng, approved. Chi: only a draft. Dũng: has told nothing."""
    for chat_key, province, tags in (
        ("an", "gia-lai", ("sector:mining", "hội viên")),
        ("binh", "lam-dong", ("sector:mining",)),
        ("chi", "gia-lai", ()),
        ("dung", None, ()),
    ):
        conversation_id = await a_reader(database, now, chat_key)
        async with database.transaction() as store:
            chat = await store.conversations.lock(conversation_id)
            assert chat is not None
            await store.audiences.place(chat.contact_id, province)
            for tag in tags:
                await store.audiences.tag(chat.contact_id, tag, "staff:1", now)
    where = {"province": "gia-lai", "commune": "Ia Pa"}
    await a_sent_application(database, now, chat_key="an", channel=TELEGRAM, **where)
    await a_sent_application(
        database,
        now,
        chat_key="binh",
        channel=TELEGRAM,
        form_id="A-02",
        status=A.APPROVED,
        province="tay-ninh",
        commune="Hảo Đước",
    )
    await an_application(database, now, chat_key="chi", channel=TELEGRAM)
    silent = update(conversation).where(conversation.c.address_id.in_(_address_of("dung")))
    change(database, silent.values(last_inbound_at=now - timedelta(days=40)))
    change(database, update(contact).where(contact.c.id.in_(_contact_of("dung"))).values(language="en"))


def _address_of(chat_key: str):  # type: ignore[no-untyped-def]
    return select(address.c.id).where(address.c.chat_key == chat_key)


def _contact_of(chat_key: str):  # type: ignore[no-untyped-def]
    return select(address.c.contact_id).where(address.c.chat_key == chat_key)


NOBODY, EVERYBODY = Criteria(), ["an", "binh", "chi", "dung"]


@pytest.mark.parametrize(
    ("include", "exclude", "meant"),
    [
        (NOBODY, NOBODY, EVERYBODY),
        (Criteria(provinces=("gia-lai",)), NOBODY, ["an", "chi"]),
        (Criteria(provinces=("tay-ninh",)), NOBODY, ["binh"]),  # by the application
        (Criteria(provinces=("gia-lai", "lam-dong")), NOBODY, ["an", "binh", "chi"]),
        (Criteria(communes=("Ia Pa",)), NOBODY, ["an"]),
        (Criteria(forms=("A-01",)), NOBODY, ["an"]),  # a draft is nobody's business
        (Criteria(statuses=(A.APPROVED, A.SETTLED)), NOBODY, ["binh"]),
        (Criteria(statuses=(A.DRAFT,)), NOBODY, []),
        (Criteria(tags=("sector:mining",)), NOBODY, ["an", "binh"]),
        (Criteria(languages=("vi",)), NOBODY, ["an", "binh", "chi"]),
        (Criteria(seen_within_days=30), NOBODY, ["an", "binh", "chi"]),
        (Criteria(provinces=("gia-lai",), tags=("sector:mining",)), NOBODY, ["an"]),
        (NOBODY, Criteria(provinces=("gia-lai",)), ["binh", "dung"]),
        (NOBODY, Criteria(tags=("hội viên",), statuses=(A.APPROVED,)), ["chi", "dung"]),
        (NOBODY, Criteria(seen_within_days=30), ["dung"]),
        (Criteria(tags=("sector:mining",)), Criteria(forms=("A-02",)), ["an"]),
        (Criteria(provinces=("gia-lai",)), Criteria(provinces=("gia-lai",)), []),
        (Criteria(tags=("' OR 1=1 --",)), NOBODY, []),
    ],
)
async def test_each_line_narrows_the_choice_and_each_excluded_one_takes_away(
    database: Database,
    clock: HandClock,
    knowledge: KnowledgeBase,
    include: Criteria,
    exclude: Criteria,
    meant: list[str],
) -> None:
    await a_village(database, clock.now())
    query = AudienceQuery(include, exclude)
    assert AUDIENCE.validate_json(AUDIENCE.dump_json(query)) == query
    campaign = Campaign(database, clock, knowledge)
    counted = await Audiences(database, campaign.ways).count(query, clock.now())
    assert (counted.total, dict(counted.left)) == (len(meant), {})
    await a_broadcast(database, clock.now(), audience=query)
    await campaign.looks()
    assert sorted(found.chat_key for found in rows(database, delivery)) == meant


async def test_everybody_who_is_meant_is_written_to_or_left_out_for_one_reason(
    database: Database, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    now = clock.now()
    await a_reader(database, now, "reached")
    await a_reader(database, now, "said no", agrees=False)
    await a_reader(database, now, "never asked", agrees=None)
    await a_reader(database, now, "browser", channel="web")
    await a_reader(database, now, "blocked")
    await a_reader(database, now, "erasing")
    await a_reader(database, now - timedelta(days=9), "long ago", channel=ZALO)
    change(database, update(address).where(address.c.chat_key == "blocked").values(is_reachable=False))
    change(database, update(contact).where(contact.c.id.in_(_contact_of("erasing"))).values(erase_at=now))
    ways = NewsWays((TELEGRAM, ZALO), Window(ZALO, FREE_FOR, OPEN_FOR, _budget(0)))
    counted = await Audiences(database, ways).count(AudienceQuery(), now)
    left = {
        Left.NO_CONSENT: 2,
        Left.NO_CHAT: 1,
        Left.UNREACHABLE: 1,
        Left.ERASING: 1,
        Left.WINDOW_SHUT: 1,
    }
    assert (counted.total, dict(counted.left)) == (1, left)
    assert counted.total + sum(counted.left.values()) == len(asked(database, select(contact.c.id), {}))


def _budget(left: int):  # type: ignore[no-untyped-def]
    async def billed_left(_now: datetime) -> int:
        return left

    return billed_left


@pytest.mark.parametrize(
    ("budget", "has_form", "by_reach", "shut"),
    [
        (0, False, {Reach.FREE: 2}, 2),
        (5, False, {Reach.FREE: 2, Reach.BILLED: 1}, 1),
        (0, True, {Reach.FREE: 2, Reach.FORM: 2}, 0),
        (5, True, {Reach.FREE: 2, Reach.BILLED: 1, Reach.FORM: 1}, 0),
    ],
)
async def test_on_zalo_it_costs_what_the_last_word_of_a_person_makes_it_cost(
    database: Database,
    clock: HandClock,
    budget: int,
    has_form: bool,
    by_reach: dict[Reach, int],
    shut: int,
) -> None:
    now = clock.now()
    await a_reader(database, now, "telegram")
    for name, ago in (
        ("free", timedelta(hours=47)),
        ("billed", timedelta(days=6)),
        ("shut", timedelta(days=8)),
    ):
        await a_reader(database, now - ago, name, channel=ZALO)
    if has_form:
        form = TemplateRow("f1", (NEWS_KIND,), {"title": "title"}, "preview", TemplateState.APPROVED)
        async with database.transaction() as store:
            await store.templates.put(form, now)
    ways = NewsWays((TELEGRAM, ZALO), Window(ZALO, FREE_FOR, OPEN_FOR, _budget(budget)))
    counted = await Audiences(database, ways).count(AudienceQuery(), now)
    assert dict(counted.by_reach) == by_reach
    assert counted.left.get(Left.WINDOW_SHUT, 0) == shut
    assert counted.over_budget == 0
    assert counted.billed_left == budget


async def test_what_is_billed_beyond_the_budget_is_told(database: Database, clock: HandClock) -> None:
    for number in range(3):
        await a_reader(database, clock.now() - timedelta(days=3), str(number), channel=ZALO)
    ways = NewsWays((ZALO,), Window(ZALO, FREE_FOR, OPEN_FOR, _budget(1)))
    counted = await Audiences(database, ways).count(AudienceQuery(), clock.now())
    assert (counted.total, counted.over_budget) == (3, 2)
