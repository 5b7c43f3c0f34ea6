"""A house whose Zalo account speaks to the stand-in, with tokens as after a consent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import House
from handlers.applications.codes import new_code
from handlers.applications.content import CONTENT, Content
from handlers.channels import Attached, Outcome
from handlers.messages import Address, Notice, Reply
from handlers.zalo.room import ZaloRoom
from handlers.zalo.templates import TemplateRow, TemplateState
from handlers.zalo.wire import CHANNEL
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.applications import NewApplication
from storage.repositories.consents import ConsentRow
from storage.repositories.zalo_accounts import NewPair
from storage.states import Purpose
from storage.tables import conversation
from storage.tables_tasks import staff_task
from tests.standins.zalo import Person, ZaloStandIn
from tests.support.applications import ANSWERS
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.rows import change, rows

VERIFIER = "v" * 43
FORM = "283414"


def zalo_settings(api: ZaloStandIn, **changes: object) -> dict[str, object]:
    """As an operator would write them, with the stand-in in the platform's place."""
    settings: dict[str, object] = {
        "zalo_app_id": api.identity.app_id,
        "zalo_app_secret": api.identity.app_secret,
        "zalo_oa_id": api.identity.oa_id,
        "zalo_oa_secret": api.identity.oa_secret,
        "zalo_api_url": api.openapi_url,
        "zalo_business_api_url": api.business_url,
        "zalo_oauth_url": api.oauth_url,
    }
    return settings | changes


async def grant(database: Database, api: ZaloStandIn, now: datetime) -> None:
    """What a consent leaves behind."""
    tokens = api.oauth.issue()
    pair = NewPair(tokens.access, tokens.refresh, now + timedelta(hours=25), now + timedelta(days=90))
    async with database.transaction() as store:
        await store.zalo.open(api.identity.oa_id, VERIFIER)
        await store.zalo.grant(api.identity.oa_id, pair)


@dataclass(frozen=True, slots=True)
class ZaloHouse:
    """`sends` is one attempt by the account's own way out."""

    house: House
    api: ZaloStandIn
    clock: HandClock
    room: ZaloRoom

    @property
    def database(self) -> Database:
        return self.house.database

    def address(self, person: Person) -> Address:
        return Address(CHANNEL, self.api.identity.oa_id, person.id)

    async def sends(
        self, person: Person, reply: Reply | str = "xin chào", attached: Attached | None = None
    ) -> Outcome:
        said = Reply(reply) if isinstance(reply, str) else reply
        return await self.room.sending.send(self.address(person), said, attached)

    async def meets(self, person: Person, ago: timedelta | None = timedelta(0)) -> int:
        """The person has written so long ago, here and there; None: known here, and never wrote."""
        where, now = self.address(person), self.clock.now()
        async with self.database.transaction() as store:
            identity = await store.conversations.find_or_create(
                where.channel, where.bot_id, where.chat_key, now
            )
        if ago is not None:
            person.interacted(ago)
            written = conversation.update().where(conversation.c.id == identity)
            change(self.database, written.values(last_inbound_at=now - ago))
        return identity

    def tasks(self) -> list[tuple[str, str]]:
        """What staff have to see to: kind and reason of each that stands open."""
        return [
            (row.kind.value, row.reason) for row in rows(self.database, staff_task) if row.closed_at is None
        ]


@asynccontextmanager
async def zalo_house(
    database_url: str,
    data_dir: Path,
    knowledge: KnowledgeBase,
    api: ZaloStandIn,
    clock: HandClock,
    has_consent: bool = True,
    **changes: object,
) -> AsyncIterator[ZaloHouse]:
    async with open_test_house(
        database_url, data_dir, clock, knowledge, **zalo_settings(api, **changes)
    ) as house:
        assert house.zalo is not None
        if has_consent:
            await grant(house.database, api, clock.now())
        async with house.zalo.api:
            yield ZaloHouse(house, api, clock, house.zalo.room)


def a_form(state: TemplateState = TemplateState.APPROVED, is_by_user: bool = True) -> TemplateRow:
    """A form for one notice, with a parameter that is filled by its code."""
    return TemplateRow(FORM, ("approve",), {"ma": "code"}, "Phiếu {ma} đã được duyệt", state, is_by_user)


def a_notice(application_id: int = 0, kind: str = "approve", **values: str) -> Reply:
    return Reply(
        "Phiếu đã được duyệt",
        notice=Notice(kind, application_id, values or {"code": "KC-7Q4M-2X9T-1B5K"}),
    )


async def register(database: Database, form: TemplateRow, now: datetime) -> None:
    async with database.transaction() as store:
        await store.templates.put(form, now)


async def with_application(here: ZaloHouse, person: Person, has_agreed: bool = True) -> int:
    """An application with a telephone, of this person; with or without their consent to it."""
    identity, now = await here.meets(person, None), here.clock.now()
    content = CONTENT.dump_json(Content(answers=ANSWERS)).decode()
    async with here.database.transaction() as store:
        conversation = await store.conversations.lock(identity)
        assert conversation is not None
        of = conversation.contact_id
        added = await store.applications.add(
            NewApplication(new_code(), of, identity, "A-01", 1, content), now
        )
        said = ConsentRow(of, Purpose.APPLICATION, has_agreed, 1, "h", CHANNEL, None, now)
        await store.consents.add(said)
    assert added is not None
    return added


async def sent(here: ZaloHouse) -> None:
    """What the sender does with the outbox, once."""
    outbox, now, owner = here.house.outbox, here.clock.now(), "me"
    parcels = await outbox.claim(CHANNEL, here.api.identity.oa_id, owner, now, 10)
    started = await outbox.start(parcels, owner, now)
    outcomes = [(each, await here.room.sending.send(each.address, each.reply)) for each in started]
    await outbox.record(outcomes, owner, now)
