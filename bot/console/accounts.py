"""The pages of accounts together: one's own, those of everybody, and the code at the door."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.clock import Clock
from bot.console import access
from bot.console.code import CodePages
from bot.console.cookies import Cookies
from bot.console.me import OwnPages, StaffPage
from bot.console.pages import Render
from bot.console.people import PeoplePages
from handlers.desk.room import DeskRoom


@dataclass(frozen=True, slots=True)
class AccountPages:
    code: CodePages
    own: OwnPages
    people: PeoplePages

    def pages(self) -> Iterator[tuple[str, str, StaffPage]]:
        """Method, path and page of each that staff open."""
        yield "GET", access.ME, self.own.show
        yield "POST", access.ME, self.own.change
        yield "GET", access.PEOPLE, self.people.listed
        yield "POST", access.PEOPLE, self.people.add
        yield "GET", access.PERSON, self.people.show
        yield "POST", access.PERSON, self.people.change


def account_pages(room: DeskRoom, clock: Clock, cookies: Cookies, render: Render) -> AccountPages:
    return AccountPages(
        code=CodePages(room.sign_in, clock, cookies, render),
        own=OwnPages(room.own, room.linking, clock, cookies, render),
        people=PeoplePages(room.people, clock, cookies, render),
    )
