"""Who may do what with messages to many, by every route and every role; and that words stay words."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
import pytest

from bot.app import House
from bot.console import access
from handlers.desk.sessions import Role
from knowledge.base import KnowledgeBase
from storage.tables_broadcasts import broadcast
from tests.bot.console.desk import Desk
from tests.bot.console.newsdesk import NEW, PATH, TOKEN, WRITTEN, NewsDesk, somebody
from tests.handlers.attachments import samples
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.rows import rows

_ROUTES = [page for page in access.TO_STAFF if "/broadcasts" in page[1] or "/audiences" in page[1]]
_UPLOADS = (access.NEW_BROADCAST, access.BROADCAST_EDIT, access.TYPED_COUNT)
_HARMLESS = {"do": "drop", "audience": "999", "revision": "77"}
_XSS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "{{ 7 * 7 }}",
    "</textarea><script>alert(1)</script>",
)


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: the fences stand before it."""
    return sqlite_url


@pytest.fixture
async def house(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    settings = {"telegram_token": TOKEN}
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge, **settings) as opened:
        yield opened


@pytest.fixture
def news(seated: Desk) -> NewsDesk:
    return NewsDesk(seated)


def _form(token: str) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("form", token)
    return form


async def test_every_route_opens_for_the_roles_of_the_table_and_no_other(
    house: House, news: NewsDesk
) -> None:
    number = await news.composes({**WRITTEN, "who": "own", "in_seen": "9", "save_as": "Nhóm"})
    tried = 0
    for role in Role:
        await somebody(house, role, news.desk, name=f"Chị {role.value}")
        token = (await news.desk.opens()).token
        for method, path in _ROUTES:
            where = path.replace("{id}", str(number))
            if method == "GET":
                if path == access.BROADCAST_EVENTS:
                    async with news.desk.client.get(
                        where
                    ) as answer:  # it would go on for as long as it lasts
                        status = answer.status
                else:
                    status = (await news.desk.opens(where)).status
            elif path in _UPLOADS:
                status = (await news.posts(where, _form(token))).status
            else:
                status = (await news.desk.sends(where, {"form": token, **_HARMLESS})).status
            is_let_in = role in access.TO_STAFF[method, path]
            assert (status != 403) == is_let_in, (role, method, path, status)
            tried += 1
    print(f"{tried} pairs of role and route")
    assert tried == len(Role) * len(_ROUTES) > 80


async def test_a_form_with_a_file_shows_its_token_and_where_it_comes_from(
    house: House, news: NewsDesk
) -> None:
    ours = (await news.desk.opens(NEW)).token
    for token in ("", "0" * 64, "é"):
        assert (await news.writes(token=token, file=("a.pdf", samples.pdf()))).status == 403
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
    ):
        assert (await news.writes(token=ours, **headers)).status == 403
    await somebody(house, Role.LEAD, news.desk)
    assert (await news.writes(token=ours)).status == 403  # another session's
    assert rows(house.database, broadcast) == []


async def test_nobody_else_s_megabytes_are_read(house: House, news: NewsDesk) -> None:
    """A form that never ends is answered at once, before any of it has been read."""
    news.desk.client.session.cookie_jar.clear()
    assert await _answered_early(news) == 303
    await somebody(house, Role.OFFICER, news.desk)
    assert await _answered_early(news) == 403


async def _answered_early(news: NewsDesk) -> int:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        while True:
            sent += 64
            yield bytes(64 * 1024)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with news.desk.client.post(NEW, data=endless(), headers=headers, allow_redirects=False) as answer:
        assert sent < 32 * 1024, f"{sent} KB went on their way"
        return answer.status


async def test_broken_forms_change_nothing(house: House, news: NewsDesk) -> None:
    for content_type, body in (
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=form\r\n\r\nhalf"),
        ("multipart/form-data; boundary=x", b"\x00\xff"),
        ("multipart/form-data", b"--x--"),
        ("application/x-www-form-urlencoded", b"form=x"),
        ("application/json", b"{}"),
    ):
        async with news.desk.client.post(NEW, data=body, headers={"Content-Type": content_type}) as answer:
            assert answer.status == 403, content_type
    assert (await news.writes({**WRITTEN, "text": "z" * 40_000})).status == 403
    assert rows(house.database, broadcast) == []


class _Elements(HTMLParser):
    """What a page is made of: tags with the names of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


async def _shapes(news: NewsDesk, number: int, word: str) -> list[list[tuple[str, tuple[str, ...]]]]:
    """Every page on which the words of one broadcast stand, as elements."""
    change = {"title": "", "b2_label": word, "b2_opens": "link", "b2_link": word, "in_communes": word}
    wrong = await news.writes({**WRITTEN, **change, "who": "own", "text": word, "save_as": word})
    paths = (PATH, f"{PATH}/{number}", f"{PATH}/{number}/edit", "/console/audiences", NEW)
    pages = [(await news.desk.opens(path)).text for path in paths]
    return [_Elements(page).found for page in (*pages, wrong.text)]


async def test_words_stay_words_on_every_page(house: House, news: NewsDesk) -> None:
    shapes = []
    for word in ("hiền lành", *_XSS):
        fields = {
            **WRITTEN,
            "title": word,
            "text": word,
            "b1_label": word[:40],
            "who": "own",
            "in_tags": word,
            "save_as": word,
        }
        number = await news.composes(fields, file=(f"{word}.pdf", samples.pdf()))
        shapes.append(await _shapes(news, number, word))
        await news.does("drop", number)
        token = (await news.desk.opens("/console/audiences")).token
        listed = (await news.desk.opens("/console/audiences")).text
        (saved,) = re.findall(r'name="audience" value="(\d+)"', listed)
        await news.desk.sends("/console/audiences", {"form": token, "do": "drop", "audience": saved})
    assert all(shape == shapes[0] for shape in shapes[1:])
    assert rows(house.database, broadcast) == []
