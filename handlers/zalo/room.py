"""All that the Official Account needs of the house, put together."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.broadcasts.ways import Window
from handlers.zalo.budget import Budget
from handlers.zalo.consent import Consent
from handlers.zalo.paying import Paying
from handlers.zalo.receipts import Receipts
from handlers.zalo.refusals import Refusals
from handlers.zalo.sending import Sending
from handlers.zalo.standings import Standings
from handlers.zalo.switch import ButtonSwitch
from handlers.zalo.takeover import Takeover
from handlers.zalo.tokens import Authority, Tokens
from handlers.zalo.waiting import AnswersWaiting
from handlers.zalo.windows import FREE_FOR, OPEN_FOR
from handlers.zalo.wire import CHANNEL, Wire
from storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """What the operator has said of the account."""

    app_id: str
    oa_id: str
    permission_url: str
    callback_url: str
    has_buttons: bool
    most_billed: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class ZaloRoom:
    tokens: Tokens
    consent: Consent
    sending: Sending
    budget: Budget
    switch: ButtonSwitch
    receipts: Receipts
    takeover: Takeover
    waiting: AnswersWaiting

    @property
    def window(self) -> Window:
        """What broadcasts have to know of it."""
        return Window(CHANNEL, FREE_FOR, OPEN_FOR, self.budget.left)

    async def look(self, now: datetime) -> None:
        """What a clock asks now and then."""
        for part in (self.tokens.keep_fresh, self.waiting.look):
            try:
                await part(now)
            except Exception:  # the other must not suffer, and the next tick asks again
                log.exception("zalo_tick_failed")


def zalo_room(
    database: Database,
    authority: Authority,
    wire: Wire,
    account: AccountSettings,
    owner: str,
    now: Callable[[], datetime],
    no_file: str,
) -> ZaloRoom:
    """`no_file` is said in place of a file that the platform does not carry."""
    tokens = Tokens(database, authority, account.oa_id, owner)
    budget = Budget(database, account.oa_id, account.most_billed, account.zone)
    switch = ButtonSwitch(database, account.oa_id, account.has_buttons)
    sending = Sending(
        wire,
        tokens,
        Standings(database),
        Paying(budget),
        Refusals(database, account.zone),
        switch,
        account.zone,
        now,
        no_file,
    )
    return ZaloRoom(
        tokens=tokens,
        consent=Consent(
            database,
            authority,
            account.app_id,
            account.oa_id,
            account.permission_url,
            account.callback_url,
        ),
        sending=sending,
        budget=budget,
        switch=switch,
        receipts=Receipts(database, account.oa_id),
        takeover=Takeover(database),
        waiting=AnswersWaiting(database, account.oa_id),
    )
