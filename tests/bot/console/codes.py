"""A member of staff with an authenticator on their telephone."""

import re
from dataclasses import dataclass

from bot.app import House
from handlers.desk.accounts import NewAccount
from handlers.desk.totp import STEP_SECONDS, code_of, step_of
from tests.bot.console.desk import Desk, Page
from tests.support.clock import HandClock

ME, CODE = "/console/me", "/console/sign-in/code"
_SECRET = re.compile(r'class="big">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})<')
_SPARE = re.compile(r'class="big">([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})<')


@dataclass(frozen=True, slots=True)
class Telephone:
    secret: str
    spares: tuple[str, ...]

    def shows(self, clock: HandClock) -> str:
        return code_of(self.secret, step_of(clock.now()))

    def shows_next(self, clock: HandClock) -> str:
        """A code that was not shown before."""
        clock.pass_seconds(STEP_SECONDS)
        return self.shows(clock)


def secret_in(page: Page) -> str:
    found = _SECRET.search(page.text)
    return found.group(1).replace(" ", "") if found else ""


def spares_in(page: Page) -> tuple[str, ...]:
    return tuple(_SPARE.findall(page.text))


async def does(desk: Desk, path: str, **fields: str) -> Page:
    """Sends a form of one of our own pages."""
    return await desk.sends(path, {"form": (await desk.opens(ME)).token, **fields})


async def turns_on(house: House, desk: Desk, account: NewAccount, clock: HandClock) -> Telephone:
    """As the page leads: the password, the secret into the telephone, its first code."""
    secret = secret_in(await does(desk, ME, do="on", password=account.password))
    page = await does(desk, ME, do="confirm", code=code_of(secret, step_of(clock.now())))
    assert page.status == 200
    return Telephone(secret, spares_in(page))


async def shows(desk: Desk, code: str) -> Page:
    """Types a code into the second half of the door."""
    token = (await desk.opens(CODE)).token
    return await desk.sends(CODE, {"form": token, "code": code})
