"""The page "Liên kết chat": a code shown once, the links, and the end of each."""

import re

import pytest

from bot.app import House
from storage.tables_applications import staff_link
from tests.bot.console.desk import Desk, Page
from tests.support.clock import HandClock
from tests.support.houses import Person
from tests.support.reviews import TELEGRAM
from tests.support.rows import rows

PATH = "/console/link"
_CODE = re.compile(r"/lienket ([A-Z2-7]{4}-[A-Z2-7]{4})")


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what the pages ask of it is tested on both elsewhere."""
    return sqlite_url


async def press(desk: Desk, do: str, link: str = "") -> Page:
    token = (await desk.opens(PATH)).token
    return await desk.sends(PATH, {"form": token, "do": do, "link": link})


def code_on(page: Page) -> str:
    found = _CODE.search(page.text)
    assert found is not None
    return found.group(1)


async def test_a_code_is_shown_once_and_links_the_chat_that_says_it(
    house: House, seated: Desk, clock: HandClock
) -> None:
    page = await press(seated, "code")
    assert page.status == 200
    assert "09:10" in page.text
    code = code_on(page)
    assert _CODE.search((await seated.opens(PATH)).text) is None
    assert "tài khoản quantri" in await Person(house, "chat", TELEGRAM).asks(f"/lienket {code}")
    listed = (await seated.opens(PATH)).text
    assert "Telegram" in listed
    assert "09:00 23/11/2026" in listed


async def test_one_press_ends_a_link(house: House, seated: Desk) -> None:
    person = Person(house, "chat", TELEGRAM)
    await person.asks(f"/lienket {code_on(await press(seated, 'code'))}")
    (link,) = rows(house.database, staff_link)
    assert (await press(seated, "end", str(link.id))).status == 303
    assert rows(house.database, staff_link) == []
    assert "Chưa có chat nào" in (await seated.opens(PATH)).text
    assert "không còn liên kết" in (await person.last_answer()).reply.text
    assert (await press(seated, "end", str(link.id))).status == 303  # pressed twice


@pytest.mark.parametrize(
    ("do", "link"), [("", ""), ("end", ""), ("end", "x"), ("end", "-1"), ("end", "9" * 40), ("start", "1")]
)
async def test_a_form_that_is_not_the_pages_own_does_nothing(
    house: House, seated: Desk, do: str, link: str
) -> None:
    await Person(house, "chat", TELEGRAM).asks(f"/lienket {code_on(await press(seated, 'code'))}")
    assert (await press(seated, do, link)).status == 403
    assert len(rows(house.database, staff_link)) == 1


async def test_a_new_code_ends_the_one_before(house: House, seated: Desk) -> None:
    first = code_on(await press(seated, "code"))
    second = code_on(await press(seated, "code"))
    assert first != second
    person = Person(house, "chat", TELEGRAM)
    assert "không dùng được" in await person.asks(f"/lienket {first}")
    assert "tài khoản" in await person.asks(f"/lienket {second}")
